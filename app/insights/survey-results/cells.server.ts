import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import type { CellCount } from "./cells.ts";
import { counting, type Who } from "./results.server.ts";

/** What results are broken down by. */
export const dimensions = ["way", "segment", "product"] as const;
export type Dimension = (typeof dimensions)[number];

/** So many cells are told, those of most answers first. */
const MOST_CELLS = 40;

/** How often each score was given in each cell. Only answers with a score; where the survey has none, `anyway` counts its answers as 0. */
export async function countCells(
  db: Db,
  shopId: number,
  surveyId: number,
  { by, who, anyway }: { by: Dimension; who: Who; anyway: boolean },
): Promise<CellCount[]> {
  const score = anyway ? sql`0` : sql`r.score`;
  const { key, label, from } = DIMENSIONS[by];
  const { rows } = await sql<CellCount>`
    with counted as (
      select ${key} as key, max(${label}) as label, ${score} as score, count(*)::int as count
      from survey_responses r ${from}
      where r.shop_id = ${shopId} and r.survey_id = ${surveyId} and ${counting(who)} and ${score} is not null
      group by 1, 3
    ), most as (select key from counted group by key order by sum(count) desc, key limit ${MOST_CELLS})
    select c.key, c.label, c.score, c.count from counted c join most using (key) order by c.key, c.score
  `.execute(db);
  return rows;
}

/** Segments have whom they have now. An order is what who answers says, where it is theirs; each of its products counts once. */
const DIMENSIONS: Record<Dimension, { key: RawBuilder<unknown>; label: RawBuilder<unknown>; from: RawBuilder<unknown> }> = {
  way: { key: sql`r.way`, label: sql`null::text`, from: sql`` },
  segment: {
    ...{ key: sql`m.segment_id::text`, label: sql`g.name` },
    from: sql`join segment_members m on m.shop_id = r.shop_id and m.customer_id = r.customer_id
      join segments g on g.shop_id = m.shop_id and g.segment_id = m.segment_id`,
  },
  product: {
    ...{ key: sql`l.product_id`, label: sql`coalesce(p.title, l.title)` },
    from: sql`join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id and o.customer_id = r.customer_id
      cross join lateral (
        select line ->> 'productId' as product_id, max(line ->> 'title') as title from jsonb_array_elements(o.snapshot -> 'lines') as line
        where line ->> 'productId' is not null group by 1
      ) l
      left join products p on p.shop_id = o.shop_id and p.product_id = l.product_id::bigint`,
  },
};
