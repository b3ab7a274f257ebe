export const mailLocales = ["en", "de"] as const;
export type MailLocale = (typeof mailLocales)[number];

/**
 * The words of one mail. Every text is Liquid over the variables of render.ts and mail-values.ts; a paragraph that renders empty is left out.
 * Shoppers are addressed as friends ("du").
 */
export type Wording = {
  subject: string;
  /** What mail programs show beside the subject. */
  preheader: string;
  greeting: string;
  paragraphs: readonly string[];
  button: string;
  closing: readonly string[];
};

export type Wordings = Record<MailLocale, Wording>;

/** How every mail begins and ends. */
export const frame = {
  en: {
    greeting: "{% if first_name %}Hi {{ first_name }},{% else %}Hi there,{% endif %}",
    button: "Visit the shop",
    closing: ["Warm regards,", "your team at {{ shop_name }}"],
  },
  de: {
    greeting: "{% if first_name %}Hallo {{ first_name }},{% else %}Hallo,{% endif %}",
    button: "Zum Shop",
    closing: ["Herzliche Grüße", "dein Team von {{ shop_name }}"],
  },
} as const satisfies Record<MailLocale, Pick<Wording, "greeting" | "button" | "closing">>;
