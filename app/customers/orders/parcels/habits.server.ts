import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { DAY_MS } from "../../../lib/time.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { Habits } from "./arrival.ts";

/** How many of the shop's latest deliveries say how long its parcels take. */
const LATEST = 500;

type Row = { last: Date | null; countries: { country: string; days: number; parcels: number }[] };

/** How a shop sends, by its latest parcels of which both ends are known. What was handed over at once took no way. */
export async function readHabits(db: Db, { shopId, countryCode }: Shop): Promise<Habits> {
  const { rows } = await sql<Row>`
    select (select max(fulfilled_at) from orders where shop_id = ${shopId} and fulfilled_at is not null) as last,
      coalesce((select jsonb_agg(by_country) from (
        select country, percentile_cont(0.5) within group (order by seconds) / ${DAY_MS / 1000}::float8 as days, count(*)::int as parcels
        from (
          select c.country_code as country, extract(epoch from o.delivered_at - o.fulfilled_at) as seconds
          from orders o join customers c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
          where o.shop_id = ${shopId} and o.delivered_at is not null and o.fulfilled_at < o.delivered_at and c.country_code is not null
          order by o.delivered_at desc limit ${LATEST}
        ) latest group by country
      ) by_country), '[]') as countries
  `.execute(db);
  const { last = null, countries = [] } = rows[0] ?? {};
  return {
    homeCountry: countryCode,
    medianDays: new Map(countries.map(({ country, days, parcels }) => [country, { days, parcels }])),
    lastShippedAt: last,
  };
}
