import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { numbers } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Period } from "../figures/period.ts";
import { scored, type Scored } from "./score.ts";

/** `asks`: the shop has a survey that asks for it. `periods`: in the order in which they were asked for. */
export type Nps = { asks: boolean; periods: Scored[] };

/**
 * The Net Promoter Score of each period, of all surveys of that kind, also of those that were put away: everybody counts once, by what they answered last within it, so that the interval is one of people. Programs count
 * nowhere, nor do answers of nobody in particular, which may be one person's. Read by the index of answers of a survey; no orders are read.
 */
export async function readNps(db: Db, { shopId, timeZone }: Shop, periods: readonly Period[]): Promise<Nps> {
  const midnight = (day: ReturnType<typeof sql>) =>
    sql`(date '1970-01-01' + (${day})::int)::timestamp at time zone ${timeZone}::text`;
  const { rows } = await sql<{ asks: boolean; counts: { period: number; score: number; count: number }[] }>`
    select exists (select from surveys where shop_id = ${shopId} and kind = 'nps' and archived_at is null) as asks,
      (select coalesce(jsonb_agg(jsonb_build_object('period', counted.period, 'score', counted.score, 'count', counted.count)), '[]') from (
        select asked.period::int as period, said.score, count(*)::int as count
        from unnest(${numbers(periods.map(({ first }) => first))}, ${numbers(periods.map(({ last }) => last))}) with ordinality as asked(first, last, period)
        cross join lateral (
          select distinct on (r.customer_id) r.score
          from surveys s join survey_responses r on r.shop_id = ${shopId} and r.survey_id = s.survey_id
          where s.shop_id = ${shopId} and s.kind = 'nps' and r.flag is null and r.score is not null and r.customer_id is not null
            and r.answered_at >= ${midnight(sql`asked.first`)} and r.answered_at < ${midnight(sql`asked.last + 1`)}
          order by r.customer_id, r.answered_at desc, r.response_id desc
        ) said group by 1, 2
      ) counted) as counts
  `.execute(db);
  const [{ asks, counts } = { asks: false, counts: [] }] = rows;
  const of = (at: number) => counts.filter(({ period }) => period === at + 1);
  return { asks, periods: periods.map((_, at) => scored("score", of(at))) };
}
