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
  /** The same within a page of other things. */
  thanksShort: (shop: string) => string;
  change: string;
  /** The same where no email has led here. */
  changeHere: string;
  closedTitle: string;
  closedText: (shop: string) => string;
  /** Nobody is asked there any more, or never was. */
  overTitle: string;
  overText: string;
  /** Only who is logged in may answer. */
  logInTitle: string;
  logInText: (shop: string) => string;
  logIn: string;
  /** Too much comes at once: what was typed still stands in the form. */
  busy: string;
  /** Of a field that people leave empty. */
  trap: string;
  step: (at: number) => string;
};

export const surveyWords: Record<ShopperLocale, SurveyWords> = {
  en: {
    ...{ answer: "Your answer", several: "Your answers (as many as you like)", own: "In your own words", optional: "optional" },
    ...{ next: "Next", send: "Send answer", missing: "Please choose or write an answer first.", thanks: "Thank you!" },
    thanksText: (shop) => `${shop} has your answer. You can close this page.`,
    thanksShort: (shop) => `${shop} has your answer.`,
    change: "You can change your answer for a day: just open the link in the email again.",
    closedTitle: "You have already answered",
    closedText: (shop) => `${shop} has your answer. It could be changed for a day. Thank you!`,
    changeHere: "You can change your answer for a day: just open this page again.",
    overTitle: "This survey is over",
    overText: "Nobody is asked any more. Thank you for wanting to answer!",
    logInTitle: "Please log in first",
    logInText: (shop) => `Only customers who are logged in can answer here, so that ${shop} knows whose answer it is.`,
    logIn: "Log in",
    busy: "Many answers are arriving right now. Yours is still here: please send it again in a minute.",
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
    thanksShort: (shop) => `${shop} hat deine Antwort.`,
    change: "Einen Tag lang kannst du deine Antwort ändern: Öffne dazu einfach noch einmal den Link aus der E-Mail.",
    closedTitle: "Du hast schon geantwortet",
    closedText: (shop) => `${shop} hat deine Antwort. Ändern ließ sie sich einen Tag lang. Danke!`,
    changeHere: "Einen Tag lang kannst du deine Antwort ändern: Öffne dazu einfach noch einmal diese Seite.",
    overTitle: "Diese Umfrage ist vorbei",
    overText: "Hier wird niemand mehr gefragt. Danke, dass du antworten wolltest!",
    logInTitle: "Melde dich bitte erst an",
    logInText: (shop) => `Hier antworten nur angemeldete Kundinnen und Kunden, damit ${shop} weiß, von wem die Antwort ist.`,
    logIn: "Anmelden",
    busy: "Gerade kommen sehr viele Antworten an. Deine steht noch hier: Schick sie bitte in einer Minute noch einmal ab.",
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
    thanksShort: (shop) => `${shop} a reçu votre réponse.`,
    change: "Vous pouvez modifier votre réponse pendant une journée\u00a0: rouvrez simplement le lien de l’e-mail.",
    closedTitle: "Vous avez déjà répondu",
    closedText: (shop) => `${shop} a reçu votre réponse. Elle pouvait être modifiée pendant une journée. Merci\u00a0!`,
    changeHere: "Vous pouvez modifier votre réponse pendant une journée\u00a0: rouvrez simplement cette page.",
    overTitle: "Cette enquête est terminée",
    overText: "Plus personne n’est interrogé. Merci d’avoir voulu répondre\u00a0!",
    logInTitle: "Connectez-vous d’abord",
    logInText: (shop) => `Seuls les clients connectés peuvent répondre ici, afin que ${shop} sache de qui vient la réponse.`,
    logIn: "Se connecter",
    busy: "Beaucoup de réponses arrivent en ce moment. La vôtre est toujours là\u00a0: renvoyez-la dans une minute.",
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
    thanksShort: (shop) => `${shop} ha recibido tu respuesta.`,
    change: "Puedes cambiar tu respuesta durante un día: solo tienes que volver a abrir el enlace del correo.",
    closedTitle: "Ya has respondido",
    closedText: (shop) => `${shop} ha recibido tu respuesta. Se podía cambiar durante un día. ¡Gracias!`,
    changeHere: "Puedes cambiar tu respuesta durante un día: solo tienes que volver a abrir esta página.",
    overTitle: "Esta encuesta ha terminado",
    overText: "Ya no se pregunta a nadie. ¡Gracias por querer responder!",
    logInTitle: "Primero inicia sesión",
    logInText: (shop) =>
      `Aquí solo pueden responder clientes que hayan iniciado sesión, para que ${shop} sepa de quién es la respuesta.`,
    logIn: "Iniciar sesión",
    busy: "Ahora mismo llegan muchas respuestas. La tuya sigue aquí: vuelve a enviarla en un minuto.",
    trap: "Deja este campo vacío",
    step: (at) => `Pregunta ${at}`,
  },
  it: {
    ...{ answer: "La tua risposta", several: "Le tue risposte (quante ne vuoi)", own: "Con parole tue", optional: "facoltativo" },
    ...{ next: "Avanti", send: "Invia la risposta", missing: "Scegli o scrivi prima una risposta.", thanks: "Grazie!" },
    thanksText: (shop) => `${shop} ha ricevuto la tua risposta. Puoi chiudere questa pagina.`,
    thanksShort: (shop) => `${shop} ha ricevuto la tua risposta.`,
    change: "Puoi modificare la risposta per un giorno: basta riaprire il link dell’e-mail.",
    closedTitle: "Hai già risposto",
    closedText: (shop) => `${shop} ha ricevuto la tua risposta. Si poteva modificare per un giorno. Grazie!`,
    changeHere: "Puoi modificare la risposta per un giorno: basta riaprire questa pagina.",
    overTitle: "Questo sondaggio è terminato",
    overText: "Non viene più chiesto nulla. Grazie per la disponibilità!",
    logInTitle: "Prima accedi",
    logInText: (shop) =>
      `Qui possono rispondere solo i clienti che hanno effettuato l’accesso, così ${shop} sa di chi è la risposta.`,
    logIn: "Accedi",
    busy: "In questo momento arrivano molte risposte. La tua è ancora qui: inviala di nuovo tra un minuto.",
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
    thanksShort: (shop) => `${shop} heeft je antwoord ontvangen.`,
    change: "Je kunt je antwoord een dag lang wijzigen: open gewoon de link in de e-mail opnieuw.",
    closedTitle: "Je hebt al geantwoord",
    closedText: (shop) => `${shop} heeft je antwoord ontvangen. Je kon het een dag lang wijzigen. Bedankt!`,
    changeHere: "Je kunt je antwoord een dag lang wijzigen: open gewoon deze pagina opnieuw.",
    overTitle: "Deze enquête is afgelopen",
    overText: "Er wordt niemand meer gevraagd. Bedankt dat je wilde antwoorden!",
    logInTitle: "Log eerst in",
    logInText: (shop) => `Alleen klanten die zijn ingelogd kunnen hier antwoorden, zodat ${shop} weet van wie het antwoord is.`,
    logIn: "Inloggen",
    busy: "Er komen nu veel antwoorden binnen. Dat van jou staat er nog: verstuur het over een minuut opnieuw.",
    trap: "Laat dit veld leeg",
    step: (at) => `Vraag ${at}`,
  },
};
