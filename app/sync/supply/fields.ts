import { z } from "zod";

import { gidField } from "../../lib/fields.ts";
import type { Theirs } from "../../refill/supply/agree.ts";
import type { ChangedSupply } from "../../refill/supply/keep.server.ts";
import { readDays } from "../../refill/supply/typed.ts";

const metafield = z.object({ value: z.string(), compareDigest: z.string(), updatedAt: z.coerce.date() }).nullable();
/** A product or a variant with its field. */
export const holderSchema = z.union([
  z.object({ id: gidField("ProductVariant"), product: z.object({ id: gidField("Product") }), supply: metafield }),
  z.object({ id: gidField("Product"), supply: metafield }),
]);
export const installationSchema = z.object({ id: z.string() });

/** What a product or variant in Shopify says. `digest`: of what was seen, so that nothing is written over what came later; null: there was nothing. */
export type Seen = ChangedSupply & { theirs: Theirs; digest: string | null };

export function seenIn(holder: z.output<typeof holderSchema>): Seen {
  const { supply } = holder;
  const of =
    "product" in holder ? { productId: holder.product.id, variantId: holder.id } : { productId: holder.id, variantId: 0n };
  if (supply === null) return { ...of, theirs: { days: null, at: null }, digest: null };
  const days = readDays(supply.value);
  return {
    ...of,
    theirs: { days: days === "wrong" || days === null ? "unreadable" : days, at: supply.updatedAt },
    digest: supply.compareDigest,
  };
}
