import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import type { Discrepancy } from "./verification/discrepancy.ts";

/**
 * What a shop owes in points, in one row of SQL, from the totals that the database keeps with every account: `available` now and `pending` for later of
 * so many `holders`; a debt reduces nobody else's points, and what `debtors` owe is `owed`. Points that have become available at `now` and have not
 * been told yet count as available.
 */
export function totalsAt(shopId: number, now: Date): RawBuilder<unknown> {
  return sql`
    select (coalesce(t.available, 0) + due.moved)::bigint as available, (coalesce(t.pending, 0) - due.moved)::bigint as pending,
      coalesce(t.holders, 0) as holders, coalesce(t.debtors, 0) as debtors, coalesce(t.owed, 0)::bigint as owed
    from (
      select coalesce(sum(o.available - was.available), 0) as moved
      from ledger_accounts a
      cross join lateral (
        select coalesce(sum(points) filter (where available_at <= ${now}), 0)::bigint as available,
          coalesce(sum(points) filter (where available_at > ${now}), 0)::bigint as pending
        from ledger_entries e where e.shop_id = a.shop_id and e.customer_id = a.customer_id
      ) sums
      cross join lateral account_owed(sums.available, sums.pending) o
      cross join lateral account_owed(a.available, a.pending) was
      where a.shop_id = ${shopId} and a.next_change_at <= ${now}
    ) due
    left join points_totals t on t.shop_id = ${shopId}`;
}

/** What customers could spend now or later; who is in debt does not reduce it. */
export async function readOutstanding(db: Db, shopId: number): Promise<bigint> {
  const { rows } = await sql<{ points: bigint }>`
    select available + pending as points from points_totals where shop_id = ${shopId}
  `.execute(db);
  return rows[0]?.points ?? 0n;
}

/** Holds the kept figures against what they are kept of: totals against accounts, months against entries. */
export async function verifyFigures(db: Db, shopId: number, found: Discrepancy[]): Promise<void> {
  const { rows } = await sql<{ figure: string; kept: string; right: string }>`
    with totals as (
      select coalesce(sum(o.available), 0)::bigint as available, coalesce(sum(o.pending), 0)::bigint as pending,
        coalesce(sum(o.holders), 0)::int as holders, coalesce(sum(o.debtors), 0)::int as debtors, coalesce(sum(o.owed), 0)::bigint as owed
      from ledger_accounts a, account_owed(a.available, a.pending) o where a.shop_id = ${shopId}
    ), stored as (
      select coalesce(sum(available), 0)::bigint as available, coalesce(sum(pending), 0)::bigint as pending,
        coalesce(sum(holders), 0)::int as holders, coalesce(sum(debtors), 0)::int as debtors, coalesce(sum(owed), 0)::bigint as owed
      from points_totals where shop_id = ${shopId}
    ), months as (
      select to_char(recorded_at at time zone zone, 'YYYY-MM') as month, kind, coalesce(rule, '') as rule, sum(points)::bigint as points,
        (count(*) filter (where points > 0))::int as times
      from ledger_entries, zone_of_shop(${shopId}) zone where shop_id = ${shopId} group by 1, 2, 3
    ), kept as (
      select month, kind, rule, points, times from points_months where shop_id = ${shopId}
    )
    select 'totals' as figure, to_jsonb(stored)::text as kept, to_jsonb(totals)::text as right from stored, totals
    where to_jsonb(stored) <> to_jsonb(totals)
    union all
    select concat_ws(' ', month, kind, nullif(rule, '')), coalesce(concat_ws(' in ', k.points, k.times), 'nothing'),
      coalesce(concat_ws(' in ', m.points, m.times), 'nothing')
    from months m full join kept k using (month, kind, rule)
    where (m.points, m.times) is distinct from (k.points, k.times) order by 1
  `.execute(db);
  for (const { figure, kept, right } of rows) {
    const problem = `the kept figure of ${figure} is ${kept}, the ledger makes ${right}`;
    found.push({ shopId, customerId: null, orderId: null, problem });
  }
}
