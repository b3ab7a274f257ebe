import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import type { ChosenTopic } from "./topics.ts";

export type PreferenceWords = {
  title: string;
  /** @param shop the shop's name */
  intro: (shop: string) => string;
  topics: string;
  topic: Record<ChosenTopic, string>;
  pause: string;
  pausedUntil: (day: string) => string;
  language: string;
  save: string;
  saved: string;
  stopTitle: string;
  stop: (shop: string) => string;
  stopButton: string;
  stopped: (shop: string) => string;
};

export const preferenceWords: Record<ShopperLocale, PreferenceWords> = {
  en: {
    title: "Your email preferences",
    intro: (shop) => `Choose what ${shop} may write to you about.`,
    topics: "Topics",
    topic: {
      news: "News and offers",
      refill: "Reminders before something runs out",
      "post-purchase": "Tips about what you bought",
      points: "[Points] and rewards",
      birthday: "Birthday and anniversaries",
    },
    pause: "No emails for 30 days",
    pausedUntil: (day) => `No emails until ${day}`,
    language: "Language of the emails",
    save: "Save",
    saved: "Your choice is saved.",
    stopTitle: "No more emails at all?",
    stop: (shop) => `You will no longer get news and offers from ${shop}. Messages about your orders are not affected.`,
    stopButton: "Unsubscribe from everything",
    stopped: (shop) => `You are unsubscribed: ${shop} no longer sends you news and offers by email.`,
  },
  de: {
    title: "Deine E-Mail-Einstellungen",
    intro: (shop) => `Wähle aus, worüber ${shop} dir schreiben darf.`,
    topics: "Themen",
    topic: {
      news: "Neuigkeiten und Angebote",
      refill: "Erinnerungen, bevor etwas zur Neige geht",
      "post-purchase": "Tipps zu dem, was du gekauft hast",
      points: "[points] und Prämien",
      birthday: "Geburtstag und Jubiläen",
    },
    pause: "30 Tage lang keine E-Mails",
    pausedUntil: (day) => `Keine E-Mails bis zum ${day}`,
    language: "Sprache der E-Mails",
    save: "Speichern",
    saved: "Deine Auswahl ist gespeichert.",
    stopTitle: "Gar keine E-Mails mehr?",
    stop: (shop) =>
      `Du bekommst dann keine Neuigkeiten und Angebote von ${shop} mehr. Nachrichten zu deinen Bestellungen erhältst du weiterhin.`,
    stopButton: "Von allem abmelden",
    stopped: (shop) => `Du bist abgemeldet: ${shop} schickt dir keine Neuigkeiten und Angebote mehr per E-Mail.`,
  },
  fr: {
    title: "Vos préférences d’e-mail",
    intro: (shop) => `Choisissez les sujets sur lesquels ${shop} peut vous écrire.`,
    topics: "Sujets",
    topic: {
      news: "Actualités et offres",
      refill: "Rappels avant qu’un produit ne soit terminé",
      "post-purchase": "Conseils sur vos achats",
      points: "[Points] et récompenses",
      birthday: "Anniversaires",
    },
    pause: "Aucun e-mail pendant 30 jours",
    pausedUntil: (day) => `Aucun e-mail jusqu’au ${day}`,
    language: "Langue des e-mails",
    save: "Enregistrer",
    saved: "Votre choix est enregistré.",
    stopTitle: "Ne plus recevoir aucun e-mail\u00a0?",
    stop: (shop) =>
      `Vous ne recevrez plus d’actualités ni d’offres de ${shop}. Les messages concernant vos commandes ne changent pas.`,
    stopButton: "Se désabonner de tout",
    stopped: (shop) => `Vous êtes désabonné(e)\u00a0: ${shop} ne vous envoie plus d’actualités ni d’offres par e-mail.`,
  },
  es: {
    title: "Tus preferencias de correo",
    intro: (shop) => `Elige sobre qué puede escribirte ${shop}.`,
    topics: "Temas",
    topic: {
      news: "Novedades y ofertas",
      refill: "Avisos antes de que algo se acabe",
      "post-purchase": "Consejos sobre lo que has comprado",
      points: "[Points] y recompensas",
      birthday: "Cumpleaños y aniversarios",
    },
    pause: "Sin correos durante 30 días",
    pausedUntil: (day) => `Sin correos hasta el ${day}`,
    language: "Idioma de los correos",
    save: "Guardar",
    saved: "Tu elección está guardada.",
    stopTitle: "¿No quieres recibir nada más?",
    stop: (shop) => `Ya no recibirás novedades ni ofertas de ${shop}. Los mensajes sobre tus pedidos no cambian.`,
    stopButton: "Darme de baja de todo",
    stopped: (shop) => `Te has dado de baja: ${shop} ya no te envía novedades ni ofertas por correo electrónico.`,
  },
  it: {
    title: "Le tue preferenze e-mail",
    intro: (shop) => `Scegli di che cosa ${shop} può scriverti.`,
    topics: "Argomenti",
    topic: {
      news: "Novità e offerte",
      refill: "Promemoria prima che qualcosa finisca",
      "post-purchase": "Consigli su ciò che hai acquistato",
      points: "[Points] e premi",
      birthday: "Compleanno e anniversari",
    },
    pause: "Nessuna e-mail per 30 giorni",
    pausedUntil: (day) => `Nessuna e-mail fino al ${day}`,
    language: "Lingua delle e-mail",
    save: "Salva",
    saved: "La tua scelta è stata salvata.",
    stopTitle: "Non vuoi più ricevere nulla?",
    stop: (shop) => `Non riceverai più novità e offerte da ${shop}. I messaggi sui tuoi ordini continueranno ad arrivare.`,
    stopButton: "Annulla tutte le iscrizioni",
    stopped: (shop) => `Iscrizione annullata: ${shop} non ti invia più novità e offerte via e-mail.`,
  },
  nl: {
    title: "Je e-mailvoorkeuren",
    intro: (shop) => `Kies waarover ${shop} je mag schrijven.`,
    topics: "Onderwerpen",
    topic: {
      news: "Nieuws en aanbiedingen",
      refill: "Herinneringen voordat iets opraakt",
      "post-purchase": "Tips bij wat je hebt gekocht",
      points: "[Points] en beloningen",
      birthday: "Verjaardag en jubilea",
    },
    pause: "30 dagen geen e-mails",
    pausedUntil: (day) => `Geen e-mails tot ${day}`,
    language: "Taal van de e-mails",
    save: "Opslaan",
    saved: "Je keuze is opgeslagen.",
    stopTitle: "Helemaal geen e-mails meer?",
    stop: (shop) =>
      `Je krijgt dan geen nieuws en aanbiedingen van ${shop} meer. Berichten over je bestellingen blijf je ontvangen.`,
    stopButton: "Overal voor afmelden",
    stopped: (shop) => `Je bent afgemeld: ${shop} stuurt je geen nieuws en aanbiedingen meer per e-mail.`,
  },
};
