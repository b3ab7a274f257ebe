import { sql } from "kysely";

import { countedOrder } from "../../../customers/orders/counted-orders.server.ts";
import type { Db } from "../../../db.server.ts";
import { numbers } from "../../../lib/rows.server.ts";
import type { EntryKind } from "../../../points/entry.ts";
import type { Shop } from "../../../shops/shop.ts";
import { CLICK_DAYS } from "../../clicked-orders.server.ts";
import type { Period } from "../period.ts";
import type { Beside } from "./beside.ts";
import { pointsOf } from "./points.server.ts";

type Sums = Record<string, number>;

/** What of it follows from entries, clicks and answers. Scores are kept themselves, and of a day that is over they tell nothing any more. */
export function flatBeside({ points, flows, answers }: Beside): Sums {
  return {
    ...named("points", points ?? {}),
    ...(flows === null ? {} : named("flows", { orders: flows.orders, revenue: flows.revenue })),
    ...named("answers", answers),
  };
}

function named(name: string, parts: Readonly<Record<string, number>>): Sums {
  return Object.fromEntries(Object.entries(parts).map(([part, value]) => [`${name}.${part}`, value]));
}

/** The same of each period, added up from every entry, click and answer, and in another way than pages have it. @param kept what of it was told at all */
export async function addUpBeside(db: Db, shop: Shop, periods: readonly (Period & { kept: Beside })[]): Promise<Sums[]> {
  const { shopId, timeZone } = shop;
  const day = (at: ReturnType<typeof sql>) => sql`(${at} at time zone ${timeZone}::text)::date - date '1970-01-01'`;
  const asked = sql`unnest(${numbers(periods.map(({ first }) => first))}, ${numbers(periods.map(({ last }) => last))}) with ordinality as asked(first, last, at)`;
  const { rows: entries } = await sql<{ at: number; kind: EntryKind; points: bigint }>`
    with days as materialized (
      select ${day(sql`recorded_at`)} as day, kind, sum(points) as points from ledger_entries where shop_id = ${shopId} group by 1, 2
    )
    select asked.at::int as at, kind, sum(points)::bigint as points from ${asked} join days on days.day <= asked.last group by 1, 2
  `.execute(db);
  const { rows: clicked } = await sql<{ at: number; orders: number; revenue: number }>`
    with clicks as materialized (
      select k.customer_id, k.first_at, m.flow_id, row_number() over (partition by k.customer_id order by k.first_at, k.message_id, k.link) as nth
      from message_clicks k join messages m on m.shop_id = ${shopId} and m.message_id = k.message_id
      where k.shop_id = ${shopId} and k.kind = 'human' and k.due_at is null
    ), last as (
      select o.order_id, o.net_minor, ${day(sql`o.processed_at`)} as day, max(k.nth) as nth, o.customer_id from orders o
      join clicks k on k.customer_id = o.customer_id and k.first_at <= o.processed_at and k.first_at > o.processed_at - make_interval(days => ${CLICK_DAYS})
      where o.shop_id = ${shopId} and ${countedOrder} group by o.order_id, o.net_minor, o.processed_at, o.customer_id
    )
    select asked.at::int as at, count(*)::int as orders, sum(l.net_minor)::float8 as revenue
    from ${asked} join last l on l.day between asked.first and asked.last
    join clicks k on k.customer_id = l.customer_id and k.nth = l.nth and k.flow_id is not null group by 1
  `.execute(db);
  const { rows: said } = await sql<{ at: number; low: number; middle: number; high: number }>`
    with answers as materialized (
      select r.customer_id, r.score, r.answered_at, r.response_id, ${day(sql`r.answered_at`)} as day from survey_responses r
      where r.shop_id = ${shopId} and r.flag is null and r.score is not null and r.customer_id is not null
        and r.survey_id in (select survey_id from surveys where shop_id = ${shopId} and kind = 'nps')
    ), ranked as (
      select asked.at, a.score, row_number() over (partition by asked.at, a.customer_id order by a.answered_at desc, a.response_id desc) as nth
      from ${asked} join answers a on a.day between asked.first and asked.last
    )
    select at::int as at, (count(*) filter (where score <= 6))::int as low, (count(*) filter (where score between 7 and 8))::int as middle,
      (count(*) filter (where score >= 9))::int as high from ranked where nth = 1 group by 1
  `.execute(db);
  const of = <Row extends { at: number }>(rows: readonly Row[], at: number) => rows.find((row) => row.at === at + 1);
  return periods.map(({ kept }, index) => {
    const { orders = 0, revenue = 0 } = of(clicked, index) ?? {};
    const { low = 0, middle = 0, high = 0 } = of(said, index) ?? {};
    return {
      ...named("points", kept.points === null ? {} : pointsOf(entries.filter(({ at }) => at === index + 1))),
      ...(kept.flows === null ? {} : named("flows", { orders, revenue })),
      ...named("answers", { low, middle, high }),
    };
  });
}
