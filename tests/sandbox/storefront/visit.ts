import type { Request } from "express";

import type { SandboxConfig } from "../config.ts";
import type { Customer, Shop, World } from "../world/types.ts";
import { readCart, type Cart } from "./cart.ts";
import { cookieName, readCookie, unsign } from "./cookies.ts";
import { moneyFormats } from "./liquid/money.ts";
import { appMetafields } from "./metafields.ts";
import { cartObject, customerObject, LOCALES, routesObject, type Locale } from "./objects.ts";
import { cartWithCode } from "./preview.ts";

export type Site = { world: World; domain: string; config: SandboxConfig };

/** One request by one visitor: who they are, in which language, and with what in the cart. */
export type Visit = {
  site: Site;
  shop: Shop;
  locale: Locale;
  /** `/` in the shop's primary language, `/en/` and so on in another. */
  root: string;
  /** Path without the language. */
  path: string;
  customer: Customer | null;
  cart: Cart;
  discountCode: string | null;
  /** The one section that is asked for, by Shopify's section rendering. */
  section: string | null;
};

export const cookies = (domain: string) => ({
  session: cookieName(domain, "session"),
  cart: cookieName(domain, "cart"),
  discount: cookieName(domain, "discount"),
  /** What was put into the cart last: the page that follows tells web pixels of it. */
  added: cookieName(domain, "added"),
});

/** @throws Error when the world has no such shop (any more) */
export function readVisit(site: Site, request: Request): Visit {
  const shop = site.world.shops.get(site.domain);
  if (shop === undefined) throw new Error(`No shop ${site.domain}`);
  const { locale, root, path } = languageOf(shop, request.originalUrl.split("?")[0] ?? "/");
  const names = cookies(site.domain);
  return {
    ...{ site, shop, locale, root, path },
    customer: loggedIn(site, shop, readCookie(request, names.session)),
    cart: readCart(shop, readCookie(request, names.cart)),
    discountCode: readCookie(request, names.discount) || null,
    section: typeof request.query["section_id"] === "string" ? request.query["section_id"] : null,
  };
}

export function languageOf(shop: Shop, requestPath: string): { locale: Locale; root: string; path: string } {
  const primary = primaryOf(shop);
  const other = LOCALES.find((locale) => locale !== primary && new RegExp(`^/${locale}(/|$)`).test(requestPath));
  if (other === undefined) return { locale: primary, root: "/", path: requestPath };
  return { locale: other, root: `/${other}/`, path: requestPath.slice(other.length + 1) || "/" };
}

/**
 * What the owners have chosen in the theme editor. The second shop's theme is dark, has the cascade of widespread themes, and changes its pages by section
 * rendering; the first shop's works without scripts.
 */
export function themeSettings(domain: string): { color_scheme: string; sections: boolean } {
  return domain === "nordlicht.myshopify.com"
    ? { color_scheme: "color-scheme-2", sections: true }
    : { color_scheme: "", sections: false };
}

function primaryOf(shop: Shop): Locale {
  return shop.primaryLocale.startsWith("de") ? "de" : "en";
}

function loggedIn(site: Site, shop: Shop, cookie: string | null): Customer | null {
  const id = /^customer:(\d{1,19})$/.exec(unsign(cookie, site.config.clientSecret) ?? "")?.[1];
  return id === undefined ? null : (shop.customers.get(BigInt(id)) ?? null);
}

/** Shopify's global objects for theme and extension. `app` is for the extension only. */
export function globalsOf(visit: Visit, pageType: string): Record<string, unknown> {
  const { shop, locale, root, customer, cart, site } = visit;
  const primary = primaryOf(shop);
  const second = primary === "de" ? "en" : "de";
  const other: Locale = locale === primary ? second : primary;
  const order = visit.discountCode === null || cart.lines.length === 0 ? null : cartWithCode(basketOf(visit), visit.discountCode);
  return {
    shop: {
      name: shop.name,
      email: shop.email,
      currency: shop.currency,
      permanent_domain: shop.domain,
      url: `https://${shop.domain}`,
      locale: shop.primaryLocale,
      taxes_included: shop.taxesIncluded,
      ...moneyFormats(shop.currency, locale),
    },
    customer: customer === null ? null : customerObject(shop, customer, site.config.clientId, locale, root),
    cart: cartObject(shop, cart, locale, root, order),
    routes: routesObject(root),
    settings: themeSettings(shop.domain),
    request: {
      design_mode: false,
      page_type: pageType,
      path: visit.path,
      locale: { iso_code: locale, primary: root === "/", root_url: root },
    },
    localization: {
      country: { iso_code: shop.countryCode },
      language: { iso_code: locale },
      available_languages: [
        { iso_code: locale, current: true, url: `${root === "/" ? "" : root.slice(0, -1)}${visit.path}` },
        { iso_code: other, current: false, url: `${other === primary ? "" : `/${other}`}${visit.path}` },
      ],
    },
    // What the filter `date` takes for "now": the sandbox's clock.
    sandbox_now: site.world.clock.now(),
  };
}

export function basketOf({ site, shop, cart, customer }: Visit) {
  return { world: site.world, shop, cart, customer };
}

export function extensionGlobals(visit: Visit, globals: Record<string, unknown>): Record<string, unknown> {
  return { ...globals, app: { metafields: appMetafields(visit.shop, visit.site.config.clientId) } };
}
