import { sql } from "kysely";

import { profileOrder } from "../../../customers/orders/placed-order.ts";
import type { Db } from "../../../db.server.ts";
import { recordset } from "../../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../../lib/time.ts";
import { living } from "../../../segments/compiled.server.ts";
import { readActiveDays } from "../../../shops/settings/active-days.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { readHistories } from "../../predictions/histories.server.ts";
import { shopDay } from "../../scores/shop-day.ts";
import { tallyCohorts, type Periods } from "../cohorts.ts";
import { readBeside } from "../beside/read.server.ts";
import { tallyPeriod } from "../counts.ts";
import { comparedLengths, keyOf, standing, type Period } from "../period.ts";
import type { Unnamed } from "../tally.ts";

/** What was asked for once is kept for a day. */
const KEPT_MS = DAY_MS;
export const COHORTS: readonly Periods[] = ["months", "rolling"];

/**
 * Works out figures from every customer's orders, in one pass, and keeps them as of now.
 * @param asked only these periods; else all that stands, up to the last complete day, and cohorts up to today
 */
export async function workOutFigures(db: Db, shop: Shop, now: Date, asked: readonly Period[] | null = null): Promise<void> {
  const window = await readActiveDays(db, shop.shopId);
  const today = shopDay(shop, now);
  const wanted = asked ?? standing(today - 1);
  const periods = wanted.map((period) => ({ key: keyOf(period), tally: tallyPeriod(period, window) }));
  const cohorts = asked === null ? COHORTS.map((by) => ({ key: cohortsKey(by), tally: tallyCohorts(today, by) })) : [];
  const all = [...periods, ...cohorts];
  for await (const customers of readHistories(db, shop))
    for (const customer of customers) for (const { tally } of all) tally.add(customer);
  for (const day of await readUnnamed(db, shop)) for (const { tally } of periods) tally.addUnnamed(day);
  // Of single months nobody reads the lift, which takes long.
  const withLift = new Set((asked ?? comparedLengths(today - 1)).map(({ last }) => last));
  const beside = await readBeside(db, shop, wanted, withLift);
  const rows = [
    ...periods.map(({ key, tally }) => ({ what: key, figures: { ...tally.result(), beside: beside.get(key) } })),
    ...cohorts.map(({ key, tally }) => ({ what: key, figures: tally.result() })),
  ];
  await keep(db, shop.shopId, now, window, rows);
  if (asked === null)
    await sql`delete from kept_figures where shop_id = ${shop.shopId} and as_of < ${plusMs(now, -KEPT_MS)}`.execute(db);
}

export function cohortsKey(by: Periods): string {
  return `cohorts:${by}`;
}

async function keep(
  db: Db,
  shopId: number,
  now: Date,
  window: number,
  rows: { what: string; figures: unknown }[],
): Promise<void> {
  await sql`
    insert into kept_figures (shop_id, what, as_of, window_days, figures)
    select ${shopId}, t.what, ${now}, ${window}, t.figures from ${recordset(rows)} as t(what text, figures jsonb)
    on conflict (shop_id, what) do update set as_of = excluded.as_of, window_days = excluded.window_days, figures = excluded.figures
    where kept_figures.as_of <= excluded.as_of
  `.execute(db);
}

/** Orders by guests, and by customers who are gone: they are revenue, but of nobody who could come back. */
async function readUnnamed(db: Db, { shopId, timeZone }: Shop): Promise<Unnamed[]> {
  const { rows } = await sql<Unnamed>`
    select (o.processed_at at time zone ${timeZone}::text)::date - date '1970-01-01' as day, count(*)::int as orders, sum(o.net_minor)::float8 as revenue
    from orders o left join customers c on c.shop_id = ${shopId} and c.customer_id = o.customer_id and c.orders_count > 0 and ${living}
    where o.shop_id = ${shopId} and c.customer_id is null and ${profileOrder} group by 1
  `.execute(db);
  return rows;
}
