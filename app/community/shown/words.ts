import type { ShopperLocale } from "../../i18n/shopper/say.ts";

/** What the pages of groups say. Titles and texts are the merchant's and escaped by the page. */
export type CommunityWords = {
  title: string;
  none: string;
  logIn: string;
  logInText: string;
  notFor: string;
  getIn: string;
  /** `{system}`: what it is called. */
  open: string;
  inviteText: string;
  noneLeft: string;
  keep: string;
  nameThere: string;
  nameHint: string;
  save: string;
  saved: string;
  posts: string;
  agenda: string;
  minutes: string;
  post: string;
  stale: string;
  group: string;
  nothing: string;
  given: string;
};

export const communityWords: Record<ShopperLocale, CommunityWords> = {
  en: {
    title: "Community",
    none: "There is no group for you yet.",
    logIn: "Log in",
    logInText: "Log in to see which groups are open to you.",
    notFor: "This group is for other customers, or isn’t there any more.",
    getIn: "Get my invite",
    open: "Open {system}",
    inviteText: "You get one invite, for you alone.",
    noneLeft: "All invites are taken at the moment. Please come back soon.",
    keep: "This link stays here for as long as the group is open to you.",
    nameThere: "What you’re called there (optional)",
    nameHint: "It helps the team to find you there.",
    save: "Save",
    saved: "Saved.",
    posts: "News for the group",
    agenda: "Agenda",
    minutes: "Minutes",
    post: "Post",
    stale: "Please try again from this page.",
    group: "the group",
    nothing: "Nothing has been posted yet.",
    given: "Here is your invite.",
  },
  de: {
    title: "Community",
    none: "Für dich gibt es noch keine Gruppe.",
    logIn: "Anmelden",
    logInText: "Melde dich an, um zu sehen, welche Gruppen dir offenstehen.",
    notFor: "Diese Gruppe ist für andere Kundinnen und Kunden, oder es gibt sie nicht mehr.",
    getIn: "Meine Einladung holen",
    open: "{system} öffnen",
    inviteText: "Du bekommst eine Einladung, für dich allein.",
    noneLeft: "Im Moment sind alle Einladungen vergeben. Bitte komm bald wieder.",
    keep: "Der Link steht hier, solange dir die Gruppe offensteht.",
    nameThere: "Wie du dort heißt (freiwillig)",
    nameHint: "So findet dich das Team dort.",
    save: "Speichern",
    saved: "Gespeichert.",
    posts: "Neues für die Gruppe",
    agenda: "Tagesordnung",
    minutes: "Protokoll",
    post: "Beitrag",
    stale: "Bitte versuche es von dieser Seite aus noch einmal.",
    group: "die Gruppe",
    nothing: "Noch gibt es keine Beiträge.",
    given: "Hier ist deine Einladung.",
  },
  fr: {
    title: "Communauté",
    none: "Il n’y a pas encore de groupe pour vous.",
    logIn: "Se connecter",
    logInText: "Connectez-vous pour voir quels groupes vous sont ouverts.",
    notFor: "Ce groupe s’adresse à d’autres clients ou n’existe plus.",
    getIn: "Obtenir mon invitation",
    open: "Ouvrir {system}",
    inviteText: "Vous recevez une invitation, pour vous seul.",
    noneLeft: "Toutes les invitations sont prises pour le moment. Revenez bientôt.",
    keep: "Ce lien reste ici tant que le groupe vous est ouvert.",
    nameThere: "Votre nom là-bas (facultatif)",
    nameHint: "Il aide l’équipe à vous y retrouver.",
    save: "Enregistrer",
    saved: "Enregistré.",
    posts: "Nouvelles du groupe",
    agenda: "Ordre du jour",
    minutes: "Compte rendu",
    post: "Publication",
    stale: "Réessayez depuis cette page.",
    group: "le groupe",
    nothing: "Rien n’a encore été publié.",
    given: "Voici votre invitation.",
  },
  es: {
    title: "Comunidad",
    none: "Todavía no hay ningún grupo para ti.",
    logIn: "Iniciar sesión",
    logInText: "Inicia sesión para ver qué grupos tienes abiertos.",
    notFor: "Este grupo es para otros clientes o ya no existe.",
    getIn: "Obtener mi invitación",
    open: "Abrir {system}",
    inviteText: "Recibes una invitación, solo para ti.",
    noneLeft: "Ahora mismo no quedan invitaciones. Vuelve pronto.",
    keep: "Este enlace seguirá aquí mientras el grupo esté abierto para ti.",
    nameThere: "Cómo te llamas allí (opcional)",
    nameHint: "Ayuda al equipo a encontrarte allí.",
    save: "Guardar",
    saved: "Guardado.",
    posts: "Novedades del grupo",
    agenda: "Orden del día",
    minutes: "Acta",
    post: "Publicación",
    stale: "Vuelve a intentarlo desde esta página.",
    group: "el grupo",
    nothing: "Todavía no se ha publicado nada.",
    given: "Aquí tienes tu invitación.",
  },
  it: {
    title: "Community",
    none: "Non c’è ancora un gruppo per te.",
    logIn: "Accedi",
    logInText: "Accedi per vedere quali gruppi sono aperti per te.",
    notFor: "Questo gruppo è per altri clienti o non esiste più.",
    getIn: "Ottieni il mio invito",
    open: "Apri {system}",
    inviteText: "Ricevi un invito, solo per te.",
    noneLeft: "Al momento gli inviti sono esauriti. Torna presto.",
    keep: "Questo link resta qui finché il gruppo è aperto per te.",
    nameThere: "Come ti chiami lì (facoltativo)",
    nameHint: "Aiuta il team a trovarti lì.",
    save: "Salva",
    saved: "Salvato.",
    posts: "Novità per il gruppo",
    agenda: "Ordine del giorno",
    minutes: "Verbale",
    post: "Post",
    stale: "Riprova da questa pagina.",
    group: "il gruppo",
    nothing: "Non è ancora stato pubblicato nulla.",
    given: "Ecco il tuo invito.",
  },
  nl: {
    title: "Community",
    none: "Er is nog geen groep voor je.",
    logIn: "Inloggen",
    logInText: "Log in om te zien welke groepen voor je openstaan.",
    notFor: "Deze groep is voor andere klanten of bestaat niet meer.",
    getIn: "Mijn uitnodiging ophalen",
    open: "{system} openen",
    inviteText: "Je krijgt één uitnodiging, voor jou alleen.",
    noneLeft: "Alle uitnodigingen zijn op dit moment vergeven. Kom snel terug.",
    keep: "Deze link blijft hier zolang de groep voor je openstaat.",
    nameThere: "Hoe je daar heet (optioneel)",
    nameHint: "Zo vindt het team je daar.",
    save: "Opslaan",
    saved: "Opgeslagen.",
    posts: "Nieuws voor de groep",
    agenda: "Agenda",
    minutes: "Notulen",
    post: "Bericht",
    stale: "Probeer het vanaf deze pagina opnieuw.",
    group: "de groep",
    nothing: "Er is nog niets geplaatst.",
    given: "Hier is je uitnodiging.",
  },
};
