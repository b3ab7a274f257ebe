import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import type { AskedKind } from "./form.ts";

type Words = {
  title: string;
  intro: (shop: string) => string;
  products: string;
  ask: Record<AskedKind, string>;
  said: Record<AskedKind | "nothing", string>;
  isOff: string;
  isLater: (day: string) => string;
};

export const reminderWords: Record<ShopperLocale, Words> = {
  en: {
    title: "Your reminders",
    intro: (shop) => `Tell ${shop} when to remind you of what you bought.`,
    products: "About these products",
    ask: { later: "Remind me in two weeks", stop: "Don’t remind me anymore", again: "Remind me as usual" },
    said: {
      later: "Saved. We’ll remind you in two weeks.",
      stop: "Saved. We won’t remind you of this anymore.",
      again: "Saved. We’ll remind you as usual.",
      nothing: "Please choose at least one product.",
    },
    isOff: "No more reminders",
    isLater: (day) => `Reminder on ${day}`,
  },
  de: {
    title: "Deine Erinnerungen",
    intro: (shop) => `Sag ${shop}, wann du an das erinnert werden möchtest, was du gekauft hast.`,
    products: "Um diese Produkte geht es",
    ask: { later: "In zwei Wochen erinnern", stop: "Nicht mehr erinnern", again: "Wie gewohnt erinnern" },
    said: {
      later: "Gespeichert. Wir erinnern dich in zwei Wochen.",
      stop: "Gespeichert. Daran erinnern wir dich nicht mehr.",
      again: "Gespeichert. Wir erinnern dich wie gewohnt.",
      nothing: "Bitte wähle mindestens ein Produkt aus.",
    },
    isOff: "Keine Erinnerungen mehr",
    isLater: (day) => `Erinnerung am ${day}`,
  },
  fr: {
    title: "Vos rappels",
    intro: (shop) => `Dites à ${shop} quand vous souhaitez un rappel pour vos achats.`,
    products: "Produits concernés",
    ask: { later: "Me le rappeler dans deux semaines", stop: "Ne plus me le rappeler", again: "Me le rappeler comme d’habitude" },
    said: {
      later: "C’est noté. Nous vous enverrons un rappel dans deux semaines.",
      stop: "C’est noté. Nous ne vous enverrons plus de rappel à ce sujet.",
      again: "C’est noté. Vous recevrez nos rappels comme d’habitude.",
      nothing: "Veuillez choisir au moins un produit.",
    },
    isOff: "Plus de rappels",
    isLater: (day) => `Rappel le ${day}`,
  },
  es: {
    title: "Tus avisos",
    intro: (shop) => `Dile a ${shop} cuándo quieres un aviso sobre lo que has comprado.`,
    products: "Sobre estos productos",
    ask: { later: "Avísame dentro de dos semanas", stop: "No me avises más", again: "Avísame como siempre" },
    said: {
      later: "Guardado. Te avisaremos dentro de dos semanas.",
      stop: "Guardado. Ya no te avisaremos de esto.",
      again: "Guardado. Te avisaremos como siempre.",
      nothing: "Elige al menos un producto.",
    },
    isOff: "Sin más avisos",
    isLater: (day) => `Aviso el ${day}`,
  },
  it: {
    title: "I tuoi promemoria",
    intro: (shop) => `Di’ a ${shop} quando vuoi un promemoria su ciò che hai acquistato.`,
    products: "Per questi prodotti",
    ask: { later: "Ricordamelo tra due settimane", stop: "Non ricordarmelo più", again: "Ricordamelo come al solito" },
    said: {
      later: "Salvato. Te lo ricorderemo tra due settimane.",
      stop: "Salvato. Non te lo ricorderemo più.",
      again: "Salvato. Te lo ricorderemo come al solito.",
      nothing: "Scegli almeno un prodotto.",
    },
    isOff: "Nessun altro promemoria",
    isLater: (day) => `Promemoria il ${day}`,
  },
  nl: {
    title: "Je herinneringen",
    intro: (shop) => `Laat ${shop} weten wanneer je herinnerd wilt worden aan wat je hebt gekocht.`,
    products: "Over deze producten",
    ask: { later: "Herinner me over twee weken", stop: "Herinner me niet meer", again: "Herinner me zoals gewoonlijk" },
    said: {
      later: "Opgeslagen. We herinneren je over twee weken.",
      stop: "Opgeslagen. We herinneren je hier niet meer aan.",
      again: "Opgeslagen. We herinneren je zoals gewoonlijk.",
      nothing: "Kies minstens één product.",
    },
    isOff: "Geen herinneringen meer",
    isLater: (day) => `Herinnering op ${day}`,
  },
};
