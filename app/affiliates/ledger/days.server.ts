import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import type { AffiliateDay, Day } from "./volume.ts";

const rowsOf = (days: readonly AffiliateDay[]) =>
  recordset(days.map(({ affiliateId, day }) => ({ affiliate_id: affiliateId, day })));

/** All days of the calendar months in which these are. */
export async function readMonths(tx: Db, shopId: number, days: readonly AffiliateDay[]): Promise<Day[]> {
  const { rows } = await sql<Omit<Day, "steps"> & { steps: string[] }>`
    select d.affiliate_id as "affiliateId", d.day::text as day, d.net_minor as "netMinor", d.steps from (
      select distinct affiliate_id, date_trunc('month', day::timestamp)::date as first from ${rowsOf(days)} as t(affiliate_id bigint, day date)
    ) m join affiliate_days d on d.shop_id = ${shopId} and d.affiliate_id = m.affiliate_id and d.day >= m.first and d.day < m.first + interval '1 month'
  `.execute(tx);
  return rows.map(({ steps, ...day }) => ({ ...day, steps: steps.map(BigInt) }));
}

/** Adds these days up anew, of what is kept of their orders. */
export async function addUp(tx: Db, shopId: number, days: readonly AffiliateDay[]): Promise<void> {
  await sql`
    insert into affiliate_days (shop_id, affiliate_id, day, net_minor, steps)
    select ${shopId}, t.affiliate_id, t.day, coalesce(sum(a.net_minor), 0),
      coalesce((
        select array_agg(distinct (s ->> 'fromMinor')::bigint) from affiliate_orders b cross join lateral jsonb_array_elements(b.terms -> 'steps') as s
        where b.shop_id = ${shopId} and b.affiliate_id = t.affiliate_id and b.day = t.day and b.reason is null and b.due_at is not null
      ), '{}')
    from (select distinct affiliate_id, day from ${rowsOf(days)} as d(affiliate_id bigint, day date)) t
    left join affiliate_orders a on a.shop_id = ${shopId} and a.affiliate_id = t.affiliate_id and a.day = t.day and a.reason is null and a.due_at is not null
    group by t.affiliate_id, t.day
    on conflict (shop_id, affiliate_id, day) do update set net_minor = excluded.net_minor, steps = excluded.steps
  `.execute(tx);
}
