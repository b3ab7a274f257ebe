import type { Request } from "express";

import { decimalsOf, toDecimal } from "../lib/money.ts";
import type { SandboxConfig } from "../config.ts";
import type { Shop, World } from "../world/types.ts";
import { type Locale, localeOf } from "./locale.ts";
import { type Texts, textsOf } from "./texts.ts";

/** What every page of the stand-in's admin needs: the shop, the reader's language and how to write money and dates in it. */
export type View = {
  world: World;
  shop: Shop;
  config: SandboxConfig;
  /** `morgenrot` of `morgenrot.myshopify.com`; the admin's addresses carry it. */
  name: string;
  /** `/store/<name>` */
  base: string;
  /** Where the shopper's side of this shop answers. */
  storefront: string;
  /** Path and query of this request, to come back to. */
  here: string;
  locale: Locale;
  texts: Texts;
  money: (minor: bigint) => string;
  date: (instant: Date) => string;
  dateTime: (instant: Date) => string;
};

const LANGUAGES = { de: "de-DE", en: "en-GB" } as const;

/** The view of a request, or null when there is no such shop. */
export function viewOf(world: World, config: SandboxConfig, request: Request): View | null {
  const name = request.params["name"] ?? "";
  const shop = world.shops.get(`${name}.myshopify.com`);
  if (shop === undefined) return null;
  const locale = localeOf(request);
  const language = LANGUAGES[locale];
  const amounts = new Intl.NumberFormat(language, {
    ...{ style: "currency", currency: shop.currency, minimumFractionDigits: decimalsOf(shop.currency) },
  });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: shop.timeZone });
  const times = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: shop.timeZone });
  return {
    ...{ world, shop, config, name, locale },
    base: `/store/${name}`,
    storefront: config.storefronts.get(shop.domain) ?? "",
    here: request.originalUrl,
    texts: textsOf(locale),
    money: (minor) => amounts.format(toDecimal(minor, shop.currency) as Intl.StringNumericLiteral),
    date: (instant) => dates.format(instant),
    dateTime: (instant) => times.format(instant),
  };
}

export function shopName(shop: Shop): string {
  return shop.domain.replace(/\.myshopify\.com$/, "");
}
