import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";

/** What Shopify says of a customer: which of its own groups they are in, what it expects them to spend, and what has become of their subscriptions. Null: it does not say. */
export type ShopifyStatistics = { rfmGroup: string | null; spendTier: string | null; subscription: string | null };

/**
 * Keeps what Shopify says of these customers. Who has bought nothing has no row: neither they nor it could say anything.
 * @returns of whom it says something else now
 */
export async function keepStatistics(
  db: Db,
  shopId: number,
  statistics: ReadonlyMap<bigint, ShopifyStatistics>,
): Promise<bigint[]> {
  if (statistics.size === 0) return [];
  const told = [...statistics].map(([customerId, said]) => ({ customer_id: customerId, ...said }));
  const { rows } = await sql<{ customer_id: bigint }>`
    update customer_scores s set shopify_group = t."rfmGroup", shopify_spend_tier = t."spendTier", shopify_subscription = t.subscription
    from ${recordset(told)} as t(customer_id bigint, "rfmGroup" text, "spendTier" text, subscription text)
    where s.shop_id = ${shopId} and s.customer_id = t.customer_id
      and (s.shopify_group, s.shopify_spend_tier, s.shopify_subscription) is distinct from (t."rfmGroup", t."spendTier", t.subscription)
    returning s.customer_id
  `.execute(db);
  return rows.map(({ customer_id }) => customer_id);
}
