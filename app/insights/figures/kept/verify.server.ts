import { sql } from "kysely";

import { profileOrder } from "../../../customers/orders/placed-order.ts";
import type { Db } from "../../../db.server.ts";
import { numbers, texts } from "../../../lib/rows.server.ts";
import { living } from "../../../segments/compiled.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { addUpBeside, flatBeside } from "../beside/verify.server.ts";
import type { Cohort } from "../cohorts.ts";
import type { Counts } from "../counts.ts";
import { COHORTS, cohortsKey } from "./work-out.server.ts";

/** So many periods are added up by one statement, which so takes less than a minute of the database's processor for a million customers. */
const TOGETHER = 5;

export type WrongFigure = { what: string; figure: string; kept: number; right: number };

/**
 * Holds kept figures against the raw orders, which are added up here by the database and in another way than pages have them. Right as long as nothing has changed since they were kept:
 * both belong into one transaction. Reads all orders for every few periods: for nights, a command and tests.
 */
export async function verifyFigures(db: Db, shop: Shop): Promise<WrongFigure[]> {
  const { rows } = await sql<{ what: string; window_days: number; figures: unknown }>`
    select what, window_days, figures from kept_figures where shop_id = ${shop.shopId} order by what
  `.execute(db);
  const wrong: WrongFigure[] = [];
  const periods = rows.flatMap(({ what, window_days: window, figures }): (Asked & { counts: Counts })[] => {
    const [kind, first, last] = what.split(":");
    return kind === "period" ? [{ what, first: Number(first), last: Number(last), window, counts: figures as Counts }] : [];
  });
  const withBeside = periods.flatMap(({ what, first, last, counts: { beside } }) =>
    beside === undefined ? [] : [{ what, first, last, kept: beside }],
  );
  const besides = withBeside.length === 0 ? [] : await addUpBeside(db, shop, withBeside);
  const addedBeside = new Map(withBeside.map(({ what }, at) => [what, besides[at]]));
  const added = new Map<string, Sums>();
  for (let from = 0; from < periods.length; from += TOGETHER)
    for (const [what, sums] of await addUp(db, shop, periods.slice(from, from + TOGETHER))) added.set(what, sums);
  for (const { what, figures } of rows) {
    const ofPeriod = added.get(what);
    const [kept, right] =
      ofPeriod !== undefined
        ? [flat(figures as Counts), { ...ofPeriod, ...addedBeside.get(what) }]
        : [
            flatCohorts(figures as Cohort[]),
            await addUpCohorts(db, shop, COHORTS.find((by) => cohortsKey(by) === what) === "rolling"),
          ];
    for (const figure of new Set([...Object.keys(kept), ...Object.keys(right)]))
      if ((kept[figure] ?? 0) !== (right[figure] ?? 0))
        wrong.push({ what, figure, kept: kept[figure] ?? 0, right: right[figure] ?? 0 });
  }
  return wrong;
}

type Sums = Record<string, number>;

/** What is counted, each part by its own name. How long the second order is waited for is none of it. */
function flat({ beside, ...counts }: Counts): Sums {
  const ofOrders = Object.entries(counts).flatMap(([name, value]): [string, number][] => {
    if (typeof value === "number") return [[name, value]];
    return Object.entries(value).flatMap(([part, of]) => (typeof of === "number" ? [[`${name}.${part}`, of]] : []));
  });
  return { ...Object.fromEntries(ofOrders), ...(beside === undefined ? {} : flatBeside(beside)) };
}

function flatCohorts(cohorts: readonly Cohort[]): Sums {
  return Object.fromEntries(
    cohorts.flatMap(({ month, customers, cells }) => [
      [`${month}`, customers],
      ...cells.flatMap(({ period, active, revenue }, index) => [
        [`${month}+${period} active`, active],
        [`${month}+${period} revenue`, revenue - (cells[index - 1]?.revenue ?? 0)],
      ]),
    ]),
  ) as Sums;
}

/** Orders by customer and day of the shop; customers who are gone are nobody. */
const placed = ({ shopId, timeZone }: Shop) => sql`
  select c.customer_id, (o.processed_at at time zone ${timeZone}::text)::date - date '1970-01-01' as day, count(*) as orders, sum(o.net_minor) as revenue
  from orders o left join customers c on c.shop_id = ${shopId} and c.customer_id = o.customer_id and ${living}
  where o.shop_id = ${shopId} and ${profileOrder} group by 1, 2
`;

/** Days since 1970, both within the period; `window`: for so many days somebody is active after an order. */
type Asked = { what: string; first: number; last: number; window: number };

async function addUp(db: Db, shop: Shop, periods: readonly Asked[]): Promise<Map<string, Sums>> {
  const of = (read: (asked: Asked) => number) => numbers(periods.map(read));
  const { rows } = await sql<{ what: string; sums: Sums }>`
    with placed as materialized (${placed(shop)}), known as materialized (
      select p.customer_id, p.day, p.orders, p.revenue, row_number() over own as nth, min(p.day) over own as first_day
      from placed p where p.customer_id is not null window own as (partition by p.customer_id order by p.day)
    ), joined as materialized (
      select e.customer_id, min((e.recorded_at at time zone ${shop.timeZone}::text)::date - date '1970-01-01') as day from ledger_entries e
      where e.shop_id = ${shop.shopId} and e.seq = 1 group by 1
    )
    select asked.what, added.sums
    from unnest(${texts(periods.map(({ what }) => what))}, ${of(({ first }) => first)}, ${of(({ last }) => last)}, ${of(({ window }) => window)}) as asked(what, first, last, days)
    cross join lateral (
      with people as materialized (
        select k.customer_id, k.first_day, count(*) as days, bool_or(k.day < asked.first and k.day >= asked.first - asked.days) as at_start,
          bool_or(k.day > asked.last - asked.days) as at_end, coalesce(sum(k.orders) filter (where k.day >= asked.first), 0) as orders,
          coalesce(sum(k.revenue) filter (where k.day >= asked.first), 0) as revenue, sum(k.orders) as ever_orders, sum(k.revenue) as ever_revenue,
          bool_or(k.nth > 1 and k.day >= asked.first) as again, sum(k.orders) filter (where k.nth > 1 and k.day >= asked.first) as again_orders,
          sum(k.revenue) filter (where k.nth > 1 and k.day >= asked.first) as again_revenue, sum(k.orders) filter (where k.nth = 1 and k.day >= asked.first) as fresh_orders,
          sum(k.revenue) filter (where k.nth = 1 and k.day >= asked.first) as fresh_revenue, coalesce(min(j.day) < asked.first, false) as member
        from known k left join joined j on j.customer_id = k.customer_id where k.day <= asked.last group by k.customer_id, k.first_day
      ), parts as (
        select 'fresh' as part, count(*) as customers, coalesce(sum(fresh_orders), 0) as orders, coalesce(sum(fresh_revenue), 0) as revenue, null::bigint as start, null::bigint as kept
        from people where first_day >= asked.first
        union all select 'returning', count(*), coalesce(sum(again_orders), 0), coalesce(sum(again_revenue), 0), null, null from people where again
        union all select 'ever', null, coalesce(sum(ever_orders), 0), coalesce(sum(ever_revenue), 0), null, null from people
        union all select 'unnamed', null, coalesce(sum(orders), 0), coalesce(sum(revenue), 0), null, null from placed
        where customer_id is null and day between asked.first and asked.last
        union all select 'members', count(*), coalesce(sum(orders), 0), coalesce(sum(revenue), 0), count(*) filter (where at_start), count(*) filter (where at_start and at_end)
        from people where first_day < asked.first and member
        union all select 'others', count(*), coalesce(sum(orders), 0), coalesce(sum(revenue), 0), count(*) filter (where at_start), count(*) filter (where at_start and at_end)
        from people where first_day < asked.first and not member
      ), whole as (
        select count(*) filter (where at_start) as start, count(*) filter (where at_end) as "end", count(*) filter (where at_end and first_day >= asked.first) as acquired,
          count(*) filter (where at_end and not at_start and first_day < asked.first) as won, count(*) filter (where at_start and not at_end) as lost,
          count(*) as customers, count(*) filter (where days > 1) as again, count(*) filter (where orders > 0) as buyers
        from people
      )
      select (select to_jsonb(whole) from whole) || (
        select jsonb_object_agg(part || '.' || e.key, e.value::numeric) from parts, jsonb_each_text(jsonb_strip_nulls(to_jsonb(parts) - 'part')) e
      ) as sums
    ) added
  `.execute(db);
  return new Map(rows.map(({ what, sums }) => [what, sums]));
}

async function addUpCohorts(db: Db, shop: Shop, rolling: boolean): Promise<Sums> {
  const monthOf = sql`extract(year from date '1970-01-01' + day)::int * 12 + extract(month from date '1970-01-01' + day)::int - 1`;
  const { rows } = await sql<{ month: number; period: number; active: number; revenue: number; customers: number }>`
    with placed as materialized (${placed(shop)}), known as (
      select p.*, min(day) over (partition by customer_id) as first_day, ${monthOf} as in_month from placed p where customer_id is not null
    ), dated as (
      select k.*, min(in_month) over (partition by customer_id) as month from known k
    )
    select month, case when ${rolling} then (day - first_day) / 30 else in_month - month end as period, count(distinct customer_id)::int as active,
      sum(revenue)::float8 as revenue, count(distinct customer_id) filter (where day = first_day)::int as customers
    from dated group by 1, 2
  `.execute(db);
  return Object.fromEntries(
    rows.flatMap(({ month, period, active, revenue, customers }) => [
      ...(period === 0 ? [[`${month}`, customers]] : []),
      ...[
        [`${month}+${period} active`, active],
        [`${month}+${period} revenue`, revenue],
      ],
    ]),
  ) as Sums;
}
