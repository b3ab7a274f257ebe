import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/**
 * When two customers become one, the kept one has what either had, since the day on which the first had it. What the ledger has of both adds up: what is too
 * much goes back when they are settled, which follows, so that nobody is paid twice for one thing, and a place that became free is given. A reward that was given stays given.
 */
export async function merge(tx: Db, shopId: number, goneId: bigint, keptId: bigint, now: Date): Promise<void> {
  const both = sql`k.shop_id = g.shop_id and k.achievement_id = g.achievement_id and k.occasion = g.occasion
    and k.customer_id = ${keptId} and g.customer_id = ${goneId}`;
  const better = sql`(g.state = 'held' and k.state <> 'held' or g.state = 'outrun' and k.state = 'missed' or g.state = k.state and g.reached_at < k.reached_at)`;
  await sql`
    update achievement_awards k set posted = k.posted + g.posted, told = k.told or g.told, turn = k.turn + g.turn + 1,
      redemption_id = coalesce(k.redemption_id, g.redemption_id), due_at = ${now}, products = k.products || g.products,
      state = case when ${better} then g.state else k.state end, points = case when ${better} then g.points else k.points end,
      reward_id = case when ${better} then g.reward_id else k.reward_id end, order_id = case when ${better} then g.order_id else k.order_id end,
      reached_at = case when ${better} then g.reached_at else k.reached_at end,
      available_at = case when k.posted <> 0 and g.posted <> 0 then least(k.available_at, g.available_at) when ${better} then g.available_at else k.available_at end
    from achievement_awards g where k.shop_id = ${shopId} and ${both}
  `.execute(tx);
  await sql`
    delete from achievement_awards g where g.shop_id = ${shopId} and g.customer_id = ${goneId} and exists (
      select from achievement_awards k where ${both})
  `.execute(tx);
  await sql`
    update achievement_awards set customer_id = ${keptId}, turn = turn + 1
    where shop_id = ${shopId} and customer_id = ${goneId}
  `.execute(tx);
}
