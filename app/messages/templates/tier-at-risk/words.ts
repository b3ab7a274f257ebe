import type { EmailWords } from "../template.ts";

export const words: EmailWords = {
  en: {
    subject: "Keep {{ tier }} beyond {{ keep_until }}",
    preheader: "It doesn’t take much to stay {{ tier }} at {{ shop_name }}.",
    paragraphs: [
      "You are {{ tier }} at {{ shop_name }}, and you keep it until {{ keep_until }}.",
      "To stay {{ tier }} after that, {% if basis == 'points' %}collect {{ missing }} more by then{% elsif basis == 'spend' %}shop for another {{ missing }} by then{% else %}place {{ missing }} more by then{% endif %}. We’d be happy to see you.",
    ],
  },
  de: {
    subject: "So bleibt dir {{ tier }} erhalten",
    preheader: "{{ tier }} gilt für dich noch bis zum {{ keep_until }}.",
    paragraphs: [
      "bei {{ shop_name }} bist du in der Stufe {{ tier }}. Sie gilt für dich noch bis zum {{ keep_until }}.",
      "{% if basis == 'points' %}Sammle bis dahin noch {{ missing }}{% elsif basis == 'spend' %}Kaufe bis dahin noch für {{ missing }} ein{% else %}Gib bis dahin noch {{ missing }} auf{% endif %}, und du behältst sie. Wir freuen uns auf dich!",
    ],
  },
  fr: {
    subject: "Gardez votre statut {{ tier }}",
    preheader: "{{ tier }} est à vous jusqu’au {{ keep_until }}.",
    paragraphs: [
      "Chez {{ shop_name }}, vous avez le statut {{ tier }}, et vous le conservez jusqu’au {{ keep_until }}.",
      "Pour le garder ensuite, {% if basis == 'points' %}gagnez encore {{ missing }} d’ici là{% elsif basis == 'spend' %}commandez encore pour {{ missing }} d’ici là{% else %}passez encore {{ missing }} d’ici là{% endif %}. Au plaisir de vous revoir !",
    ],
  },
  es: {
    subject: "Conserva tu nivel {{ tier }}",
    preheader: "{{ tier }} es tuyo hasta el {{ keep_until }}.",
    paragraphs: [
      "En {{ shop_name }} tienes el nivel {{ tier }} y lo conservas hasta el {{ keep_until }}.",
      "Para mantenerlo después, {% if basis == 'points' %}consigue {{ missing }} más{% elsif basis == 'spend' %}compra por {{ missing }} más{% else %}haz {{ missing }} más{% endif %} hasta entonces. ¡Nos encantará volver a verte!",
    ],
  },
  it: {
    subject: "Mantieni il livello {{ tier }}",
    preheader: "{{ tier }} resta tuo fino a questa data: {{ keep_until }}.",
    paragraphs: [
      "da {{ shop_name }} hai il livello {{ tier }}, che resta tuo fino a questa data: {{ keep_until }}.",
      "Per mantenerlo anche dopo, {% if basis == 'points' %}raccogli ancora {{ missing }}{% elsif basis == 'spend' %}acquista ancora per {{ missing }}{% else %}fai ancora {{ missing }}{% endif %} entro quel giorno. Ci farà piacere rivederti!",
    ],
  },
  nl: {
    subject: "Zo behoud je {{ tier }}",
    preheader: "{{ tier }} is nog van jou tot en met {{ keep_until }}.",
    paragraphs: [
      "Bij {{ shop_name }} heb je niveau {{ tier }}, en dat behoud je tot en met {{ keep_until }}.",
      "{% if basis == 'points' %}Spaar voor die tijd nog {{ missing }}{% elsif basis == 'spend' %}Besteed voor die tijd nog {{ missing }}{% else %}Plaats voor die tijd nog {{ missing }}{% endif %}, en je behoudt het ook daarna. We zien je graag terug!",
    ],
  },
};
