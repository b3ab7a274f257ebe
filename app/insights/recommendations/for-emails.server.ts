import { sql } from "kysely";

import type { Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Recommend } from "../../messages/content/store/edited.ts";
import { sellable } from "../../shops/products.server.ts";
import { choose, type Candidate, type Named } from "./choose.ts";

/** Products that are looked at where nothing has sold yet. */
const NEWEST = 50;

/** What each of several customers may like next, of what can be bought now: after what they bought, else what sells best, else what is new. */
export const recommend: Recommend = async (tx, shopId, questions, most) => {
  const after = [...new Set(questions.flatMap(({ last }) => last))];
  const candidates = await readCandidates(tx, shopId, after);
  const named = new Map((await readNames(tx, shopId, after)).map((one) => [one.productId, one]));
  const excluded = await readExcluded(tx, shopId, after);
  return questions.map(({ last, bought }) => {
    const unwanted = new Set(last.flatMap((productId) => excluded.get(productId) ?? []));
    return choose(candidates, { last: last.flatMap((productId) => named.get(productId) ?? []), bought, unwanted }, most);
  });
};

async function readCandidates(tx: Reader, shopId: number, after: readonly bigint[]): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select c.product_id as after, c.reason, c.score, p.product_id as "productId", p.title, p.vendor, p.product_type as "productType"
    from (
      select product_id, other_id, kind as reason, score from recommendations where shop_id = ${shopId} and product_id = any(${ids(after)})
      union all
      select nullif(product_id, 0), other_id, 'pinned', case when product_id = 0 then 0 else 1 end
      from recommendation_choices where shop_id = ${shopId} and choice = 'pinned' and (product_id = 0 or product_id = any(${ids(after)}))
      union all
      select null, best.other_id, 'best', -best.place from recommendation_runs r
      cross join lateral unnest(r.best_sellers) with ordinality as best(other_id, place) where r.shop_id = ${shopId}
      union all
      select null, newest.product_id, 'newest', row_number() over (order by newest.product_id) from (
        select p.product_id from products p where p.shop_id = ${shopId} and ${sellable} order by p.product_id desc limit ${NEWEST}::int
      ) newest
    ) c
    join products p on p.shop_id = ${shopId} and p.product_id = c.other_id and ${sellable} and not coalesce(p.gift_card, false)
    where not exists (
      select from recommendation_choices e
      where e.shop_id = ${shopId} and e.choice = 'excluded' and e.other_id = c.other_id and e.product_id = 0
    )
  `.execute(tx);
  return rows;
}

async function readNames(tx: Reader, shopId: number, productIds: readonly bigint[]): Promise<Named[]> {
  const { rows } = await sql<Named>`
    select product_id as "productId", title, vendor, product_type as "productType" from products
    where shop_id = ${shopId} and product_id = any(${ids(productIds)})
  `.execute(tx);
  return rows;
}

/** What is not wanted after each product. */
async function readExcluded(tx: Reader, shopId: number, after: readonly bigint[]): Promise<Map<bigint, bigint[]>> {
  const { rows } = await sql<{ after: bigint; otherId: bigint }>`
    select product_id as after, other_id as "otherId" from recommendation_choices
    where shop_id = ${shopId} and choice = 'excluded' and product_id = any(${ids(after)})
  `.execute(tx);
  const excluded = Map.groupBy(rows, (row) => row.after);
  return new Map([...excluded].map(([productId, own]) => [productId, own.map(({ otherId }) => otherId)]));
}

type Reader = Pick<Tx, "getExecutor">;
