import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { markForSync } from "../../../points/accounts.server.ts";
import { quietFrom } from "../claim.server.ts";

/**
 * Decides that the open redemptions of a reward are withdrawn; the loop that ends releases gives their points back once their codes are gone from
 * Shopify. A step that is under way ends first. @returns whose they are, a customer once for each
 */
export async function withdrawAll(tx: Db, shopId: number, rewardId: number, actor: string, now: Date): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint }>`
    update redemptions r set state = 'releasing', release_reason = 'withdrawn', released_by = ${actor}, last_error = null, attempts = 0,
      next_attempt_at = ${quietFrom(now)}
    where shop_id = ${shopId} and reward_id = ${rewardId} and state in ('reserved', 'issued')
    returning customer_id
  `.execute(tx);
  const customerIds = rows.map(({ customer_id }) => customer_id);
  await markForSync(tx, shopId, [...new Set(customerIds)], now);
  return customerIds;
}
