import { LinkPage } from "../links/document.tsx";
import type { ShopperLocale } from "../../i18n/shopper/say.ts";

export type UnsubscribeView =
  | { kind: "ask"; locale: ShopperLocale; shopName: string }
  | { kind: "done"; locale: ShopperLocale; shopName: string }
  | { kind: "failed"; locale: ShopperLocale };

type Words = { title: string; text: string; button: string | null };

const words: Record<ShopperLocale, Record<UnsubscribeView["kind"], (shopName: string) => Words>> = {
  en: {
    ask: (shop) => ({
      title: "Unsubscribe?",
      text: `You will no longer get news and offers from ${shop} by email. Messages about your orders are not affected.`,
      button: "Yes, unsubscribe",
    }),
    done: (shop) => ({
      title: "You are unsubscribed",
      text: `${shop} will no longer send you news and offers by email. You can close this page.`,
      button: null,
    }),
    failed: () => ({
      title: "This link does not work",
      text: "It may have been cut off on its way to you. Please use the link in the email once more, or reply to that email and ask to be unsubscribed.",
      button: null,
    }),
  },
  de: {
    ask: (shop) => ({
      title: "Wirklich abmelden?",
      text: `Du bekommst dann keine Neuigkeiten und Angebote von ${shop} mehr per E-Mail. Nachrichten zu deinen Bestellungen erhältst du weiterhin.`,
      button: "Ja, abmelden",
    }),
    done: (shop) => ({
      title: "Du bist abgemeldet",
      text: `${shop} schickt dir keine Neuigkeiten und Angebote mehr per E-Mail. Du kannst diese Seite schließen.`,
      button: null,
    }),
    failed: () => ({
      title: "Dieser Link funktioniert nicht",
      text: "Vielleicht wurde er unterwegs abgeschnitten. Öffne bitte den Link in der E-Mail noch einmal, oder antworte auf die E-Mail mit der Bitte, dich abzumelden.",
      button: null,
    }),
  },
  fr: {
    ask: (shop) => ({
      title: "Se désabonner ?",
      text: `Vous ne recevrez plus d’actualités ni d’offres de ${shop} par e-mail. Les messages concernant vos commandes ne changent pas.`,
      button: "Oui, me désabonner",
    }),
    done: (shop) => ({
      title: "Vous êtes désabonné(e)",
      text: `${shop} ne vous enverra plus d’actualités ni d’offres par e-mail. Vous pouvez fermer cette page.`,
      button: null,
    }),
    failed: () => ({
      title: "Ce lien ne fonctionne pas",
      text: "Il a peut-être été tronqué en chemin. Veuillez ouvrir à nouveau le lien de l’e-mail, ou y répondre en demandant à être désabonné(e).",
      button: null,
    }),
  },
  es: {
    ask: (shop) => ({
      title: "¿Darte de baja?",
      text: `Ya no recibirás novedades ni ofertas de ${shop} por correo electrónico. Los mensajes sobre tus pedidos no cambian.`,
      button: "Sí, darme de baja",
    }),
    done: (shop) => ({
      title: "Te has dado de baja",
      text: `${shop} ya no te enviará novedades ni ofertas por correo electrónico. Puedes cerrar esta página.`,
      button: null,
    }),
    failed: () => ({
      title: "Este enlace no funciona",
      text: "Puede que se haya cortado por el camino. Abre de nuevo el enlace del correo, o responde a ese correo y pide que te demos de baja.",
      button: null,
    }),
  },
  it: {
    ask: (shop) => ({
      title: "Annullare l’iscrizione?",
      text: `Non riceverai più novità e offerte da ${shop} via e-mail. I messaggi sui tuoi ordini continueranno ad arrivare.`,
      button: "Sì, annulla l’iscrizione",
    }),
    done: (shop) => ({
      title: "Iscrizione annullata",
      text: `${shop} non ti invierà più novità e offerte via e-mail. Puoi chiudere questa pagina.`,
      button: null,
    }),
    failed: () => ({
      title: "Questo link non funziona",
      text: "Forse è stato troncato lungo il percorso. Apri di nuovo il link nell’e-mail, oppure rispondi all’e-mail chiedendo di annullare l’iscrizione.",
      button: null,
    }),
  },
  nl: {
    ask: (shop) => ({
      title: "Afmelden?",
      text: `Je krijgt dan geen nieuws en aanbiedingen van ${shop} meer per e-mail. Berichten over je bestellingen blijf je ontvangen.`,
      button: "Ja, meld me af",
    }),
    done: (shop) => ({
      title: "Je bent afgemeld",
      text: `${shop} stuurt je geen nieuws en aanbiedingen meer per e-mail. Je kunt deze pagina sluiten.`,
      button: null,
    }),
    failed: () => ({
      title: "Deze link werkt niet",
      text: "Misschien is hij onderweg afgebroken. Open de link in de e-mail nog eens, of beantwoord de e-mail met het verzoek je af te melden.",
      button: null,
    }),
  },
};

export function UnsubscribePage({ view }: { view: UnsubscribeView }) {
  return <LinkPage locale={view.locale} {...words[view.locale][view.kind](view.kind === "failed" ? "" : view.shopName)} />;
}
