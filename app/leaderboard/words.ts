import type { ShopperLocale } from "../i18n/shopper/say.ts";

/** What the leaderboard's page says; `[points]` keeps the place of what they are called. Aliases are escaped by the page. */
export type BoardWords = {
  title: string;
  intro: string;
  empty: string;
  mine: string;
  none: string;
  alias: string;
  hint: string;
  show: string;
  join: string;
  change: string;
  leave: string;
  taken: string;
  wrong: string;
  hidden: string;
  prize: string;
  past: string;
  won: string;
  logIn: string;
  logInText: string;
};

export const boardWords: Record<ShopperLocale, BoardWords> = {
  en: {
    title: "Leaderboard",
    intro: "Who has earned the most [points] this month. Only people who want to be here are listed, by a name that they chose.",
    empty: "Nobody is listed yet this month.",
    mine: "Your place: {place}",
    none: "You’re in. You get a place with your first [points] of this month.",
    alias: "Your name on the leaderboard",
    hint: "2 to 20 letters and digits. Better not your real name.",
    show: "Everybody can see this name and how many [points] I earn in a month. I can leave at any time.",
    join: "Join",
    change: "Change name",
    leave: "Leave",
    taken: "Somebody else has that name. Please choose another.",
    wrong: "Please choose a name of 2 to 20 letters and digits, without addresses, links or phone numbers.",
    hidden: "The shop has hidden your name, so you have no place. Please write to the shop if you think that’s wrong.",
    prize: "The first at the end of the month gets {points}. Of two with as many, the one who had them first.",
    past: "Past months",
    won: "{month}: {alias}",
    logIn: "Log in to join",
    logInText: "It’s free and needs no purchase, but [points] come mostly from orders.",
  },
  de: {
    title: "Bestenliste",
    intro:
      "Wer diesen Monat die meisten [points] gesammelt hat. Hier steht nur, wer das möchte, und zwar mit einem selbst gewählten Namen.",
    empty: "Diesen Monat steht noch niemand hier.",
    mine: "Dein Platz: {place}",
    none: "Du bist dabei. Mit deinen ersten [points] in diesem Monat bekommst du einen Platz.",
    alias: "Dein Name auf der Bestenliste",
    hint: "2 bis 20 Buchstaben und Ziffern. Besser nicht dein richtiger Name.",
    show: "Alle können diesen Namen sehen und wie viele [points] ich in einem Monat sammle. Ich kann jederzeit aussteigen.",
    join: "Mitmachen",
    change: "Name ändern",
    leave: "Aussteigen",
    taken: "Diesen Namen gibt es schon. Bitte wähle einen anderen.",
    wrong: "Bitte wähle einen Namen aus 2 bis 20 Buchstaben und Ziffern, ohne Adressen, Links oder Telefonnummern.",
    hidden: "Der Shop hat deinen Namen ausgeblendet, deshalb hast du keinen Platz. Schreib dem Shop, wenn das nicht stimmt.",
    prize: "Wer am Ende des Monats vorn liegt, bekommt {points}. Bei Gleichstand zählt, wer zuerst so viele hatte.",
    past: "Vergangene Monate",
    won: "{month}: {alias}",
    logIn: "Anmelden und mitmachen",
    logInText: "Es kostet nichts, und du musst dafür nichts kaufen. [Points] gibt es aber vor allem für Bestellungen.",
  },
  fr: {
    title: "Classement",
    intro:
      "Qui a gagné le plus de [points] ce mois-ci. N’y figurent que les personnes qui le souhaitent, sous un nom de leur choix.",
    empty: "Personne n’y figure encore ce mois-ci.",
    mine: "Votre place\u00a0: {place}",
    none: "Vous participez. Vous aurez une place avec vos premiers [points] du mois.",
    alias: "Votre nom dans le classement",
    hint: "De 2 à 20 lettres et chiffres. De préférence pas votre vrai nom.",
    show: "Tout le monde peut voir ce nom et combien de [points] je gagne en un mois. Je peux quitter le classement à tout moment.",
    join: "Participer",
    change: "Changer de nom",
    leave: "Quitter",
    taken: "Ce nom est déjà pris. Veuillez en choisir un autre.",
    wrong: "Choisissez un nom de 2 à 20 lettres et chiffres, sans adresse, lien ni numéro de téléphone.",
    hidden: "La boutique a masqué votre nom, vous n’avez donc pas de place. Écrivez-lui si c’est une erreur.",
    prize: "La première personne à la fin du mois reçoit {points}. À égalité, c’est celle qui les a eus d’abord.",
    past: "Mois passés",
    won: "{month}\u00a0: {alias}",
    logIn: "Se connecter pour participer",
    logInText: "C’est gratuit et sans achat, mais les [points] viennent surtout des commandes.",
  },
  es: {
    title: "Clasificación",
    intro: "Quién ha ganado más [points] este mes. Solo aparece quien lo desea, con un nombre que ha elegido.",
    empty: "Este mes aún no aparece nadie.",
    mine: "Tu puesto: {place}",
    none: "Estás dentro. Tendrás un puesto con tus primeros [points] del mes.",
    alias: "Tu nombre en la clasificación",
    hint: "De 2 a 20 letras y cifras. Mejor que no sea tu nombre real.",
    show: "Todos pueden ver este nombre y cuántos [points] gano en un mes. Puedo salir cuando quiera.",
    join: "Participar",
    change: "Cambiar el nombre",
    leave: "Salir",
    taken: "Ese nombre ya existe. Elige otro.",
    wrong: "Elige un nombre de 2 a 20 letras y cifras, sin direcciones, enlaces ni números de teléfono.",
    hidden: "La tienda ha ocultado tu nombre, por eso no tienes puesto. Escríbele si crees que es un error.",
    prize: "Quien vaya en cabeza al final del mes recibe {points}. En caso de empate, quien los tuvo antes.",
    past: "Meses anteriores",
    won: "{month}: {alias}",
    logIn: "Iniciar sesión para participar",
    logInText: "Es gratis y sin compra, aunque los [points] se ganan sobre todo con pedidos.",
  },
  it: {
    title: "Classifica",
    intro: "Chi ha raccolto più [points] questo mese. Compare solo chi lo desidera, con un nome scelto da sé.",
    empty: "Questo mese non compare ancora nessuno.",
    mine: "Il tuo posto: {place}",
    none: "Ci sei. Avrai un posto con i tuoi primi [points] del mese.",
    alias: "Il tuo nome in classifica",
    hint: "Da 2 a 20 lettere e cifre. Meglio non il tuo vero nome.",
    show: "Tutti possono vedere questo nome e quanti [points] raccolgo in un mese. Posso uscire in qualsiasi momento.",
    join: "Partecipa",
    change: "Cambia nome",
    leave: "Esci",
    taken: "Questo nome esiste già. Scegline un altro.",
    wrong: "Scegli un nome da 2 a 20 lettere e cifre, senza indirizzi, link o numeri di telefono.",
    hidden: "Il negozio ha nascosto il tuo nome, quindi non hai un posto. Scrivi al negozio se pensi sia un errore.",
    prize: "Chi è in testa alla fine del mese riceve {points}. A parità, chi li ha avuti prima.",
    past: "Mesi passati",
    won: "{month}: {alias}",
    logIn: "Accedi per partecipare",
    logInText: "È gratuito e senza acquisto, ma i [points] arrivano soprattutto dagli ordini.",
  },
  nl: {
    title: "Ranglijst",
    intro: "Wie deze maand de meeste [points] heeft verdiend. Hier staat alleen wie dat wil, onder een zelfgekozen naam.",
    empty: "Deze maand staat hier nog niemand.",
    mine: "Jouw plaats: {place}",
    none: "Je doet mee. Met je eerste [points] van deze maand krijg je een plaats.",
    alias: "Jouw naam op de ranglijst",
    hint: "2 tot 20 letters en cijfers. Liever niet je echte naam.",
    show: "Iedereen kan deze naam zien en hoeveel [points] ik in een maand verdien. Ik kan altijd stoppen.",
    join: "Meedoen",
    change: "Naam wijzigen",
    leave: "Stoppen",
    taken: "Die naam bestaat al. Kies een andere.",
    wrong: "Kies een naam van 2 tot 20 letters en cijfers, zonder adressen, links of telefoonnummers.",
    hidden: "De winkel heeft je naam verborgen, dus je hebt geen plaats. Schrijf de winkel als dat niet klopt.",
    prize: "Wie aan het einde van de maand bovenaan staat, krijgt {points}. Bij een gelijke stand wie ze het eerst had.",
    past: "Vorige maanden",
    won: "{month}: {alias}",
    logIn: "Inloggen en meedoen",
    logInText: "Het is gratis en je hoeft niets te kopen, maar [points] komen vooral van bestellingen.",
  },
};
