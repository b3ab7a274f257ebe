import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { RewardUsage } from "./reward-usage.ts";

/**
 * By reward, from what the database keeps with the redemptions; those that nobody redeemed are absent.
 * @param since null counts from the beginning, else what was reserved from the beginning of that month of the shop on, given by its first day
 */
export async function readRewardUsage(db: Db, shopId: number, since: string | null = null): Promise<Map<number, RewardUsage>> {
  const { rows } = await sql<RewardUsage & { rewardId: number }>`
    select r.reward_id as "rewardId", k.open + k.used + k.released as redeemed, k.used, k.open, k.released, k.points, k.value_minor as "valueMinor"
    from rewards r cross join lateral (
      select coalesce(sum(count) filter (where what = 'reward:' || r.reward_id || ':used'), 0)::int as used,
        coalesce(sum(count) filter (where what = 'reward:' || r.reward_id || ':open'), 0)::int as open,
        coalesce(sum(count) filter (where what = 'reward:' || r.reward_id || ':released'), 0)::int as released,
        coalesce(sum(count) filter (where what = 'reward:' || r.reward_id || ':points'), 0)::bigint as points,
        coalesce(sum(amount_minor), 0)::bigint as value_minor
      from shop_counts
      where shop_id = r.shop_id and what = any(array['reward:' || r.reward_id || ':used', 'reward:' || r.reward_id || ':open',
          'reward:' || r.reward_id || ':released', 'reward:' || r.reward_id || ':points'])
        and day >= coalesce(${since}::date, '-infinity')
    ) k
    where r.shop_id = ${shopId} and k.open + k.used + k.released > 0 order by 1
  `.execute(db);
  return new Map(rows.map(({ rewardId, ...usage }) => [rewardId, usage]));
}
