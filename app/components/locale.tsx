import { createContext, useContext, useMemo, type ReactNode } from "react";

import type { PointsNames } from "../i18n/shopper/say.ts";
import { createFormat, type Format } from "../i18n/format.ts";
import { translator, type Locale, type Translate } from "../i18n/translate.ts";

/** What every page needs to know about the shop that it is shown for. */
export type ShopView = { name: string; domain: string; currency: string; timeZone: string; pointsNames: PointsNames };

type Language = { locale: Locale; shop: ShopView; t: Translate; format: Format };
const LanguageContext = createContext<Language | null>(null);

export function LanguageProvider({ locale, shop, children }: { locale: Locale; shop: ShopView; children: ReactNode }) {
  const language = useMemo(() => ({ locale, shop, t: translator(locale), format: createFormat(locale, shop) }), [locale, shop]);
  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>;
}

function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (language === null) throw new Error("Pages of the admin are rendered inside LanguageProvider");
  return language;
}

export function useT(): Translate {
  return useLanguage().t;
}

export function useFormat(): Format {
  return useLanguage().format;
}

export function useLocale(): Locale {
  return useLanguage().locale;
}

export function useShop(): ShopView {
  return useLanguage().shop;
}
