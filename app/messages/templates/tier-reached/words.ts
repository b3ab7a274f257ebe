import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "Welcome to {{ tier }}",
    preheader: "You’ve reached {{ tier }} at {{ shop_name }}. Thank you!",
    paragraphs: [
      "You’ve reached {{ tier }} at {{ shop_name }}. Thank you for being with us!",
      "{% if factor %}From now on you collect {{ factor }} times the {{ points_name }} with every order.{% endif %}",
      "{% if has_benefits %}And this is yours now:{% endif %}",
    ],
  },
  de: {
    subject: "Willkommen in der Stufe {{ tier }}",
    preheader: "Du hast bei {{ shop_name }} {{ tier }} erreicht. Danke!",
    paragraphs: [
      "du hast bei {{ shop_name }} die Stufe {{ tier }} erreicht. Danke für deine Treue!",
      "{% if factor %}Ab jetzt zählt jede Bestellung für dich {{ factor }}-fach.{% endif %}",
      "{% if has_benefits %}Und das gehört jetzt für dich dazu:{% endif %}",
    ],
  },
  fr: {
    subject: "Bienvenue au statut {{ tier }}",
    preheader: "Vous avez atteint {{ tier }} chez {{ shop_name }}. Merci !",
    paragraphs: [
      "Vous avez atteint le statut {{ tier }} chez {{ shop_name }}. Merci de votre fidélité !",
      "{% if factor %}Désormais, chaque commande compte {{ factor }} fois pour vous.{% endif %}",
      "{% if has_benefits %}Et vous profitez maintenant de ces avantages :{% endif %}",
    ],
  },
  es: {
    subject: "Te damos la bienvenida a {{ tier }}",
    preheader: "Has alcanzado {{ tier }} en {{ shop_name }}. ¡Gracias!",
    paragraphs: [
      "Has alcanzado el nivel {{ tier }} en {{ shop_name }}. ¡Gracias por seguir con nosotros!",
      "{% if factor %}A partir de ahora, cada pedido cuenta {{ factor }} veces para ti.{% endif %}",
      "{% if has_benefits %}Y estas ventajas ya son tuyas:{% endif %}",
    ],
  },
  it: {
    subject: "Ti diamo il benvenuto nel livello {{ tier }}",
    preheader: "Hai raggiunto {{ tier }} da {{ shop_name }}. Grazie!",
    paragraphs: [
      "hai raggiunto il livello {{ tier }} da {{ shop_name }}. Grazie per la tua fedeltà!",
      "{% if factor %}D’ora in poi, ogni ordine vale {{ factor }} volte per te.{% endif %}",
      "{% if has_benefits %}E questi vantaggi ora sono tuoi:{% endif %}",
    ],
  },
  nl: {
    subject: "Welkom bij {{ tier }}",
    preheader: "Je hebt {{ tier }} bereikt bij {{ shop_name }}. Bedankt!",
    paragraphs: [
      "Je hebt niveau {{ tier }} bereikt bij {{ shop_name }}. Bedankt voor je trouw!",
      "{% if factor %}Vanaf nu spaar je met elke bestelling {{ factor }} keer zoveel {{ points_name }}.{% endif %}",
      "{% if has_benefits %}En dit hoort er nu voor je bij:{% endif %}",
    ],
  },
};
