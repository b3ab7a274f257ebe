import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { ids } from "../../../lib/rows.server.ts";
import { DAY_MS } from "../../../lib/time.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { Habits } from "./arrival.ts";

/** How many of the shop's latest deliveries say how long its parcels take. */
const LATEST = 500;

/** How a shop sends, and where its customers live: by customer. */
export type Ways = { habits: Habits; countries: ReadonlyMap<bigint, string> };

/** How a shop sends, except for how long it takes, and to where. */
export async function readWays(db: Db, { shopId, countryCode }: Shop, customerIds: readonly bigint[]): Promise<Ways> {
  const { rows } = await sql<{ last: Date | null; customer_id: bigint | null; country_code: string | null }>`
    select sent.last, c.customer_id, c.country_code
    from (select max(fulfilled_at) as last from orders where shop_id = ${shopId} and fulfilled_at is not null) sent
    left join customers c on c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)}) and c.country_code is not null
  `.execute(db);
  const countries = rows.flatMap(({ customer_id, country_code }) =>
    customer_id === null || country_code === null ? [] : [[customer_id, country_code] as const],
  );
  return {
    habits: { homeCountry: countryCode, medianDays: new Map(), lastShippedAt: rows[0]?.last ?? null },
    countries: new Map(countries),
  };
}

/** With how long parcels took: asked of those that are on their way, because of an order that has not been sent it says nothing. */
export async function withTimes(db: Db, { shopId }: Shop, habits: Habits): Promise<Habits> {
  return { ...habits, medianDays: await readMedianDays(db, shopId) };
}

/** By the latest parcels of which both ends are known. What was handed over at once took no way. */
async function readMedianDays(db: Db, shopId: number): Promise<Habits["medianDays"]> {
  const { rows } = await sql<{ country: string; days: number; parcels: number }>`
    select latest.country, percentile_cont(0.5) within group (order by latest.seconds) / ${DAY_MS / 1000}::float8 as days, count(*)::int as parcels
    from (
      select c.country_code as country, extract(epoch from o.delivered_at - o.fulfilled_at) as seconds
      from orders o join customers c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
      where o.shop_id = ${shopId} and o.delivered_at is not null and o.fulfilled_at < o.delivered_at and c.country_code is not null
      order by o.delivered_at desc limit ${LATEST}
    ) latest where latest.country is not null group by latest.country
  `.execute(db);
  return new Map(rows.map(({ country, days, parcels }) => [country, { days, parcels }]));
}
