import { z } from "zod";

import { gidField } from "../../lib/fields.ts";

const variant = { id: gidField("ProductVariant"), title: z.string(), price: z.string(), availableForSale: z.boolean() };
const rule = z.object({
  minimum: z.number().int(),
  maximum: z.number().int().nullable(),
  increment: z.number().int().positive(),
});

/** What Shopify says of a variant; anything else is none. */
export const offerSchema = z.object({
  ...variant,
  contextualPricing: z.object({ quantityRule: rule }),
  product: z.object({
    title: z.string(),
    status: z.string(),
    onlineStoreUrl: z.string().nullable(),
    variants: z.object({ nodes: z.array(z.object(variant)) }),
  }),
});
export type Offer = z.output<typeof offerSchema>;

export type CartLine = { variantId: string; quantity: number };
/** Something that can be bought, named with its product; `price` as Shopify writes it, in shop money. */
export type Choice = { variantId: string; title: string; price: string };
/** What of a wanted cart is otherwise than wanted. `title` null: nobody knows it any more. */
export type Shortage =
  | { kind: "gone" | "sold-out"; title: string | null; instead: readonly Choice[] }
  | { kind: "quantity"; title: string; quantity: number };

/**
 * What of a cart can be bought now, and what not; of the same variant named twice, both together.
 * @param names of variants that Shopify does not know any more
 */
export function fillCart(
  wanted: readonly CartLine[],
  offers: ReadonlyMap<string, Offer>,
  names: ReadonlyMap<string, string>,
): { lines: CartLine[]; shortages: Shortage[] } {
  const lines: CartLine[] = [];
  const shortages: Shortage[] = [];
  for (const [variantId, same] of Map.groupBy(wanted, (line) => line.variantId)) {
    const offer = offers.get(variantId);
    const asked = same.reduce((sum, { quantity }) => sum + quantity, 0);
    if (offer === undefined || !isShown(offer)) {
      shortages.push({
        kind: "gone",
        title: offer === undefined ? (names.get(variantId) ?? null) : titleOf(offer.product.title, offer.title),
        instead: [],
      });
      continue;
    }
    const title = titleOf(offer.product.title, offer.title);
    const quantity = offer.availableForSale ? allowed(asked, offer.contextualPricing.quantityRule) : null;
    if (quantity === null) shortages.push({ kind: "sold-out", title, instead: othersOf(offer) });
    else {
      lines.push({ variantId, quantity });
      if (quantity !== asked) shortages.push({ kind: "quantity", title, quantity });
    }
  }
  return { lines, shortages };
}

/** Active, and published to the online store. */
function isShown({ product }: Offer): boolean {
  return product.status === "ACTIVE" && product.onlineStoreUrl !== null;
}

/** The quantity nearest to the one asked for that the rule allows, rather more than less; null: it allows none. */
function allowed(asked: number, { minimum, maximum, increment }: z.output<typeof rule>): number | null {
  const up = Math.ceil(Math.max(asked, minimum) / increment) * increment;
  const most = maximum === null ? Infinity : Math.floor(maximum / increment) * increment;
  const quantity = Math.min(up, most);
  return quantity >= Math.max(minimum, 1) ? quantity : null;
}

function othersOf({ id, product }: Offer): Choice[] {
  return product.variants.nodes
    .filter((other) => other.availableForSale && other.id !== id)
    .map((other) => ({ variantId: other.id.toString(), title: titleOf(product.title, other.title), price: other.price }));
}

function titleOf(product: string, variantTitle: string): string {
  return variantTitle === "Default Title" ? product : `${product} – ${variantTitle}`;
}
