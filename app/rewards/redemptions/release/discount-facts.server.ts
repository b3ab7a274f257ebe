import { sql } from "kysely";

import type { FactOf } from "../../../facts/fact.ts";
import type { Db } from "../../../db.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { forgetDiscount } from "../../shopify/discounts.server.ts";
import { beginRelease } from "./begin-release.server.ts";

type DiscountFact = FactOf<"discount-deleted" | "discount-changed" | "code-removed">;

/**
 * The merchant has deleted or switched off a discount, or one of its codes: what shoppers could still have used of ours comes back to them. What
 * is told late does no harm: before points go back, Shopify is asked how things are.
 */
export async function applyDiscounts(tx: Db, shop: Shop, facts: readonly DiscountFact[], now: Date): Promise<void> {
  for (const fact of facts) {
    if (fact.kind === "discount-changed" && fact.active) continue;
    if (fact.kind !== "code-removed") await forgetDiscount(tx, shop.shopId, fact.discountGid);
    for (const redemptionId of await listTouched(tx, shop.shopId, fact))
      await beginRelease(tx, shop, redemptionId, { reason: "disabled", actor: "system" }, now);
  }
}

async function listTouched(tx: Db, shopId: number, fact: DiscountFact): Promise<bigint[]> {
  const code = fact.kind === "code-removed" ? fact.code : null;
  const { rows } = await sql<{ redemption_id: bigint }>`
    select redemption_id from redemptions
    where shop_id = ${shopId} and discount_gid = ${fact.discountGid} and state = 'issued' and (${code}::text is null or lower(code) = lower(${code}::text))
    order by redemption_id
  `.execute(tx);
  return rows.map(({ redemption_id }) => redemption_id);
}
