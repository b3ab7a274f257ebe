import { PROXY_PATH } from "../shop.ts";
import type { CartLine } from "./offer.ts";

/** Where a shop is on the web, as far as Shopify has told. */
export type Storefront = {
  /** `<name>.myshopify.com`, which always leads there. */
  domain: string;
  /** "https://www.example.com" */
  primaryUrl: string | null;
  primaryLocale: string;
  /** Languages published besides the primary one. */
  publishedLocales: readonly string[];
  /** The page with the rewards, from the slash on, as the merchant says. */
  rewardsPath: string | null;
  /** Where the app proxy answers; null: where the app's configuration puts it. */
  proxyPath: string | null;
};

/** Addresses in one language. */
export type ShopLinks = {
  home: string;
  rewards: string;
  account: string;
  /** Where a customer's link leads by which they recommend the shop. @param code theirs */
  refer: (code: string) => string;
  /** The page of an event. @param token by which it knows who looks */
  event: (handle: string, token: string) => string;
  /** @param code a discount code, put into the cart before the shop opens */ withCode: (code: string) => string;
  /** The cart with exactly these lines. @param code a discount code to go with them */
  withCart: (lines: readonly CartLine[], code?: string) => string;
};

/**
 * Links into a shop in a reader's language. Shopify serves each published language below its own folder of the primary domain, and the primary one
 * without; a language that the shop has not published has no folder, so its readers get the primary one.
 */
export function linksOf(storefront: Storefront, locale: string): ShopLinks {
  const base = storefront.primaryUrl ?? `https://${storefront.domain}`;
  const folder = folderOf(storefront, locale);
  const home = `${base}${folder}`;
  return {
    home,
    rewards: storefront.rewardsPath === null ? home : `${home}${storefront.rewardsPath}`,
    account: `${home}/account`,
    event: (handle, token) => `${eventLink(storefront, handle)}?l=${locale}${token === "" ? "" : `&g=${token}`}`,
    refer: (code) => `${referralLink(storefront, code)}?l=${locale}`,
    // Codes have one address in all languages; where it leads then is a path of the shop.
    withCode: (code) => `${base}/discount/${encodeURIComponent(code)}?redirect=${folder}/`,
    withCart: (lines, code) => {
      const discount = code === undefined ? "" : `&discount=${encodeURIComponent(code)}`;
      return `${base}/cart/${lines.map(({ variantId, quantity }) => `${variantId}:${quantity}`).join(",")}?storefront=true${discount}`;
    },
  };
}

/** Where the app proxy answers: `https://www.example.com/apps/reprise`. Shopify does not say whether it does below a language's folder, too. */
export function proxyUrlOf({ primaryUrl, domain, proxyPath }: Pick<Storefront, "primaryUrl" | "domain" | "proxyPath">): string {
  return `${primaryUrl ?? `https://${domain}`}${proxyPath ?? PROXY_PATH}`;
}

/** Where an advocate's link leads. Its page speaks the shop's first language, unless the link says another. */
export function referralLink(storefront: Parameters<typeof proxyUrlOf>[0], code: string): string {
  return `${proxyUrlOf(storefront)}/refer/${code}`;
}

/** Where the leaderboard is. */
export function boardLink(storefront: Parameters<typeof proxyUrlOf>[0]): string {
  return `${proxyUrlOf(storefront)}/leaderboard`;
}

/** Where a draw's page is. */
export function drawLink(storefront: Parameters<typeof proxyUrlOf>[0], handle: string): string {
  return `${proxyUrlOf(storefront)}/draw/${handle}`;
}

/** Where a learning module's page is. */
export function moduleLink(storefront: Parameters<typeof proxyUrlOf>[0], handle: string): string {
  return `${proxyUrlOf(storefront)}/learn/${handle}`;
}

/** Where a group's page is. */
export function groupLink(storefront: Parameters<typeof proxyUrlOf>[0], handle: string): string {
  return `${proxyUrlOf(storefront)}/community/${handle}`;
}

/** Where an event's page is. */
export function eventLink(storefront: Parameters<typeof proxyUrlOf>[0], handle: string): string {
  return `${proxyUrlOf(storefront)}/event/${handle}`;
}

/** Where an affiliate's link leads, and without a code where customers apply and affiliates see what they have. Not "affiliate": ad blockers know the word. */
export function partnerLink(storefront: Parameters<typeof proxyUrlOf>[0], code?: string): string {
  return `${proxyUrlOf(storefront)}/partner${code === undefined ? "" : `/${code}`}`;
}

/** Where somebody binds their partnership to the account that they log in to. @param token affiliates/account-link.server.ts */
export function accountLinkOf(storefront: Parameters<typeof proxyUrlOf>[0], token: string): string {
  return `${partnerLink(storefront)}?account=${token}`;
}

function folderOf({ primaryLocale, publishedLocales }: Storefront, locale: string): string {
  const wanted = locale.toLowerCase();
  if (languageOf(primaryLocale) === languageOf(wanted)) return "";
  const fitting = publishedLocales
    .map((published) => published.toLowerCase())
    .filter((it) => languageOf(it) === languageOf(wanted));
  const chosen = fitting.includes(wanted) ? wanted : fitting.sort()[0];
  return chosen === undefined ? "" : `/${chosen}`;
}

function languageOf(locale: string): string {
  return locale.toLowerCase().split(/[-_]/)[0] ?? "";
}

/** "https://www.example.com" for a host that Shopify names as the shop's primary one; null for what is no host. */
export function primaryUrlOf(host: string | null | undefined): string | null {
  const name = host?.trim().toLowerCase() ?? "";
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/.test(name) ? `https://${name}` : null;
}
