/**
 * The words of our mails. Every text is Liquid over the variables of render.ts; a paragraph that renders empty is left out. Shoppers are
 * addressed as friends ("du").
 */
export const mailLocales = ["en", "de"] as const;
export type MailLocale = (typeof mailLocales)[number];

export const templateKeys = ["win-back"] as const;
export type TemplateKey = (typeof templateKeys)[number];

export type Purpose = "marketing" | "transactional";

export type Wording = {
  subject: string;
  /** What mail programs show beside the subject. */
  preheader: string;
  greeting: string;
  paragraphs: readonly string[];
  button: string;
  closing: readonly string[];
};

export type Template = { purpose: Purpose; wording: Record<MailLocale, Wording> };

/** Below every mail: why it came and how to stop it. */
export const footers: Record<MailLocale, { reason: string; unsubscribe: string }> = {
  en: {
    reason: "You are receiving this email because you signed up for news from {{ shop_name }}.",
    unsubscribe: "Unsubscribe",
  },
  de: {
    reason: "Du bekommst diese E-Mail, weil du dich für Neuigkeiten von {{ shop_name }} angemeldet hast.",
    unsubscribe: "Abmelden",
  },
};

export const templates: Record<TemplateKey, Template> = {
  "win-back": {
    purpose: "marketing",
    wording: {
      en: {
        subject: "It’s been a while{% if first_name %}, {{ first_name }}{% endif %}",
        preheader: "A quick hello from {{ shop_name }}. We’d love to see you again.",
        greeting: "{% if first_name %}Hi {{ first_name }},{% else %}Hi there,{% endif %}",
        paragraphs: [
          "It’s been a little while since your last order at {{ shop_name }}, and we hope you’ve been enjoying it.",
          "If a favourite is running low, or you simply feel like something new: come and have a look around. We’d be happy to see you again.",
          "{% if can_reply %}And if anything wasn’t quite right last time, just reply to this email. We’ll take care of it.{% endif %}",
        ],
        button: "Visit the shop",
        closing: ["Warm regards,", "your team at {{ shop_name }}"],
      },
      de: {
        subject: "Lange nicht gesehen{% if first_name %}, {{ first_name }}{% endif %}",
        preheader: "Ein kurzer Gruß von {{ shop_name }}. Wir würden uns freuen, wenn du wieder vorbeischaust.",
        greeting: "{% if first_name %}Hallo {{ first_name }},{% else %}Hallo,{% endif %}",
        paragraphs: [
          "deine letzte Bestellung bei {{ shop_name }} ist schon eine Weile her. Wir hoffen, du hattest viel Freude daran.",
          "Geht etwas zur Neige, oder hast du Lust auf etwas Neues? Dann stöbere doch mal wieder bei uns. Wir freuen uns auf dich!",
          "{% if can_reply %}Und falls beim letzten Mal etwas nicht gepasst hat: Antworte einfach auf diese E-Mail. Wir kümmern uns darum.{% endif %}",
        ],
        button: "Zum Shop",
        closing: ["Herzliche Grüße", "dein Team von {{ shop_name }}"],
      },
    },
  },
};
