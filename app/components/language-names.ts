import type { ShopperLocale } from "../i18n/shopper/say.ts";
import type { PlainKey } from "../i18n/translate.ts";

/** The languages that shoppers read, for merchants. */
export const languageNames: Record<ShopperLocale, PlainKey> = {
  en: "settings.english",
  de: "settings.german",
  fr: "settings.french",
  es: "settings.spanish",
  it: "settings.italian",
  nl: "settings.dutch",
};
