import type { ShopperLocale } from "../../i18n/shopper/say.ts";

type Page = { title: string; text: string };

/** Free of advertising: the email asks, and does nothing else. */
export type SignUpWords = {
  subject: string;
  text: string;
  otherwise: string;
  button: string;
  reason: string;
  ask: Page;
  confirm: string;
  done: Page;
  expired: Page;
  /** A newer link has been sent since. */
  replaced: Page;
  /** After the form, whoever sent it. */
  sent: string;
  noAddress: string;
  noTick: string;
};

/** @param shop the shop's name */
export const signUpWords: Record<ShopperLocale, (shop: string) => SignUpWords> = {
  en: (shop) => ({
    subject: `Please confirm your sign-up at ${shop}`,
    text: `You asked to get news and offers from ${shop} by email. Please confirm within seven days that this is what you want.`,
    otherwise: "If that wasn’t you, there is nothing for you to do: without your confirmation we won’t write to you.",
    button: "Confirm sign-up",
    reason: `You are receiving this email because this address was entered in a sign-up form of ${shop}.`,
    ask: {
      title: "Confirm your sign-up?",
      text: `You will then get news and offers from ${shop} by email. You can unsubscribe at any time.`,
    },
    confirm: "Yes, sign me up",
    done: { title: "You are signed up", text: `${shop} will send you news and offers by email. You can close this page.` },
    expired: { title: "This link has expired", text: "It was valid for seven days. Please sign up once more in the shop." },
    replaced: {
      title: "There is a newer email",
      text: "We have sent you another link since. Please use the one in the newest email.",
    },
    sent: "Almost done: if the address can be used, you will get an email in a few minutes. Please confirm your sign-up there.",
    noAddress: "Please enter an email address.",
    noTick: "Please tick the box if you want to sign up.",
  }),
  de: (shop) => ({
    subject: `Bitte bestätige deine Anmeldung bei ${shop}`,
    text: `Du möchtest Neuigkeiten und Angebote von ${shop} per E-Mail bekommen. Bitte bestätige innerhalb von sieben Tagen, dass das stimmt.`,
    otherwise: "Falls du das nicht warst, brauchst du nichts zu tun: Ohne deine Bestätigung schreiben wir dir nicht.",
    button: "Anmeldung bestätigen",
    reason: `Du bekommst diese E-Mail, weil diese Adresse in ein Anmeldeformular von ${shop} eingetragen wurde.`,
    ask: {
      title: "Anmeldung bestätigen?",
      text: `Du bekommst dann Neuigkeiten und Angebote von ${shop} per E-Mail. Abmelden kannst du dich jederzeit.`,
    },
    confirm: "Ja, anmelden",
    done: {
      title: "Du bist angemeldet",
      text: `${shop} schickt dir Neuigkeiten und Angebote per E-Mail. Du kannst diese Seite schließen.`,
    },
    expired: { title: "Dieser Link ist abgelaufen", text: "Er galt sieben Tage. Melde dich bitte im Shop noch einmal an." },
    replaced: {
      title: "Es gibt eine neuere E-Mail",
      text: "Inzwischen haben wir dir einen neuen Link geschickt. Nimm bitte den aus der neuesten E-Mail.",
    },
    sent: "Fast geschafft: Wenn die Adresse verwendet werden kann, bekommst du in wenigen Minuten eine E-Mail. Bestätige dort bitte deine Anmeldung.",
    noAddress: "Bitte gib eine E-Mail-Adresse ein.",
    noTick: "Bitte setze das Häkchen, wenn du dich anmelden möchtest.",
  }),
  fr: (shop) => ({
    subject: `Confirmez votre inscription chez ${shop}`,
    text: `Vous avez demandé à recevoir les actualités et les offres de ${shop} par e-mail. Veuillez le confirmer dans les sept jours.`,
    otherwise: "Si ce n’était pas vous, vous n’avez rien à faire\u00a0: sans votre confirmation, nous ne vous écrirons pas.",
    button: "Confirmer l’inscription",
    reason: `Vous recevez cet e-mail parce que cette adresse a été saisie dans un formulaire d’inscription de ${shop}.`,
    ask: {
      title: "Confirmer votre inscription\u00a0?",
      text: `Vous recevrez alors les actualités et les offres de ${shop} par e-mail. Vous pouvez vous désabonner à tout moment.`,
    },
    confirm: "Oui, m’inscrire",
    done: {
      title: "Votre inscription est confirmée",
      text: `${shop} vous enverra ses actualités et ses offres par e-mail. Vous pouvez fermer cette page.`,
    },
    expired: {
      title: "Ce lien a expiré",
      text: "Il était valable sept jours. Veuillez vous inscrire à nouveau dans la boutique.",
    },
    replaced: {
      title: "Il existe un e-mail plus récent",
      text: "Nous vous avons envoyé un autre lien depuis. Veuillez utiliser celui de l’e-mail le plus récent.",
    },
    sent: "Presque terminé\u00a0: si l’adresse peut être utilisée, vous recevrez un e-mail dans quelques minutes. Confirmez-y votre inscription.",
    noAddress: "Veuillez saisir une adresse e-mail.",
    noTick: "Veuillez cocher la case si vous souhaitez vous inscrire.",
  }),
  es: (shop) => ({
    subject: `Confirma tu suscripción a ${shop}`,
    text: `Has pedido recibir novedades y ofertas de ${shop} por correo electrónico. Confírmalo, por favor, en un plazo de siete días.`,
    otherwise: "Si no fuiste tú, no tienes que hacer nada: sin tu confirmación no te escribiremos.",
    button: "Confirmar suscripción",
    reason: `Recibes este correo porque esta dirección se introdujo en un formulario de suscripción de ${shop}.`,
    ask: {
      title: "¿Confirmar tu suscripción?",
      text: `Recibirás entonces novedades y ofertas de ${shop} por correo electrónico. Puedes darte de baja en cualquier momento.`,
    },
    confirm: "Sí, suscribirme",
    done: {
      title: "Ya estás suscrito",
      text: `${shop} te enviará novedades y ofertas por correo electrónico. Puedes cerrar esta página.`,
    },
    expired: {
      title: "Este enlace ha caducado",
      text: "Era válido durante siete días. Vuelve a suscribirte en la tienda, por favor.",
    },
    replaced: {
      title: "Hay un correo más reciente",
      text: "Desde entonces te hemos enviado otro enlace. Usa, por favor, el del correo más reciente.",
    },
    sent: "Casi listo: si la dirección se puede usar, recibirás un correo en unos minutos. Confirma allí tu suscripción, por favor.",
    noAddress: "Introduce una dirección de correo electrónico.",
    noTick: "Marca la casilla si quieres suscribirte.",
  }),
  it: (shop) => ({
    subject: `Conferma la tua iscrizione a ${shop}`,
    text: `Hai chiesto di ricevere novità e offerte da ${shop} via e-mail. Conferma entro sette giorni che è così.`,
    otherwise: "Se non sei stato tu, non devi fare nulla: senza la tua conferma non ti scriveremo.",
    button: "Conferma l’iscrizione",
    reason: `Ricevi questa e-mail perché questo indirizzo è stato inserito in un modulo di iscrizione di ${shop}.`,
    ask: {
      title: "Confermare l’iscrizione?",
      text: `Riceverai novità e offerte da ${shop} via e-mail. Puoi annullare l’iscrizione in qualsiasi momento.`,
    },
    confirm: "Sì, iscrivimi",
    done: {
      title: "Iscrizione confermata",
      text: `${shop} ti invierà novità e offerte via e-mail. Puoi chiudere questa pagina.`,
    },
    expired: { title: "Questo link è scaduto", text: "Era valido per sette giorni. Iscriviti di nuovo nel negozio." },
    replaced: {
      title: "C’è un’e-mail più recente",
      text: "Nel frattempo ti abbiamo inviato un altro link. Usa quello dell’e-mail più recente.",
    },
    sent: "Ci siamo quasi: se l’indirizzo può essere usato, riceverai un’e-mail tra pochi minuti. Conferma lì la tua iscrizione.",
    noAddress: "Inserisci un indirizzo e-mail.",
    noTick: "Spunta la casella se vuoi iscriverti.",
  }),
  nl: (shop) => ({
    subject: `Bevestig je aanmelding bij ${shop}`,
    text: `Je hebt gevraagd om nieuws en aanbiedingen van ${shop} per e-mail te krijgen. Bevestig binnen zeven dagen dat dit klopt.`,
    otherwise: "Was jij dit niet? Dan hoef je niets te doen: zonder je bevestiging schrijven we je niet.",
    button: "Aanmelding bevestigen",
    reason: `Je ontvangt deze e-mail omdat dit adres is ingevuld in een aanmeldformulier van ${shop}.`,
    ask: {
      title: "Aanmelding bevestigen?",
      text: `Je krijgt dan nieuws en aanbiedingen van ${shop} per e-mail. Je kunt je op elk moment afmelden.`,
    },
    confirm: "Ja, meld me aan",
    done: {
      title: "Je bent aangemeld",
      text: `${shop} stuurt je nieuws en aanbiedingen per e-mail. Je kunt deze pagina sluiten.`,
    },
    expired: { title: "Deze link is verlopen", text: "Hij was zeven dagen geldig. Meld je nog eens aan in de winkel." },
    replaced: {
      title: "Er is een nieuwere e-mail",
      text: "We hebben je intussen een nieuwe link gestuurd. Gebruik de link in de nieuwste e-mail.",
    },
    sent: "Bijna klaar: als het adres gebruikt kan worden, krijg je binnen een paar minuten een e-mail. Bevestig daar je aanmelding.",
    noAddress: "Vul een e-mailadres in.",
    noTick: "Zet een vinkje als je je wilt aanmelden.",
  }),
};
