import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { living } from "../../segments/compiled.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { cutsFrom, type Cuts, type RfmCuts } from "./cuts.ts";

type Shares = (number | null)[];
type Row = {
  recency: Shares;
  frequency: Shares;
  monetary: Shares;
  recency_few: number[];
  frequency_few: number[];
  monetary_few: number[];
};

const LEVELS = [1, 2, 3, 4] as const;

/** The cuts of a shop's customers as they stand: fifths by `cume_dist`, so that the same value has the same score. */
export async function readCuts(db: Db, { shopId, timeZone }: Shop): Promise<RfmCuts> {
  const { rows } = await sql<Row>`
    with buyers as materialized (
      select ((c.last_order_at at time zone ${timeZone}::text)::date - date '1970-01-01')::float8 as recency,
        c.orders_count::float8 as frequency, c.net_spend_minor::float8 as monetary
      from customers c where c.shop_id = ${shopId} and c.orders_count > 0 and ${living}
    ), shared as (
      select recency, frequency, monetary, cume_dist() over (order by recency) as recency_share,
        cume_dist() over (order by frequency) as frequency_share, cume_dist() over (order by monetary) as monetary_share
      from buyers
    )
    select ${sharesOf("recency")} as recency, ${sharesOf("frequency")} as frequency, ${sharesOf("monetary")} as monetary,
      ${fewOf("recency")} as recency_few, ${fewOf("frequency")} as frequency_few, ${fewOf("monetary")} as monetary_few
    from shared
  `.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("A statement of aggregates always has a row");
  return {
    recency: cutsFrom(fourOf(row.recency), ifFew(row.recency_few)),
    frequency: cutsFrom(fourOf(row.frequency), ifFew(row.frequency_few)),
    monetary: cutsFrom(fourOf(row.monetary), ifFew(row.monetary_few)),
  };
}

type Measure = "recency" | "frequency" | "monetary";

function sharesOf(measure: Measure): RawBuilder<unknown> {
  const value = sql.ref(measure);
  const share = sql.ref(`${measure}_share`);
  return sql`array[${sql.join(LEVELS.map((level) => sql`max(${value}) filter (where ${share} <= ${sql.lit(level)} / 5.0::float8)`))}]`;
}

function fewOf(measure: Measure): RawBuilder<unknown> {
  return sql`array(select distinct ${sql.ref(measure)} from buyers limit 5)`;
}

function fourOf([first = null, second = null, third = null, fourth = null]: Shares): Cuts {
  return [first, second, third, fourth];
}

function ifFew(values: number[]): number[] | null {
  return values.length < 5 ? values : null;
}
