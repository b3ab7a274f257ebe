import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { COMMISSION_RULE } from "../points/entry.ts";
import type { Shop } from "../shops/shop.ts";
import { DRAWS, monthStart, RULE } from "./board.ts";

/** `place` from 1. `reached`: when they had the last of their points. */
export type Ranked = { customerId: bigint; alias: string; points: bigint; place: number };

/** Members by the points that they earned in a month: whoever had as many first comes first. Who is hidden, gone or kept out of the program has no place; what was won or is an affiliate's pay counts for none, and who joined when the month was over. */
export async function rank(db: Db, { shopId, timeZone }: Pick<Shop, "shopId" | "timeZone">, month: number): Promise<Ranked[]> {
  const [from, to] = [monthStart(month, timeZone), monthStart(month + 1, timeZone)];
  const { rows } = await sql<Omit<Ranked, "place">>`
    select m.customer_id as "customerId", m.alias, sum(e.points)::bigint as points
    from leaderboard_members m
    join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id
      and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
    cross join lateral (
      select m.customer_id as id union all
      select g.customer_id from customers g where g.shop_id = m.shop_id and g.merged_into = m.customer_id
    ) o
    join ledger_entries e on e.shop_id = m.shop_id and e.customer_id = o.id and e.kind in ('order', 'bonus')
      and e.earned_at >= ${from} and e.earned_at < ${to} and (e.rule is null or e.rule not in (${RULE}, ${COMMISSION_RULE}) and e.rule not like ${`${DRAWS}%`})
    where m.shop_id = ${shopId} and not m.hidden and m.joined_at < ${to} and not exists (
      select from customer_exclusions x where x.shop_id = m.shop_id and x.customer_id = m.customer_id and x.until is null)
    group by m.customer_id, m.alias having sum(e.points) > 0
    order by points desc, max(e.earned_at) filter (where e.points > 0), m.customer_id
  `.execute(db);
  return rows.map((row, index) => ({ ...row, place: index + 1 }));
}

/** A month that is over. `customerId` null: nobody had points; `alias` null: they are forgotten, hidden, or have left. */
export type ClosedMonth = { month: number; customerId: bigint | null; alias: string | null; points: bigint; prize: number };

/** The latest first. */
export async function listMonths(db: Db, shopId: number, limit: number): Promise<ClosedMonth[]> {
  const { rows } = await sql<ClosedMonth>`
    select x.month, x.customer_id as "customerId", m.alias, x.points, x.prize from leaderboard_months x
    left join leaderboard_members m on m.shop_id = x.shop_id and m.customer_id = x.customer_id and not m.hidden and x.alias is not null
    where x.shop_id = ${shopId} order by x.month desc limit ${limit}
  `.execute(db);
  return rows;
}
