import type { ShopperLocale } from "../../i18n/shopper/say.ts";

/** What a friend and an advocate read. `{name}`: the advocate's first name, `{shop}`: the shop's; both are escaped by the page. */
export type ReferralWords = {
  recommended: string;
  recommendedBy: string;
  off: string;
  minimum: string;
  valid: string;
  once: string;
  /** That it is advertising: a link that brings its sender something must say so (§ 5a (4) UWG). */
  disclosure: string;
  disclosureOf: string;
  email: string;
  hint: string;
  send: string;
  missing: string;
  trap: string;
  codeTitle: string;
  codeText: string;
  shop: string;
  /** To who may recommend: what the friend gets, and what they get themselves. */
  invite: string;
  bringsPoints: string;
  bringsReward: string;
  goneTitle: string;
  goneText: string;
  knownText: string;
  ownTitle: string;
  ownText: string;
  ownNote: string;
};

export const referralWords: Record<ShopperLocale, ReferralWords> = {
  en: {
    recommended: "{shop} was recommended to you",
    recommendedBy: "{name} recommends {shop} to you",
    off: "{value} off your first order",
    minimum: "From an order of {amount}.",
    valid: "The code is good for {days} days.",
    once: "It is for people who haven’t ordered here yet, and works once.",
    disclosure: "Advertising: if you order with the code, the person who sent you this link gets a reward from {shop}.",
    disclosureOf: "Advertising: if you order with the code, {name} gets a reward from {shop}.",
    email: "Your email address",
    hint: "So that each person gets one code. We keep a fingerprint of the address only, don’t write to you, and don’t sign you up for anything.",
    send: "Show my code",
    missing: "Please enter an email address.",
    trap: "Leave this field empty",
    codeTitle: "Here is your code",
    codeText: "It works once, until {date}. Use it now, or enter it at checkout.",
    shop: "Shop with the code",
    invite: "Your friend gets {value} off the first order.",
    bringsPoints: "You get {points} once the return window is over.",
    bringsReward: "You get “{reward}” once the return window is over.",
    goneTitle: "This link no longer works",
    goneText: "The offer has ended. Have a look around the shop all the same.",
    knownText:
      "The offer is for people who haven’t ordered here yet. You have: thank you! You can recommend us yourself, in your account.",
    ownTitle: "Your link",
    ownText: "This is your link. Send it to friends yourself: by message, email or however you like.",
    ownNote: "Please say that you get something for it when they order.",
  },
  de: {
    recommended: "{shop} wurde dir empfohlen",
    recommendedBy: "{name} empfiehlt dir {shop}",
    off: "{value} Rabatt auf deine erste Bestellung",
    minimum: "Ab einem Bestellwert von {amount}.",
    valid: "Der Code gilt {days} Tage.",
    once: "Er ist für alle, die hier noch nicht bestellt haben, und lässt sich einmal einlösen.",
    disclosure: "Werbung: Wenn du mit dem Code bestellst, bekommt von {shop} etwas dafür, wer dir den Link geschickt hat.",
    disclosureOf: "Werbung: Wenn du mit dem Code bestellst, bekommt {name} von {shop} etwas dafür.",
    email: "Deine E-Mail-Adresse",
    hint: "Damit alle nur einen Code bekommen. Wir speichern nur einen Fingerabdruck der Adresse, schreiben dir nicht und melden dich zu nichts an.",
    send: "Code anzeigen",
    missing: "Bitte gib eine E-Mail-Adresse ein.",
    trap: "Dieses Feld bitte leer lassen",
    codeTitle: "Hier ist dein Code",
    codeText: "Er gilt einmal und bis zum {date}. Nutze ihn gleich oder gib ihn an der Kasse ein.",
    shop: "Mit dem Code einkaufen",
    invite: "Wer über deinen Link kommt, erhält {value} Rabatt auf die erste Bestellung.",
    bringsPoints: "Du bekommst {points}, sobald die Rückgabefrist vorbei ist.",
    bringsReward: "Du bekommst „{reward}“, sobald die Rückgabefrist vorbei ist.",
    goneTitle: "Dieser Link gilt nicht mehr",
    goneText: "Das Angebot ist zu Ende. Schau dich trotzdem gern im Shop um.",
    knownText:
      "Das Angebot ist für alle, die hier noch nicht bestellt haben. Du schon: danke! In deinem Konto kannst du uns selbst weiterempfehlen.",
    ownTitle: "Dein Link",
    ownText: "Das ist dein Link. Schick ihn deinen Freunden selbst: per Nachricht, E-Mail oder wie du magst.",
    ownNote: "Bitte sag dazu, dass du etwas bekommst, wenn sie bestellen.",
  },
  fr: {
    recommended: "On vous recommande {shop}",
    recommendedBy: "{name} vous recommande {shop}",
    off: "{value} de remise sur votre première commande",
    minimum: "À partir de {amount} d’achat.",
    valid: "Le code est valable {days} jours.",
    once: "Il s’adresse à celles et ceux qui n’ont pas encore commandé ici et s’utilise une seule fois.",
    disclosure:
      "Publicité\u00a0: si vous commandez avec ce code, la personne qui vous a envoyé ce lien reçoit une récompense de {shop}.",
    disclosureOf: "Publicité\u00a0: si vous commandez avec ce code, {name} reçoit une récompense de {shop}.",
    email: "Votre adresse e-mail",
    hint: "Pour que chaque personne reçoive un seul code. Nous ne conservons qu’une empreinte de l’adresse, ne vous écrivons pas et ne vous inscrivons à rien.",
    send: "Afficher mon code",
    missing: "Veuillez saisir une adresse e-mail.",
    trap: "Laissez ce champ vide",
    codeTitle: "Voici votre code",
    codeText: "Il s’utilise une fois, jusqu’au {date}. Utilisez-le maintenant ou saisissez-le au paiement.",
    shop: "Acheter avec le code",
    invite: "La personne que vous invitez reçoit {value} de remise sur sa première commande.",
    bringsPoints: "Vous recevez {points} après le délai de retour.",
    bringsReward: "Vous recevez «\u00a0{reward}\u00a0» après le délai de retour.",
    goneTitle: "Ce lien n’est plus valable",
    goneText: "L’offre est terminée. Vous pouvez tout de même parcourir la boutique.",
    knownText:
      "L’offre s’adresse à celles et ceux qui n’ont pas encore commandé ici. Vous l’avez déjà fait\u00a0: merci\u00a0! Vous pouvez nous recommander depuis votre compte.",
    ownTitle: "Votre lien",
    ownText: "Voici votre lien. Envoyez-le vous-même à vos amis\u00a0: par message, e-mail ou comme vous voulez.",
    ownNote: "Merci de préciser que vous recevez quelque chose lorsqu’ils commandent.",
  },
  es: {
    recommended: "Te recomiendan {shop}",
    recommendedBy: "{name} te recomienda {shop}",
    off: "{value} de descuento en tu primer pedido",
    minimum: "En pedidos desde {amount}.",
    valid: "El código vale durante {days} días.",
    once: "Es para quienes aún no han comprado aquí y se usa una sola vez.",
    disclosure: "Publicidad: si compras con el código, quien te envió este enlace recibe una recompensa de {shop}.",
    disclosureOf: "Publicidad: si compras con el código, {name} recibe una recompensa de {shop}.",
    email: "Tu correo electrónico",
    hint: "Para que cada persona reciba un código. Solo guardamos una huella de la dirección, no te escribimos ni te apuntamos a nada.",
    send: "Mostrar mi código",
    missing: "Introduce un correo electrónico.",
    trap: "Deja este campo vacío",
    codeTitle: "Aquí tienes tu código",
    codeText: "Vale una vez, hasta el {date}. Úsalo ahora o introdúcelo al pagar.",
    shop: "Comprar con el código",
    invite: "Quien invites recibe {value} de descuento en su primer pedido.",
    bringsPoints: "Recibes {points} cuando termina el plazo de devolución.",
    bringsReward: "Recibes «{reward}» cuando termina el plazo de devolución.",
    goneTitle: "Este enlace ya no funciona",
    goneText: "La oferta ha terminado. Puedes echar un vistazo a la tienda de todos modos.",
    knownText:
      "La oferta es para quienes aún no han comprado aquí. Tú ya lo has hecho: ¡gracias! Puedes recomendarnos desde tu cuenta.",
    ownTitle: "Tu enlace",
    ownText: "Este es tu enlace. Envíalo tú a tus amigos: por mensaje, correo o como quieras.",
    ownNote: "Diles, por favor, que recibes algo cuando compran.",
  },
  it: {
    recommended: "Ti hanno consigliato {shop}",
    recommendedBy: "{name} ti consiglia {shop}",
    off: "{value} di sconto sul tuo primo ordine",
    minimum: "Per ordini a partire da {amount}.",
    valid: "Il codice vale {days} giorni.",
    once: "È per chi non ha ancora ordinato qui e si usa una sola volta.",
    disclosure: "Pubblicità: se ordini con il codice, chi ti ha mandato questo link riceve un premio da {shop}.",
    disclosureOf: "Pubblicità: se ordini con il codice, {name} riceve un premio da {shop}.",
    email: "Il tuo indirizzo e-mail",
    hint: "Così ognuno riceve un solo codice. Conserviamo solo un’impronta dell’indirizzo, non ti scriviamo e non ti iscriviamo a nulla.",
    send: "Mostra il mio codice",
    missing: "Inserisci un indirizzo e-mail.",
    trap: "Lascia vuoto questo campo",
    codeTitle: "Ecco il tuo codice",
    codeText: "Vale una volta, fino al {date}. Usalo subito o inseriscilo alla cassa.",
    shop: "Acquista con il codice",
    invite: "Chi inviti riceve {value} di sconto sul primo ordine.",
    bringsPoints: "Ricevi {points} al termine del periodo di reso.",
    bringsReward: "Ricevi «{reward}» al termine del periodo di reso.",
    goneTitle: "Questo link non funziona più",
    goneText: "L’offerta è terminata. Puoi comunque dare un’occhiata al negozio.",
    knownText: "L’offerta è per chi non ha ancora ordinato qui. Tu l’hai già fatto: grazie! Puoi consigliarci dal tuo account.",
    ownTitle: "Il tuo link",
    ownText: "Questo è il tuo link. Mandalo tu ai tuoi amici: per messaggio, e-mail o come preferisci.",
    ownNote: "Di’ loro, per favore, che ricevi qualcosa quando ordinano.",
  },
  nl: {
    recommended: "{shop} is je aangeraden",
    recommendedBy: "{name} raadt je {shop} aan",
    off: "{value} korting op je eerste bestelling",
    minimum: "Vanaf een bestelling van {amount}.",
    valid: "De code is {days} dagen geldig.",
    once: "Hij is voor wie hier nog niet heeft besteld, en werkt één keer.",
    disclosure: "Reclame: als je met de code bestelt, krijgt degene die je deze link stuurde een beloning van {shop}.",
    disclosureOf: "Reclame: als je met de code bestelt, krijgt {name} een beloning van {shop}.",
    email: "Je e-mailadres",
    hint: "Zodat iedereen één code krijgt. We bewaren alleen een vingerafdruk van het adres, schrijven je niet en melden je nergens voor aan.",
    send: "Toon mijn code",
    missing: "Vul een e-mailadres in.",
    trap: "Laat dit veld leeg",
    codeTitle: "Hier is je code",
    codeText: "Hij werkt één keer, tot {date}. Gebruik hem nu of vul hem in bij het afrekenen.",
    shop: "Winkelen met de code",
    invite: "Wie je uitnodigt, krijgt {value} korting op de eerste bestelling.",
    bringsPoints: "Je krijgt {points} zodra de retourperiode voorbij is.",
    bringsReward: "Je krijgt “{reward}” zodra de retourperiode voorbij is.",
    goneTitle: "Deze link werkt niet meer",
    goneText: "De aanbieding is afgelopen. Kijk gerust rond in de winkel.",
    knownText: "De aanbieding is voor wie hier nog niet heeft besteld. Jij wel: dank je! In je account kun je ons zelf aanraden.",
    ownTitle: "Je link",
    ownText: "Dit is je link. Stuur hem zelf naar vrienden: per bericht, e-mail of hoe je wilt.",
    ownNote: "Zeg er alsjeblieft bij dat je iets krijgt als ze bestellen.",
  },
};
