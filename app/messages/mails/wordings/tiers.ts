import { frame, type Wordings } from "./wording.ts";

export const tierWordings: Record<"tier-reached" | "tier-at-risk", Wordings> = {
  "tier-reached": {
    en: {
      ...frame.en,
      subject: "Welcome to {{ tier }}",
      preheader: "You’ve reached {{ tier }} at {{ shop_name }}. Thank you!",
      paragraphs: [
        "You’ve reached {{ tier }} at {{ shop_name }}. Thank you for being with us!",
        "{% if factor %}From now on you collect {{ factor }} times the points with every order.{% endif %}",
        "{% if has_benefits %}And this is yours now:{% endif %}",
      ],
    },
    de: {
      ...frame.de,
      subject: "Willkommen in der Stufe {{ tier }}",
      preheader: "Du hast bei {{ shop_name }} {{ tier }} erreicht. Danke!",
      paragraphs: [
        "du hast bei {{ shop_name }} die Stufe {{ tier }} erreicht. Danke für deine Treue!",
        "{% if factor %}Ab jetzt sammelst du mit jeder Bestellung das {{ factor }}-Fache an Punkten.{% endif %}",
        "{% if has_benefits %}Und das gehört jetzt für dich dazu:{% endif %}",
      ],
    },
  },
  "tier-at-risk": {
    en: {
      ...frame.en,
      subject: "Keep {{ tier }} beyond {{ keep_until }}",
      preheader: "It doesn’t take much to stay {{ tier }} at {{ shop_name }}.",
      paragraphs: [
        "You are {{ tier }} at {{ shop_name }}, and you keep it until {{ keep_until }}.",
        "To stay {{ tier }} after that, {% if basis == 'points' %}collect {{ missing }} more by then{% elsif basis == 'spend' %}shop for another {{ missing }} by then{% else %}place {{ missing }} more by then{% endif %}. We’d be happy to see you.",
      ],
    },
    de: {
      ...frame.de,
      subject: "So bleibt dir {{ tier }} erhalten",
      preheader: "{{ tier }} gilt für dich noch bis zum {{ keep_until }}.",
      paragraphs: [
        "bei {{ shop_name }} bist du in der Stufe {{ tier }}. Sie gilt für dich noch bis zum {{ keep_until }}.",
        "{% if basis == 'points' %}Sammle bis dahin noch {{ missing }}{% elsif basis == 'spend' %}Kaufe bis dahin noch für {{ missing }} ein{% else %}Gib bis dahin noch {{ missing }} auf{% endif %}, und du behältst sie. Wir freuen uns auf dich!",
      ],
    },
  },
};
