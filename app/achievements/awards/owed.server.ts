import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { give } from "../../rewards/redemptions/taking/give.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** The gift of an award. Each that Shopify refused is followed by one at most. */
export function intentOf(achievementId: number, customerId: bigint, occasion: string, refused: bigint | null = null): string {
  return `achievement:${achievementId}:${customerId}:${occasion}${refused === null ? "" : `:${refused}`}`;
}

/** Awards `a` that are held and of which the reward could not be given when it was due: found by an index of its own. */
export const missingAwards = (shopId: number): RawBuilder<unknown> => sql`
  achievement_awards a where a.shop_id = ${shopId} and a.state = 'held' and a.reward_id is not null and a.redemption_id is null and a.due_at > a.available_at`;

/** Awards `a` that are held and of which the reward was given, and then not made by Shopify. */
export const refusedAwards = (shopId: number): RawBuilder<unknown> => sql`
  redemptions r join achievement_awards a on a.shop_id = ${shopId} and a.customer_id = r.customer_id and a.redemption_id = r.redemption_id
  where r.shop_id = ${shopId} and r.release_reason = 'refused' and r.state = 'released' and a.state = 'held'`;

type Owed = { achievementId: number; customerId: bigint; occasion: string; rewardId: number; refused: bigint | null };

/** Gives what is owed now, as far as that is possible. @returns how many were given */
export async function giveOwedAwards(tx: Db, shop: Shop, limit: number, now: Date): Promise<number> {
  const { shopId } = shop;
  const columns = sql`a.achievement_id as "achievementId", a.customer_id as "customerId", a.occasion, a.reward_id as "rewardId", a.redemption_id as refused`;
  const { rows } = await sql<Owed>`
    select ${columns} from ${missingAwards(shopId)} union all select ${columns} from ${refusedAwards(shopId)} limit ${limit}
  `.execute(tx);
  let given = 0;
  for (const { achievementId, customerId, occasion, rewardId, refused } of rows) {
    const intent = intentOf(achievementId, customerId, occasion, refused);
    const outcome = await give(tx, shop, { customerId, rewardId, intent }, now);
    if (!outcome.ok) continue;
    given += 1;
    await sql`
      update achievement_awards set redemption_id = ${outcome.redemptionId}, due_at = null
      where shop_id = ${shopId} and achievement_id = ${achievementId} and customer_id = ${customerId} and occasion = ${occasion}
    `.execute(tx);
  }
  return given;
}
