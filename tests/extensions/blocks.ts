import type { Cart } from "../sandbox/storefront/cart.ts";
import type { Locale } from "../sandbox/storefront/objects.ts";
import { productObject } from "../sandbox/storefront/objects.ts";
import { renderBlock } from "../sandbox/storefront/extension.ts";
import { extension } from "../sandbox/storefront/render.ts";
import { extensionGlobals, globalsOf, type Visit } from "../sandbox/storefront/visit.ts";
import type { Customer, Product } from "../sandbox/world/types.ts";
import type { TestShop } from "./shop.ts";

type Page = {
  locale?: Locale;
  customer?: Customer | null;
  product?: Product;
  variantId?: bigint;
  cart?: Cart;
  code?: string;
  settings?: Record<string, unknown>;
  /** Global objects that replace those of the page. */
  globals?: Record<string, unknown>;
};

/** A shop of the stand-in, with what the app has told of it. */
type Shop = Pick<TestShop, "world" | "shop" | "config">;

export function visitOf(
  { world, shop, config }: Shop,
  locale: Locale,
  customer: Customer | null,
  cart: Cart = { lines: [] },
  discountCode: string | null = null,
): Visit {
  const root = locale === "de" ? "/" : `/${locale}/`;
  const site = { world, domain: shop.domain, config };
  return { site, shop, locale, root, path: "/", customer, cart, discountCode, section: null };
}

/** The block's markup on a page of the shop, as the storefront renders it. */
export function blockMarkup(shop: Shop, block: string, page: Page = {}): string {
  const { locale = "de", customer = null, product, variantId, cart, code, settings = {}, globals = {} } = page;
  const visit = visitOf(shop, locale, customer, cart, code);
  const own = extensionGlobals(visit, { ...globalsOf(visit, "product"), ...globals });
  if (product !== undefined)
    own["product"] = productObject(shop.shop, product, locale, visit.root, variantId, visit.site.config.clientId);
  return renderBlock(extension, { block, id: "test", settings }, own).html;
}

/** What a reader sees: scripts and markup away, white space as in a browser. */
export function textOf(markup: string): string {
  const text = markup
    .replace(/<script[\s\S]*?<\/script>/g, "")
    .replace(/<(?:"[^"]*"|[^>"])+>/g, " ")
    .replace(/\s+/g, " ");
  return text.replace(/ ([.,)])/g, "$1").trim();
}
