import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { RewardUsage } from "./reward-usage.ts";

/** By reward; those that nobody redeemed are absent. @param since null counts from the beginning, else what was reserved from then on */
export async function readRewardUsage(db: Db, shopId: number, since: Date | null = null): Promise<Map<number, RewardUsage>> {
  const { rows } = await sql<RewardUsage & { rewardId: number }>`
    select reward_id as "rewardId", count(*)::int as redeemed,
      (count(*) filter (where state = 'used'))::int as used,
      (count(*) filter (where state in ('reserved', 'issued')))::int as open,
      (count(*) filter (where state in ('releasing', 'released')))::int as released,
      coalesce(sum(case when state = 'released' then 0 else points - returned_points end), 0)::bigint as points,
      coalesce(sum(value_minor) filter (where state = 'used'), 0)::bigint as "valueMinor"
    from redemptions where shop_id = ${shopId} and (${since}::timestamptz is null or reserved_at >= ${since})
    group by reward_id order by reward_id
  `.execute(db);
  return new Map(rows.map(({ rewardId, ...usage }) => [rewardId, usage]));
}
