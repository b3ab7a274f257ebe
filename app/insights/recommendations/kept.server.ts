import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import type { RecommendationKind } from "./kinds.ts";

/** Bought so often together, or after it, out of so many. `place` from 1. */
export type Found = {
  kind: RecommendationKind;
  productId: bigint;
  otherId: bigint;
  place: number;
  count: number;
  of: number;
  score: number;
};

/** What recommendations rest on. */
export type Run = { asOf: Date; baskets: number; customers: number };

/** Rows in one statement. */
const BATCH = 5_000;

/** Takes the place of what was kept before, all at once. */
export async function keep(
  db: Db,
  shopId: number,
  { baskets, customers, bestSellers, found }: Omit<Run, "asOf"> & { bestSellers: readonly bigint[]; found: readonly Found[] },
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // Of two that keep at once the second waits for the first.
    await sql`
      insert into recommendation_runs (shop_id, as_of, baskets, customers, best_sellers)
      values (${shopId}, ${now}, ${baskets}, ${customers}, ${ids(bestSellers)})
      on conflict (shop_id) do update set
        as_of = excluded.as_of, baskets = excluded.baskets, customers = excluded.customers, best_sellers = excluded.best_sellers
    `.execute(tx);
    await sql`delete from recommendations where shop_id = ${shopId}`.execute(tx);
    for (let from = 0; from < found.length; from += BATCH) {
      const rows = found.slice(from, from + BATCH).map((one) => ({
        ...{ kind: one.kind, product_id: one.productId, other_id: one.otherId, place: one.place },
        ...{ bought: one.count, of_all: one.of, score: one.score },
      }));
      await sql`
        insert into recommendations (shop_id, kind, product_id, other_id, place, bought, of_all, score)
        select ${shopId}, kind, product_id, other_id, place, bought, of_all, score
        from ${recordset(rows)} as t(kind text, product_id bigint, other_id bigint, place int, bought int, of_all int, score float8)
      `.execute(tx);
    }
  });
}

/** Null: nothing was worked out yet. */
export async function readRun(db: Db, shopId: number): Promise<Run | null> {
  const { rows } = await sql<Run>`
    select as_of as "asOf", baskets, customers from recommendation_runs where shop_id = ${shopId}
  `.execute(db);
  return rows[0] ?? null;
}
