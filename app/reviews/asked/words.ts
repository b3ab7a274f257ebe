import type { ShopperLocale } from "../../i18n/shopper/say.ts";

export type AskedWords = {
  /** Before the product's name. */
  title: (product: string) => string;
  stars: string;
  /** For who hears the page. */
  starsOf: (stars: number) => string;
  headline: string;
  text: string;
  author: string;
  authorHelp: string;
  photos: string;
  photosHelp: string;
  keep: (place: number) => string;
  optional: string;
  send: string;
  missing: string;
  refused: string;
  tooLong: string;
  busy: string;
  /** That praise and blame are treated alike, and what is left out. */
  rules: (shop: string) => string;
  thanks: string;
  thanksText: (shop: string) => string;
  change: string;
  others: string;
  nothing: string;
  nothingText: (shop: string) => string;
  logIn: string;
  logInText: string;
  account: string;
  /** To its author, of a review that is there. */
  remove: string;
  removeSure: string;
  removed: string;
  removedText: string;
  trap: string;
};

export const askedWords: Record<ShopperLocale, AskedWords> = {
  en: {
    title: (product) => `Your review: ${product}`,
    stars: "Your rating (5 is best)",
    starsOf: (stars) => `${stars} of 5 stars`,
    headline: "In one line",
    text: "Your review",
    author: "Name shown with the review",
    authorHelp: "Everybody can read it. Choose any name you like.",
    photos: "Photos",
    photosHelp: "Up to 4, as JPEG, PNG or WebP, 8 MB each. Where and with what they were taken is removed.",
    keep: (place) => `Keep photo ${place}`,
    optional: "optional",
    send: "Send review",
    missing: "Please choose how many stars you give, and a name.",
    refused: "At least one of the photos can’t be used. Please choose your photos again: JPEG, PNG or WebP, up to 8 MB each.",
    tooLong: "Your photos are too large together. Please choose fewer or smaller ones.",
    busy: "A lot is going on right now. Please send your review again in a minute.",
    rules: (shop) =>
      `Good and bad reviews are treated alike: ${shop} only leaves out what is unlawful, insulting or advertising, names other people’s personal data, isn’t about the product or isn’t from a buyer.`,
    thanks: "Thank you for your review!",
    thanksText: (shop) => `It appears as soon as ${shop} has published it.`,
    change: "You can change it at any time: just open this page again.",
    others: "You have bought this, too:",
    nothing: "There is nothing to review yet",
    nothingText: (shop) => `You can review whatever you have bought from ${shop}.`,
    logIn: "Please log in first",
    logInText: "Only who has bought a product can review it here. Log in to your account, and then open the product again.",
    account: "To my account",
    remove: "Delete review",
    removeSure:
      "Delete my review and its photos for good. Points for it go, too, and another review of this product brings none.",
    removed: "Your review is deleted",
    removedText: "Nothing of it is kept. It can take a moment until it is gone from the shop’s pages.",
    trap: "Leave this field empty",
  },
  de: {
    title: (product) => `Deine Bewertung: ${product}`,
    stars: "Deine Sterne (5 ist das Beste)",
    starsOf: (stars) => (stars === 1 ? "1 von 5 Sternen" : `${stars} von 5 Sternen`),
    headline: "In einem Satz",
    text: "Deine Bewertung",
    author: "Name, der bei der Bewertung steht",
    authorHelp: "Alle können ihn lesen. Du kannst jeden Namen nehmen, den du möchtest.",
    photos: "Fotos",
    photosHelp: "Bis zu 4, als JPEG, PNG oder WebP mit je höchstens 8 MB. Wo und womit sie aufgenommen wurden, wird entfernt.",
    keep: (place) => `Foto ${place} behalten`,
    optional: "freiwillig",
    send: "Bewertung senden",
    missing: "Bitte wähle deine Sterne und einen Namen.",
    refused:
      "Mindestens eines der Fotos lässt sich nicht verwenden. Bitte wähle deine Fotos noch einmal aus: JPEG, PNG oder WebP mit je höchstens 8 MB.",
    tooLong: "Deine Fotos sind zusammen zu groß. Bitte wähle weniger oder kleinere aus.",
    busy: "Gerade ist viel los. Bitte sende deine Bewertung in einer Minute noch einmal.",
    rules: (shop) =>
      `Gute und schlechte Bewertungen werden gleich behandelt: ${shop} lässt nur weg, was rechtswidrig, beleidigend oder Werbung ist, persönliche Daten anderer enthält, nicht vom Produkt handelt oder nicht von Käufern stammt.`,
    thanks: "Danke für deine Bewertung!",
    thanksText: (shop) => `Sie erscheint, sobald ${shop} sie veröffentlicht hat.`,
    change: "Du kannst sie jederzeit ändern: Öffne dazu einfach diese Seite noch einmal.",
    others: "Das hast du auch gekauft:",
    nothing: "Noch gibt es nichts zu bewerten",
    nothingText: (shop) => `Bewerten kannst du alles, was du bei ${shop} gekauft hast.`,
    logIn: "Bitte melde dich zuerst an",
    logInText:
      "Bewerten kann hier nur, wer das Produkt gekauft hat. Melde dich in deinem Konto an und öffne dann das Produkt noch einmal.",
    account: "Zu meinem Konto",
    remove: "Bewertung löschen",
    removeSure:
      "Meine Bewertung und ihre Fotos endgültig löschen. Auch die Punkte dafür gehen verloren, und eine neue Bewertung dieses Produkts bringt keine.",
    removed: "Deine Bewertung ist gelöscht",
    removedText: "Wir behalten nichts davon. Bis sie im Shop nicht mehr zu sehen ist, kann es einen Moment dauern.",
    trap: "Lass dieses Feld leer",
  },
  fr: {
    title: (product) => `Votre avis\u00a0: ${product}`,
    stars: "Votre note (5 est la meilleure)",
    starsOf: (stars) => (stars === 1 ? "1 étoile sur 5" : `${stars} étoiles sur 5`),
    headline: "En une phrase",
    text: "Votre avis",
    author: "Nom affiché avec l’avis",
    authorHelp: "Tout le monde peut le lire. Choisissez le nom que vous voulez.",
    photos: "Photos",
    photosHelp:
      "Jusqu’à 4, en JPEG, PNG ou WebP, de 8\u00a0Mo chacune au plus. Le lieu et l’appareil de la prise de vue sont supprimés.",
    keep: (place) => `Garder la photo ${place}`,
    optional: "facultatif",
    send: "Envoyer l’avis",
    missing: "Choisissez un nombre d’étoiles et un nom.",
    refused:
      "Au moins une des photos ne peut pas être utilisée. Choisissez à nouveau vos photos\u00a0: JPEG, PNG ou WebP, 8\u00a0Mo chacune au plus.",
    tooLong: "Vos photos sont trop lourdes ensemble. Choisissez-en moins ou de plus petites.",
    busy: "Il y a beaucoup de monde en ce moment. Renvoyez votre avis dans une minute.",
    rules: (shop) =>
      `Les bons et les mauvais avis sont traités de la même façon\u00a0: ${shop} n’écarte que ce qui est illicite, injurieux ou publicitaire, contient des données personnelles d’autrui, est sans rapport avec le produit ou ne vient pas d’un acheteur.`,
    thanks: "Merci pour votre avis\u00a0!",
    thanksText: (shop) => `Il apparaîtra dès que ${shop} l’aura publié.`,
    change: "Vous pouvez le modifier à tout moment\u00a0: rouvrez simplement cette page.",
    others: "Vous avez aussi acheté\u00a0:",
    nothing: "Il n’y a encore rien à évaluer",
    nothingText: (shop) => `Vous pouvez donner votre avis sur tout ce que vous avez acheté chez ${shop}.`,
    logIn: "Connectez-vous d’abord",
    logInText:
      "Seules les personnes qui ont acheté le produit peuvent donner leur avis ici. Connectez-vous à votre compte, puis rouvrez le produit.",
    account: "Mon compte",
    remove: "Supprimer l’avis",
    removeSure:
      "Supprimer définitivement mon avis et ses photos. Les points reçus pour cet avis sont retirés, et un nouvel avis sur ce produit n’en rapporte pas.",
    removed: "Votre avis est supprimé",
    removedText: "Nous n’en gardons rien. Il peut rester visible un instant sur les pages de la boutique.",
    trap: "Laissez ce champ vide",
  },
  es: {
    title: (product) => `Tu opinión: ${product}`,
    stars: "Tu valoración (5 es la mejor)",
    starsOf: (stars) => (stars === 1 ? "1 estrella de 5" : `${stars} estrellas de 5`),
    headline: "En una frase",
    text: "Tu opinión",
    author: "Nombre que se muestra con la opinión",
    authorHelp: "Todo el mundo puede leerlo. Elige el nombre que quieras.",
    photos: "Fotos",
    photosHelp: "Hasta 4, en JPEG, PNG o WebP, de 8 MB cada una como máximo. Se elimina dónde y con qué se hicieron.",
    keep: (place) => `Conservar la foto ${place}`,
    optional: "opcional",
    send: "Enviar opinión",
    missing: "Elige cuántas estrellas das y un nombre.",
    refused: "Al menos una de las fotos no se puede usar. Vuelve a elegir tus fotos: JPEG, PNG o WebP, de 8 MB como máximo.",
    tooLong: "Tus fotos son demasiado grandes en total. Elige menos o más pequeñas.",
    busy: "Ahora mismo hay mucho movimiento. Vuelve a enviar tu opinión dentro de un minuto.",
    rules: (shop) =>
      `Las opiniones buenas y las malas se tratan igual: ${shop} solo descarta lo que es ilícito, ofensivo o publicitario, contiene datos personales de otras personas, no trata del producto o no procede de un comprador.`,
    thanks: "¡Gracias por tu opinión!",
    thanksText: (shop) => `Aparecerá en cuanto ${shop} la publique.`,
    change: "Puedes cambiarla cuando quieras: solo tienes que volver a abrir esta página.",
    others: "También has comprado:",
    nothing: "Todavía no hay nada que valorar",
    nothingText: (shop) => `Puedes valorar todo lo que hayas comprado en ${shop}.`,
    logIn: "Primero inicia sesión",
    logInText: "Aquí solo puede opinar quien ha comprado el producto. Inicia sesión en tu cuenta y vuelve a abrir el producto.",
    account: "A mi cuenta",
    remove: "Eliminar opinión",
    removeSure:
      "Eliminar para siempre mi opinión y sus fotos. También se pierden los puntos que dio, y otra opinión sobre este producto no da ninguno.",
    removed: "Tu opinión se ha eliminado",
    removedText: "No conservamos nada de ella. Puede tardar un momento en desaparecer de las páginas de la tienda.",
    trap: "Deja este campo vacío",
  },
  it: {
    title: (product) => `La tua recensione: ${product}`,
    stars: "La tua valutazione (5 è la migliore)",
    starsOf: (stars) => (stars === 1 ? "1 stella su 5" : `${stars} stelle su 5`),
    headline: "In una frase",
    text: "La tua recensione",
    author: "Nome mostrato con la recensione",
    authorHelp: "Possono leggerlo tutti. Scegli il nome che vuoi.",
    photos: "Foto",
    photosHelp:
      "Fino a 4, in JPEG, PNG o WebP, di 8 MB ciascuna al massimo. Dove e con che cosa sono state scattate viene rimosso.",
    keep: (place) => `Mantieni la foto ${place}`,
    optional: "facoltativo",
    send: "Invia la recensione",
    missing: "Scegli quante stelle dai e un nome.",
    refused:
      "Almeno una delle foto non può essere usata. Scegli di nuovo le foto: JPEG, PNG o WebP, di 8 MB ciascuna al massimo.",
    tooLong: "Le tue foto insieme sono troppo grandi. Scegline meno o più piccole.",
    busy: "In questo momento c’è molto traffico. Invia di nuovo la recensione tra un minuto.",
    rules: (shop) =>
      `Le recensioni buone e quelle cattive sono trattate allo stesso modo: ${shop} esclude solo ciò che è illecito, offensivo o pubblicitario, contiene dati personali di altri, non riguarda il prodotto o non proviene da un acquirente.`,
    thanks: "Grazie per la tua recensione!",
    thanksText: (shop) => `Comparirà non appena ${shop} l’avrà pubblicata.`,
    change: "Puoi modificarla in qualsiasi momento: basta riaprire questa pagina.",
    others: "Hai acquistato anche:",
    nothing: "Non c’è ancora niente da recensire",
    nothingText: (shop) => `Puoi recensire tutto ciò che hai acquistato da ${shop}.`,
    logIn: "Prima effettua l’accesso",
    logInText: "Qui può recensire solo chi ha acquistato il prodotto. Accedi al tuo account e poi riapri il prodotto.",
    account: "Al mio account",
    remove: "Elimina la recensione",
    removeSure:
      "Elimina per sempre la mia recensione e le sue foto. Si perdono anche i punti ricevuti, e un’altra recensione di questo prodotto non ne porta.",
    removed: "La tua recensione è stata eliminata",
    removedText: "Non ne conserviamo nulla. Può servire un momento prima che scompaia dalle pagine del negozio.",
    trap: "Lascia vuoto questo campo",
  },
  nl: {
    title: (product) => `Je beoordeling: ${product}`,
    stars: "Je sterren (5 is het beste)",
    starsOf: (stars) => (stars === 1 ? "1 van 5 sterren" : `${stars} van 5 sterren`),
    headline: "In één zin",
    text: "Je beoordeling",
    author: "Naam bij de beoordeling",
    authorHelp: "Iedereen kan die lezen. Kies de naam die je wilt.",
    photos: "Foto’s",
    photosHelp: "Maximaal 4, als JPEG, PNG of WebP van elk hoogstens 8 MB. Waar en waarmee ze zijn gemaakt, wordt verwijderd.",
    keep: (place) => `Foto ${place} behouden`,
    optional: "niet verplicht",
    send: "Beoordeling versturen",
    missing: "Kies hoeveel sterren je geeft, en een naam.",
    refused:
      "Minstens één van de foto’s kan niet worden gebruikt. Kies je foto’s opnieuw: JPEG, PNG of WebP van elk hoogstens 8 MB.",
    tooLong: "Je foto’s zijn samen te groot. Kies er minder of kleinere.",
    busy: "Het is nu erg druk. Verstuur je beoordeling over een minuut opnieuw.",
    rules: (shop) =>
      `Goede en slechte beoordelingen worden gelijk behandeld: ${shop} laat alleen weg wat onrechtmatig, beledigend of reclame is, persoonsgegevens van anderen bevat, niet over het product gaat of niet van een koper komt.`,
    thanks: "Bedankt voor je beoordeling!",
    thanksText: (shop) => `Ze verschijnt zodra ${shop} haar heeft gepubliceerd.`,
    change: "Je kunt haar altijd wijzigen: open gewoon deze pagina opnieuw.",
    others: "Dit heb je ook gekocht:",
    nothing: "Er is nog niets te beoordelen",
    nothingText: (shop) => `Je kunt alles beoordelen wat je bij ${shop} hebt gekocht.`,
    logIn: "Log eerst in",
    logInText:
      "Alleen wie het product heeft gekocht, kan het hier beoordelen. Log in op je account en open dan het product opnieuw.",
    account: "Naar mijn account",
    remove: "Beoordeling verwijderen",
    removeSure:
      "Mijn beoordeling en de foto’s ervan definitief verwijderen. Ook de punten ervoor vervallen, en een nieuwe beoordeling van dit product levert er geen op.",
    removed: "Je beoordeling is verwijderd",
    removedText: "We bewaren er niets van. Het kan even duren voordat ze van de pagina’s van de winkel verdwenen is.",
    trap: "Laat dit veld leeg",
  },
};
