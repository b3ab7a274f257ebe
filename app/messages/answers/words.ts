import type { ShopperLocale } from "../../i18n/shopper/say.ts";

export type AnswerWords = {
  /** Above the choice, where the reader can still change it. */
  choose: string;
  send: string;
  thanks: string;
  /** @param shop the shop's name @param answer what the reader has chosen */
  thanksText: (shop: string, answer: string) => string;
};

export const answerWords: Record<ShopperLocale, AnswerWords> = {
  en: {
    choose: "Your answer",
    send: "Send answer",
    thanks: "Thank you!",
    thanksText: (shop, answer) => `${shop} has your answer: “${answer}”. You can close this page.`,
  },
  de: {
    choose: "Deine Antwort",
    send: "Antwort senden",
    thanks: "Danke!",
    thanksText: (shop, answer) => `${shop} hat deine Antwort: „${answer}“. Du kannst diese Seite schließen.`,
  },
  fr: {
    choose: "Votre réponse",
    send: "Envoyer la réponse",
    thanks: "Merci !",
    thanksText: (shop, answer) => `${shop} a reçu votre réponse : « ${answer} ». Vous pouvez fermer cette page.`,
  },
  es: {
    choose: "Tu respuesta",
    send: "Enviar respuesta",
    thanks: "¡Gracias!",
    thanksText: (shop, answer) => `${shop} ha recibido tu respuesta: «${answer}». Ya puedes cerrar esta página.`,
  },
  it: {
    choose: "La tua risposta",
    send: "Invia la risposta",
    thanks: "Grazie!",
    thanksText: (shop, answer) => `${shop} ha ricevuto la tua risposta: «${answer}». Puoi chiudere questa pagina.`,
  },
  nl: {
    choose: "Je antwoord",
    send: "Antwoord versturen",
    thanks: "Bedankt!",
    thanksText: (shop, answer) => `${shop} heeft je antwoord ontvangen: “${answer}”. Je kunt deze pagina sluiten.`,
  },
};
