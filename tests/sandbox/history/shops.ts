import type { MovableClock } from "../clock.ts";
import { createCollection, createProduct } from "../world/commerce.ts";
import type { Shop, World } from "../world/types.ts";
import { createShop } from "../world/world.ts";
import { CATALOG } from "./catalog.ts";

export const MAIN_SHOP = "morgenrot.myshopify.com";
export const SECOND_SHOP = "nordlicht.myshopify.com";

const CODES = [
  { code: "WILLKOMMEN10", title: "10 % auf die erste Bestellung", value: { percentage: 0.1 } },
  { code: "FREUNDE5", title: "5 % unter Freunden", value: { percentage: 0.05 } },
  { code: "BLACKFRIDAY15", title: "15 % zum Black Friday", value: { percentage: 0.15 } },
  { code: "DANKE5", title: "5 € als Dankeschön", value: { discountAmount: { amount: "5.00" } } },
] as const;

const COLLECTIONS = [
  { tag: "coffee", handle: "kaffee", title: "Coffee", titleDe: "Kaffee" },
  { tag: "care", handle: "pflege", title: "Care", titleDe: "Pflege" },
] as const;

export type ShopName = { domain: string; name: string; email: string; accounts?: Shop["accounts"] };

/** Both are older than February 2026, when Shopify gave new shops no legacy accounts any more, and have stayed with these: their themes show the blocks there. */
export const SHOPS: readonly ShopName[] = [
  { domain: MAIN_SHOP, name: "Morgenrot", email: "hallo@morgenrot.example", accounts: "legacy" },
  { domain: SECOND_SHOP, name: "Nordlicht", email: "moin@nordlicht.example", accounts: "legacy" },
];

/** Opens a shop with its goods and codes on the shelf, at an instant of its own past. */
export function openShop(world: World, clock: MovableClock, details: ShopName, at: Date): Shop {
  return clock.at(at, () => {
    const shop = createShop(world, details);
    for (const { handle, tags, ...product } of CATALOG) {
      createProduct(world, shop, {
        ...product,
        handle,
        tags: [...tags],
        variants: product.variants,
        image: `/cdn/products/${handle}.svg`,
      });
    }
    for (const { tag, ...collection } of COLLECTIONS) {
      const productIds = [...shop.products.values()].filter(({ tags }) => tags.includes(tag)).map(({ id }) => id);
      createCollection(world, shop, { ...collection, productIds });
    }
    for (const { code, title, value } of CODES) addCode(world, shop, code, title, value, at);
    return shop;
  });
}

function addCode(world: World, shop: Shop, code: string, title: string, value: object, at: Date): void {
  const id = `gid://shopify/DiscountCodeNode/${world.nextId()}`;
  const input = {
    title,
    code,
    startsAt: at.toISOString(),
    appliesOncePerCustomer: false,
    customerGets: { value, items: { all: true } },
  };
  const redeemCode = { id: `gid://shopify/DiscountRedeemCode/${world.nextId()}`, code, usageCount: 0 };
  shop.discounts.set(id, { id, title, kind: "DiscountCodeBasic", input, codes: [redeemCode], createdAt: at, updatedAt: at });
}

/** SKU to variant id. */
export function skuIndex(shop: Shop): Map<string, bigint> {
  return new Map([...shop.products.values()].flatMap(({ variants }) => variants.map(({ sku, id }) => [sku, id] as const)));
}
