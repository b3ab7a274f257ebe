import type { ShopperLocale } from "../../i18n/shopper/say.ts";

/** What a draw's page says. Prizes and titles are the merchant's and escaped by the page. */
export type DrawWords = {
  prizes: string;
  chance: string;
  left: string;
  gone: string;
  from: string;
  once: string;
  daily: string;
  every: string;
  /** `{points}`: with what they are called. */
  cap: string;
  fallback: string;
  noFallback: string;
  free: string;
  rules: string;
  accept: string;
  /** Beside the words of the consent itself (messages/sign-ups/consent-text.ts). */
  news: string;
  spin: string;
  card: string;
  logIn: string;
  logInText: string;
  must: string;
  won: string;
  lost: string;
  lostText: string;
  /** The prize that was drawn is gone, and another takes its place. */
  instead: string;
  insteadNone: string;
  capped: string;
  credited: string;
  reward: string;
  /** It cannot be given now. */
  owed: string;
  /** The shop has given another one in its place. */
  another: string;
  again: string;
  done: string;
  result: string;
  ahead: string;
  paused: string;
  over: string;
  unknown: string;
  proof: string;
  hash: string;
  seed: string;
  yours: string;
  how: string;
  scratch: string;
  wheel: string;
};

export const drawWords: Record<ShopperLocale, DrawWords> = {
  en: {
    prizes: "What you can win",
    chance: "Chance",
    left: "{left} of {stock} left",
    gone: "All gone",
    from: "From {from} to {until}.",
    once: "Each person can take part once.",
    daily: "Each person can take part once a day.",
    every: "Each person can take part once in every {days} days, counted from the first day.",
    cap: "You get at most {points} in all.",
    fallback: "Once a prize is all gone, you get “{prize}” in its place.",
    noFallback: "Once a prize is all gone, there is no prize in its place.",
    free: "Free of charge: you don’t need to buy anything, and a purchase doesn’t improve your chance.",
    rules: "Rules",
    accept: "I’m at least 18 years old, and I have read and accept the rules.",
    news: "Optional: your chance is the same without it.",
    spin: "Spin the wheel",
    card: "Get my card",
    logIn: "Log in to take part",
    logInText: "You need a customer account, so that everybody takes part fairly. It’s free and takes no purchase.",
    must: "Please accept the rules first.",
    won: "You won: {prize}",
    lost: "No prize this time",
    lostText: "Thanks for taking part!",
    instead: "You drew “{drawn}”, but that prize is all gone. As announced, you get “{prize}” instead.",
    insteadNone: "You drew “{drawn}”, but that prize is all gone. As announced, there is no prize in its place.",
    capped: "You have reached the most that you can get here, so you get {points} of it.",
    credited: "{points} are in your account now.",
    reward: "You’ll find it in your customer account in a moment.",
    owed: "It can’t be handed over right now. It’s still yours, and the shop knows about it.",
    another:
      "It couldn’t be handed over, so the shop has given you another reward for it. You’ll find it in your customer account.",
    again: "You can take part again from {date}.",
    done: "You have taken part. That’s all for this draw.",
    result: "Your result of {date}",
    ahead: "It begins on {date}.",
    paused: "It’s paused right now. Please come back later.",
    over: "It’s over.",
    unknown: "We don’t know your account yet. Please try again in a minute.",
    proof: "How to check that it’s fair",
    hash: "Fixed before the first entry, the SHA-256 of our secret:",
    seed: "The secret, now that it’s over:",
    yours: "Your entry: number {number}, roll {roll} (from 0 to 999,999).",
    how: "A roll is the HMAC-SHA256 of the entry’s number, keyed with the secret (as text, its 64 characters), modulo 1,000,000. The prizes above follow one another on that scale. We show the secret once the draw is over.",
    scratch: "Scratch here",
    wheel: "Wheel of prizes; each segment is as large as its chance",
  },
  de: {
    prizes: "Das kannst du gewinnen",
    chance: "Chance",
    left: "noch {left} von {stock}",
    gone: "Alle vergeben",
    from: "Vom {from} bis zum {until}.",
    once: "Alle können einmal teilnehmen.",
    daily: "Alle können einmal am Tag teilnehmen.",
    every: "Du kannst einmal in {days} Tagen teilnehmen, gezählt vom ersten Tag an.",
    cap: "Insgesamt bekommst du höchstens {points}.",
    fallback: "Ist ein Gewinn vergriffen, bekommst du stattdessen „{prize}“.",
    noFallback: "Ist ein Gewinn vergriffen, gibt es an seiner Stelle keinen.",
    free: "Kostenlos: Du musst nichts kaufen, und ein Kauf erhöht deine Chance nicht.",
    rules: "Teilnahmebedingungen",
    accept: "Ich bin mindestens 18 Jahre alt, habe die Teilnahmebedingungen gelesen und stimme ihnen zu.",
    news: "Freiwillig: Deine Chance ist ohne genauso groß.",
    spin: "Am Rad drehen",
    card: "Los holen",
    logIn: "Anmelden und mitmachen",
    logInText: "Damit alle fair teilnehmen, brauchst du ein Kundenkonto. Es ist kostenlos, und du musst dafür nichts kaufen.",
    must: "Bitte stimme zuerst den Teilnahmebedingungen zu.",
    won: "Du hast gewonnen: {prize}",
    lost: "Diesmal kein Gewinn",
    lostText: "Danke fürs Mitmachen!",
    instead: "Gezogen wurde „{drawn}“, aber dieser Gewinn ist vergriffen. Wie angekündigt bekommst du stattdessen „{prize}“.",
    insteadNone: "Gezogen wurde „{drawn}“, aber dieser Gewinn ist vergriffen. Wie angekündigt gibt es an seiner Stelle keinen.",
    capped: "Mehr kannst du hier nicht bekommen. Davon erhältst du deshalb {points}.",
    credited: "{points} sind jetzt auf deinem Konto.",
    reward: "Du findest es gleich in deinem Kundenkonto.",
    owed: "Im Moment können wir ihn dir nicht geben. Er gehört trotzdem dir, und der Shop weiß Bescheid.",
    another:
      "Er ließ sich nicht übergeben. Der Shop hat dir dafür eine andere Prämie gegeben; du findest sie in deinem Kundenkonto.",
    again: "Ab dem {date} kannst du wieder mitmachen.",
    done: "Du hast teilgenommen. Mehr geht bei diesem Gewinnspiel nicht.",
    result: "Dein Ergebnis vom {date}",
    ahead: "Los geht es am {date}.",
    paused: "Das Gewinnspiel macht gerade Pause. Schau später noch einmal vorbei.",
    over: "Das Gewinnspiel ist zu Ende.",
    unknown: "Wir kennen dein Konto noch nicht. Versuch es bitte in einer Minute noch einmal.",
    proof: "So lässt sich prüfen, dass es fair zugeht",
    hash: "Stand schon vor der ersten Teilnahme fest: die SHA-256-Prüfsumme unseres geheimen Startwerts.",
    seed: "Der Startwert, jetzt nach dem Ende:",
    yours: "Deine Teilnahme: Nummer {number}, gezogene Zahl {roll} (von 0 bis 999.999).",
    how: "Die gezogene Zahl ist der HMAC-SHA256 der Teilnahmenummer mit dem Startwert als Schlüssel (als Text, so wie er dasteht), modulo 1.000.000. Auf dieser Skala liegen die Gewinne von oben hintereinander. Den Startwert zeigen wir, sobald das Gewinnspiel zu Ende ist.",
    scratch: "Hier rubbeln",
    wheel: "Glücksrad; jedes Feld ist so groß wie seine Chance",
  },
  fr: {
    prizes: "Ce que vous pouvez gagner",
    chance: "Chance",
    left: "{left} sur {stock} restants",
    gone: "Épuisé",
    from: "Du {from} au {until}.",
    once: "Une seule participation par personne.",
    daily: "Une participation par personne et par jour.",
    every: "Une participation par personne par période de {days} jours, comptés à partir du premier jour.",
    cap: "Une même personne reçoit au plus {points} en tout.",
    fallback: "Quand un lot est épuisé, vous recevez «\u00a0{prize}\u00a0» à la place.",
    noFallback: "Quand un lot est épuisé, aucun autre ne le remplace.",
    free: "Gratuit\u00a0: aucun achat n’est nécessaire et un achat n’augmente pas vos chances.",
    rules: "Règlement",
    accept: "J’ai au moins 18 ans, j’ai lu le règlement et je l’accepte.",
    news: "Facultatif\u00a0: vos chances sont les mêmes sans.",
    spin: "Faire tourner la roue",
    card: "Obtenir ma carte",
    logIn: "Se connecter pour participer",
    logInText: "Un compte client est nécessaire pour que tout le monde participe équitablement. Il est gratuit et sans achat.",
    must: "Veuillez d’abord accepter le règlement.",
    won: "Vous avez gagné\u00a0: {prize}",
    lost: "Pas de lot cette fois",
    lostText: "Merci d’avoir participé\u00a0!",
    instead:
      "Le tirage a désigné «\u00a0{drawn}\u00a0», mais ce lot est épuisé. Comme annoncé, vous recevez «\u00a0{prize}\u00a0» à la place.",
    insteadNone: "Le tirage a désigné «\u00a0{drawn}\u00a0», mais ce lot est épuisé. Comme annoncé, aucun autre ne le remplace.",
    capped: "Vous atteignez le maximum par personne, vous en recevez donc {points}.",
    credited: "{points} sont maintenant sur votre compte.",
    reward: "Vous le trouverez dans un instant dans votre compte client.",
    owed: "Il ne peut pas vous être remis pour le moment. Il reste à vous, et la boutique est prévenue.",
    another:
      "Il n’a pas pu vous être remis\u00a0: la boutique vous a donné une autre récompense, qui est dans votre compte client.",
    again: "Vous pourrez participer à nouveau à partir du {date}.",
    done: "Vous avez participé. C’est tout pour ce jeu.",
    result: "Votre résultat du {date}",
    ahead: "Le jeu commence le {date}.",
    paused: "Le jeu est en pause. Revenez plus tard.",
    over: "Le jeu est terminé.",
    unknown: "Nous ne connaissons pas encore votre compte. Réessayez dans une minute.",
    proof: "Comment vérifier que le jeu est équitable",
    hash: "Fixée avant la première participation, l’empreinte SHA-256 de notre secret\u00a0:",
    seed: "Le secret, maintenant que le jeu est terminé\u00a0:",
    yours: "Votre participation\u00a0: numéro {number}, tirage {roll} (de 0 à 999\u00a0999).",
    how: "Le tirage est le HMAC-SHA256 du numéro de participation avec le secret pour clé (en texte, tel quel), modulo 1\u00a0000\u00a0000. Les lots ci-dessus se suivent sur cette échelle. Nous montrons le secret une fois le jeu terminé.",
    scratch: "Grattez ici",
    wheel: "Roue des lots, chaque secteur a la taille de sa chance",
  },
  es: {
    prizes: "Lo que puedes ganar",
    chance: "Probabilidad",
    left: "quedan {left} de {stock}",
    gone: "Agotado",
    from: "Del {from} al {until}.",
    once: "Cada persona puede participar una vez.",
    daily: "Cada persona puede participar una vez al día.",
    every: "Cada persona puede participar una vez cada {days} días, contados desde el primer día.",
    cap: "Una persona recibe como máximo {points} en total.",
    fallback: "Cuando un premio se agota, recibes «{prize}» en su lugar.",
    noFallback: "Cuando un premio se agota, no hay otro en su lugar.",
    free: "Gratis: no tienes que comprar nada, y comprar no mejora tu probabilidad.",
    rules: "Bases",
    accept: "Tengo al menos 18 años, he leído las bases y las acepto.",
    news: "Opcional: tu probabilidad es la misma sin ello.",
    spin: "Girar la ruleta",
    card: "Obtener mi tarjeta",
    logIn: "Iniciar sesión para participar",
    logInText: "Necesitas una cuenta de cliente para que todos participen en igualdad. Es gratis y sin compra.",
    must: "Acepta primero las bases.",
    won: "Has ganado: {prize}",
    lost: "Esta vez no hay premio",
    lostText: "¡Gracias por participar!",
    instead: "Te ha tocado «{drawn}», pero ese premio está agotado. Como se anunció, recibes «{prize}» en su lugar.",
    insteadNone: "Te ha tocado «{drawn}», pero ese premio está agotado. Como se anunció, no hay otro en su lugar.",
    capped: "Has llegado al máximo por persona, así que recibes {points}.",
    credited: "{points} ya están en tu cuenta.",
    reward: "Lo encontrarás enseguida en tu cuenta de cliente.",
    owed: "Ahora mismo no se puede entregar. Sigue siendo tuyo, y la tienda lo sabe.",
    another: "No se pudo entregar, así que la tienda te ha dado otra recompensa. La encontrarás en tu cuenta de cliente.",
    again: "Puedes volver a participar a partir del {date}.",
    done: "Ya has participado. No hay más en este sorteo.",
    result: "Tu resultado del {date}",
    ahead: "Empieza el {date}.",
    paused: "Ahora está en pausa. Vuelve más tarde.",
    over: "Ha terminado.",
    unknown: "Aún no conocemos tu cuenta. Inténtalo de nuevo en un minuto.",
    proof: "Cómo comprobar que es justo",
    hash: "Fijado antes de la primera participación, el SHA-256 de nuestro secreto:",
    seed: "El secreto, ahora que ha terminado:",
    yours: "Tu participación: número {number}, tirada {roll} (de 0 a 999.999).",
    how: "La tirada es el HMAC-SHA256 del número de participación con el secreto como clave (como texto, tal cual), módulo 1.000.000. Los premios de arriba se suceden en esa escala. Mostramos el secreto cuando el sorteo termina.",
    scratch: "Rasca aquí",
    wheel: "Ruleta de premios; cada sector es tan grande como su probabilidad",
  },
  it: {
    prizes: "Cosa puoi vincere",
    chance: "Probabilità",
    left: "ancora {left} di {stock}",
    gone: "Esaurito",
    from: "Dal {from} al {until}.",
    once: "Ogni persona può partecipare una volta.",
    daily: "Ogni persona può partecipare una volta al giorno.",
    every: "Ogni persona può partecipare una volta ogni {days} giorni, contati dal primo giorno.",
    cap: "Una persona riceve al massimo {points} in tutto.",
    fallback: "Quando un premio è esaurito, ricevi «{prize}» al suo posto.",
    noFallback: "Quando un premio è esaurito, nessun altro ne prende il posto.",
    free: "Gratis: non devi comprare nulla e un acquisto non aumenta le tue probabilità.",
    rules: "Regolamento",
    accept: "Ho almeno 18 anni, ho letto il regolamento e lo accetto.",
    news: "Facoltativo: le tue probabilità sono le stesse senza.",
    spin: "Gira la ruota",
    card: "Prendi la cartolina",
    logIn: "Accedi per partecipare",
    logInText: "Serve un account cliente, così tutti partecipano in modo equo. È gratuito e senza acquisto.",
    must: "Accetta prima il regolamento.",
    won: "Hai vinto: {prize}",
    lost: "Questa volta nessun premio",
    lostText: "Grazie per aver partecipato!",
    instead: "È uscito «{drawn}», ma il premio è esaurito. Come annunciato, ricevi «{prize}» al suo posto.",
    insteadNone: "È uscito «{drawn}», ma il premio è esaurito. Come annunciato, nessun altro ne prende il posto.",
    capped: "Hai raggiunto il massimo per persona, quindi ne ricevi {points}.",
    credited: "{points} sono ora sul tuo account.",
    reward: "Lo trovi tra un attimo nel tuo account cliente.",
    owed: "Al momento non possiamo consegnartelo. Resta tuo, e il negozio lo sa.",
    another: "Non è stato possibile consegnarlo: il negozio ti ha dato un altro premio, che trovi nel tuo account cliente.",
    again: "Puoi partecipare di nuovo dal {date}.",
    done: "Hai partecipato. Per questo concorso è tutto.",
    result: "Il tuo risultato del {date}",
    ahead: "Inizia il {date}.",
    paused: "Ora è in pausa. Torna più tardi.",
    over: "È terminato.",
    unknown: "Non conosciamo ancora il tuo account. Riprova tra un minuto.",
    proof: "Come verificare che è equo",
    hash: "Fissato prima della prima partecipazione, lo SHA-256 del nostro segreto:",
    seed: "Il segreto, ora che è terminato:",
    yours: "La tua partecipazione: numero {number}, estrazione {roll} (da 0 a 999.999).",
    how: "L’estrazione è l’HMAC-SHA256 del numero di partecipazione con il segreto come chiave (come testo, così com’è), modulo 1.000.000. I premi qui sopra si susseguono su questa scala. Mostriamo il segreto quando il concorso è terminato.",
    scratch: "Gratta qui",
    wheel: "Ruota dei premi; ogni spicchio è grande quanto la sua probabilità",
  },
  nl: {
    prizes: "Wat je kunt winnen",
    chance: "Kans",
    left: "nog {left} van {stock}",
    gone: "Op",
    from: "Van {from} tot en met {until}.",
    once: "Iedereen kan één keer meedoen.",
    daily: "Iedereen kan één keer per dag meedoen.",
    every: "Iedereen kan één keer per {days} dagen meedoen, geteld vanaf de eerste dag.",
    cap: "Eén persoon krijgt in totaal hoogstens {points}.",
    fallback: "Is een prijs op, dan krijg je “{prize}” in plaats daarvan.",
    noFallback: "Is een prijs op, dan komt er geen andere voor in de plaats.",
    free: "Gratis: je hoeft niets te kopen, en een aankoop vergroot je kans niet.",
    rules: "Voorwaarden",
    accept: "Ik ben minstens 18 jaar, heb de voorwaarden gelezen en ga ermee akkoord.",
    news: "Vrijwillig: zonder is je kans even groot.",
    spin: "Draai aan het rad",
    card: "Kraskaart halen",
    logIn: "Inloggen en meedoen",
    logInText: "Je hebt een klantaccount nodig, zodat iedereen eerlijk meedoet. Dat is gratis, en je hoeft niets te kopen.",
    must: "Ga eerst akkoord met de voorwaarden.",
    won: "Je hebt gewonnen: {prize}",
    lost: "Deze keer geen prijs",
    lostText: "Bedankt voor het meedoen!",
    instead: "Getrokken is “{drawn}”, maar die prijs is op. Zoals aangekondigd krijg je in plaats daarvan “{prize}”.",
    insteadNone: "Getrokken is “{drawn}”, maar die prijs is op. Zoals aangekondigd komt er geen andere voor in de plaats.",
    capped: "Meer kan één persoon hier niet krijgen, dus je krijgt er {points} van.",
    credited: "{points} staan nu op je account.",
    reward: "Je vindt het zo in je klantaccount.",
    owed: "We kunnen hem nu niet geven. Hij blijft van jou, en de winkel weet ervan.",
    another:
      "Hij kon niet worden gegeven. De winkel heeft je er een andere beloning voor gegeven; je vindt die in je klantaccount.",
    again: "Vanaf {date} kun je weer meedoen.",
    done: "Je hebt meegedaan. Meer is er bij deze actie niet.",
    result: "Jouw uitslag van {date}",
    ahead: "Het begint op {date}.",
    paused: "De actie is nu gepauzeerd. Kom later terug.",
    over: "De actie is voorbij.",
    unknown: "We kennen je account nog niet. Probeer het over een minuut opnieuw.",
    proof: "Zo controleer je dat het eerlijk is",
    hash: "Al vóór de eerste deelname vastgelegd, de SHA-256 van ons geheim:",
    seed: "Het geheim, nu de actie voorbij is:",
    yours: "Jouw deelname: nummer {number}, getrokken getal {roll} (van 0 tot 999.999).",
    how: "Het getrokken getal is de HMAC-SHA256 van het deelnamenummer met het geheim als sleutel (als tekst, zoals het er staat), modulo 1.000.000. De prijzen hierboven volgen elkaar op die schaal op. We tonen het geheim zodra de actie voorbij is.",
    scratch: "Kras hier",
    wheel: "Prijzenrad; elk vak is zo groot als zijn kans",
  },
};
