import { shopperLocales, type ShopperLocale } from "../../i18n/shopper/say.ts";

/** Names the texts below. Another text is another version: what was agreed to stays known. */
export const CONSENT_VERSION = "1";

/** What shoppers agree to; the theme's locales say the same, with the shop's name for `{{ shop }}`. */
export const consentTexts: Record<ShopperLocale, string> = {
  en: "Yes, {{ shop }} may send me news and offers by email. I can unsubscribe at any time with the link in each email.",
  de: "Ja, {{ shop }} darf mir Neuigkeiten und Angebote per E-Mail schicken. Abmelden kann ich mich jederzeit über den Link in jeder E-Mail.",
  fr: "Oui, {{ shop }} peut m’envoyer des actualités et des offres par e-mail. Je peux me désabonner à tout moment grâce au lien présent dans chaque e-mail.",
  es: "Sí, {{ shop }} puede enviarme novedades y ofertas por correo electrónico. Puedo darme de baja en cualquier momento con el enlace de cada correo.",
  it: "Sì, {{ shop }} può inviarmi novità e offerte via e-mail. Posso annullare l’iscrizione in qualsiasi momento con il link in ogni e-mail.",
  nl: "Ja, {{ shop }} mag mij nieuws en aanbiedingen per e-mail sturen. Ik kan me op elk moment afmelden via de link in elke e-mail.",
};

/** The text that a sign-up agreed to, with the shop's name; null for a version whose words are not here any more. @param textVersion "1:de" */
export function consentTextOf(textVersion: string, shopName: string): string | null {
  const [version, said] = textVersion.split(":");
  const locale = shopperLocales.find((one) => one === said);
  return version !== CONSENT_VERSION || locale === undefined ? null : consentTexts[locale].replace("{{ shop }}", () => shopName);
}
