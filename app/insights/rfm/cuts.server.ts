import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { living } from "../../segments/compiled.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { cutsFrom, type Cuts, type RfmCuts } from "./cuts.ts";

type Fifth = number | null;
/** `few`: the distinct values, where there are fewer than five. */
type Row = { measure: string; one: Fifth; two: Fifth; three: Fifth; four: Fifth; few: unknown };

const NOBODY: Cuts = [null, null, null, null];

/** The cuts of a shop's customers as they stand: fifths by `cume_dist`, so that the same value has the same score. */
export async function readCuts(db: Db, { shopId, timeZone }: Shop): Promise<RfmCuts> {
  const { rows } = await sql<Row>`
    with buyers as materialized (
      select ((c.last_order_at at time zone ${timeZone}::text)::date - date '1970-01-01')::float8 as recency,
        c.orders_count::float8 as frequency, c.net_spend_minor::float8 as monetary
      from customers c where c.shop_id = ${shopId} and c.orders_count > 0 and ${living}
    ), measured as (
      select 'recency' as measure, recency as value from buyers
      union all select 'frequency', frequency from buyers
      union all select 'monetary', monetary from buyers
    ), shared as (
      select measure, value, cume_dist() over (partition by measure order by value) as share from measured
    )
    select measure, max(value) filter (where share <= 0.2::float8) as one, max(value) filter (where share <= 0.4::float8) as two,
      max(value) filter (where share <= 0.6::float8) as three, max(value) filter (where share <= 0.8::float8) as four,
      case when count(distinct value) < 5 then to_jsonb(array_agg(distinct value)) end as few
    from shared group by measure
  `.execute(db);
  const cuts = (measure: string) => {
    const row = rows.find((other) => other.measure === measure);
    return row === undefined ? NOBODY : cutsFrom([row.one, row.two, row.three, row.four], row.few as number[] | null);
  };
  return { recency: cuts("recency"), frequency: cuts("frequency"), monetary: cuts("monetary") };
}
