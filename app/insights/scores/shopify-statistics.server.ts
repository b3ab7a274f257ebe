import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";

/** What Shopify thinks of a customer: which of its own groups they are in, and what it expects them to spend. Null: it does not say. */
export type ShopifyStatistics = { rfmGroup: string | null; spendTier: string | null };

/**
 * Keeps what Shopify thinks of these customers. Who has bought nothing has no row: neither they nor it could say anything.
 * @returns of whom it thinks otherwise now
 */
export async function keepStatistics(
  db: Db,
  shopId: number,
  statistics: ReadonlyMap<bigint, ShopifyStatistics>,
): Promise<bigint[]> {
  if (statistics.size === 0) return [];
  const told = [...statistics].map(([customerId, { rfmGroup, spendTier }]) => ({ customer_id: customerId, rfmGroup, spendTier }));
  const { rows } = await sql<{ customer_id: bigint }>`
    update customer_scores s set shopify_group = t."rfmGroup", shopify_spend_tier = t."spendTier"
    from ${recordset(told)} as t(customer_id bigint, "rfmGroup" text, "spendTier" text)
    where s.shop_id = ${shopId} and s.customer_id = t.customer_id
      and (s.shopify_group is distinct from t."rfmGroup" or s.shopify_spend_tier is distinct from t."spendTier")
    returning s.customer_id
  `.execute(db);
  return rows.map(({ customer_id }) => customer_id);
}
