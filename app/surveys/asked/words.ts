import type { ShopperLocale } from "../../i18n/shopper/say.ts";

export type SurveyWords = {
  /** Above the choice, where the reader can still change it. */
  answer: string;
  several: string;
  /** Above a field for words. */
  own: string;
  optional: string;
  next: string;
  send: string;
  missing: string;
  thanks: string;
  /** @param shop the shop's name */
  thanksText: (shop: string) => string;
  change: string;
  closedTitle: string;
  closedText: (shop: string) => string;
  /** Of a field that people leave empty. */
  trap: string;
  step: (at: number) => string;
};

export const surveyWords: Record<ShopperLocale, SurveyWords> = {
  en: {
    ...{ answer: "Your answer", several: "Your answers (as many as you like)", own: "In your own words", optional: "optional" },
    ...{ next: "Next", send: "Send answer", missing: "Please choose or write an answer first.", thanks: "Thank you!" },
    thanksText: (shop) => `${shop} has your answer. You can close this page.`,
    change: "You can change your answer for a day: just open the link in the email again.",
    closedTitle: "You have already answered",
    closedText: (shop) => `${shop} has your answer. It could be changed for a day. Thank you!`,
    trap: "Leave this field empty",
    step: (at) => `Question ${at}`,
  },
  de: {
    ...{
      answer: "Deine Antwort",
      several: "Deine Antworten (so viele du möchtest)",
      own: "In deinen Worten",
      optional: "freiwillig",
    },
    ...{ next: "Weiter", send: "Antwort senden", missing: "Bitte wähle oder schreibe erst eine Antwort.", thanks: "Danke!" },
    thanksText: (shop) => `${shop} hat deine Antwort. Du kannst diese Seite schließen.`,
    change: "Einen Tag lang kannst du deine Antwort ändern: Öffne dazu einfach noch einmal den Link aus der E-Mail.",
    closedTitle: "Du hast schon geantwortet",
    closedText: (shop) => `${shop} hat deine Antwort. Ändern ließ sie sich einen Tag lang. Danke!`,
    trap: "Lass dieses Feld leer",
    step: (at) => `Frage ${at}`,
  },
  fr: {
    ...{
      answer: "Votre réponse",
      several: "Vos réponses (autant que vous voulez)",
      own: "Avec vos mots",
      optional: "facultatif",
    },
    ...{
      next: "Suivant",
      send: "Envoyer la réponse",
      missing: "Choisissez ou écrivez d’abord une réponse.",
      thanks: "Merci\u00a0!",
    },
    thanksText: (shop) => `${shop} a reçu votre réponse. Vous pouvez fermer cette page.`,
    change: "Vous pouvez modifier votre réponse pendant une journée\u00a0: rouvrez simplement le lien de l’e-mail.",
    closedTitle: "Vous avez déjà répondu",
    closedText: (shop) => `${shop} a reçu votre réponse. Elle pouvait être modifiée pendant une journée. Merci\u00a0!`,
    trap: "Laissez ce champ vide",
    step: (at) => `Question nº\u00a0${at}`,
  },
  es: {
    ...{
      answer: "Tu respuesta",
      several: "Tus respuestas (todas las que quieras)",
      own: "Con tus palabras",
      optional: "opcional",
    },
    ...{ next: "Siguiente", send: "Enviar respuesta", missing: "Primero elige o escribe una respuesta.", thanks: "¡Gracias!" },
    thanksText: (shop) => `${shop} ha recibido tu respuesta. Ya puedes cerrar esta página.`,
    change: "Puedes cambiar tu respuesta durante un día: solo tienes que volver a abrir el enlace del correo.",
    closedTitle: "Ya has respondido",
    closedText: (shop) => `${shop} ha recibido tu respuesta. Se podía cambiar durante un día. ¡Gracias!`,
    trap: "Deja este campo vacío",
    step: (at) => `Pregunta ${at}`,
  },
  it: {
    ...{ answer: "La tua risposta", several: "Le tue risposte (quante ne vuoi)", own: "Con parole tue", optional: "facoltativo" },
    ...{ next: "Avanti", send: "Invia la risposta", missing: "Scegli o scrivi prima una risposta.", thanks: "Grazie!" },
    thanksText: (shop) => `${shop} ha ricevuto la tua risposta. Puoi chiudere questa pagina.`,
    change: "Puoi modificare la risposta per un giorno: basta riaprire il link dell’e-mail.",
    closedTitle: "Hai già risposto",
    closedText: (shop) => `${shop} ha ricevuto la tua risposta. Si poteva modificare per un giorno. Grazie!`,
    trap: "Lascia vuoto questo campo",
    step: (at) => `Domanda ${at}`,
  },
  nl: {
    ...{
      answer: "Je antwoord",
      several: "Je antwoorden (zoveel je wilt)",
      own: "In je eigen woorden",
      optional: "niet verplicht",
    },
    ...{ next: "Volgende", send: "Antwoord versturen", missing: "Kies of schrijf eerst een antwoord.", thanks: "Bedankt!" },
    thanksText: (shop) => `${shop} heeft je antwoord ontvangen. Je kunt deze pagina sluiten.`,
    change: "Je kunt je antwoord een dag lang wijzigen: open gewoon de link in de e-mail opnieuw.",
    closedTitle: "Je hebt al geantwoord",
    closedText: (shop) => `${shop} heeft je antwoord ontvangen. Je kon het een dag lang wijzigen. Bedankt!`,
    trap: "Laat dit veld leeg",
    step: (at) => `Vraag ${at}`,
  },
};
