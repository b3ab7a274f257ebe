import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

/** Of a draw so far. `valueMinor`: of the rewards that were given, in minor units of shop money, as far as they have a value of their own. */
export type DrawFigures = { entries: number; people: number; points: bigint; rewards: number; valueMinor: bigint };
export const NO_FIGURES: DrawFigures = { entries: 0, people: 0, points: 0n, rewards: 0, valueMinor: 0n };

/** By draw; one in which nobody has taken part has none. */
export async function readFigures(db: Db, shopId: number): Promise<Map<number, DrawFigures>> {
  const { rows } = await sql<DrawFigures & { drawId: number }>`
    select e.draw_id as "drawId", count(*)::int as entries, count(distinct e.customer_id)::int as people,
      coalesce(sum(e.points), 0)::bigint as points, count(e.redemption_id)::int as rewards, coalesce(sum(r.value_minor), 0)::bigint as "valueMinor"
    from draw_entries e left join redemptions r on r.shop_id = e.shop_id and r.redemption_id = e.redemption_id
    where e.shop_id = ${shopId} group by e.draw_id
  `.execute(db);
  return new Map(rows.map(({ drawId, ...figures }) => [drawId, figures]));
}

/** How often each prize was drawn by the odds, and how often it was given. */
export type PrizeCount = { prize: string; drawn: number; given: number };

export async function countPrizes(db: Db, shopId: number, drawId: number): Promise<PrizeCount[]> {
  const { rows } = await sql<PrizeCount>`
    select k.prize, sum(k.drawn)::int as drawn, sum(k.given)::int as given
    from draw_entries e cross join lateral (values (e.drawn, 1, 0), (e.prize, 0, 1)) as k(prize, drawn, given)
    where e.shop_id = ${shopId} and e.draw_id = ${drawId} group by k.prize order by k.prize
  `.execute(db);
  return rows;
}
