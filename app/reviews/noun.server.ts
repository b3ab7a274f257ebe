import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { decideReviews } from "./moderation.server.ts";
import { removeReviews } from "./removal.server.ts";

/**
 * Whom nobody has decided about for as long as the shop says: it is published then, whatever its stars. What was taken over from a file as hidden was decided elsewhere, until its author
 * changes it here; what somebody of the shop has put back waits for somebody.
 */
const overdue = sql`reviews r join review_settings s on s.shop_id = r.shop_id
  where r.state = 'waiting' and (r.source = 'own' or r.changed_at <> r.written_at) and r.decided_at is null and r.customer_id is not null and s.publish_after_days is not null`;

async function listOverdue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  // In any order, so that a shop that fails holds up no other.
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select r.shop_id, r.customer_id from ${overdue} and r.changed_at <= ${now}::timestamptz - make_interval(days => s.publish_after_days)
      and exists (select from shops i where i.shop_id = r.shop_id and i.status = 'installed')
    order by random() limit ${limit}
  `.execute(db);
  const byShop = Map.groupBy(rows, ({ shop_id }) => shop_id);
  return new Map([...byShop].map(([shopId, of]) => [shopId, [...new Set(of.map(({ customer_id }) => customer_id))]]));
}

export const reviews: Noun = {
  /** A review is its author's, name, words and photos: nothing of it stays. */
  forget: (db, shopId, { customerIds }, now) => removeReviews(db, shopId, sql`r.customer_id = any(${ids(customerIds)})`, now),
  /** Where both have reviewed a product, what was said last stays. */
  merge: async (tx, { shopId }, { goneId, keptId }, now) => {
    await removeReviews(
      tx,
      shopId,
      sql`r.customer_id in (${goneId}, ${keptId}) and exists (
        select from reviews o where o.shop_id = r.shop_id and o.product_id = r.product_id and o.customer_id in (${goneId}, ${keptId})
          and (o.changed_at, o.review_id) > (r.changed_at, r.review_id))`,
      now,
    );
    await sql`update reviews set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
  },
  // Only authors and the shop change reviews.
  follow: null,
  byTime: [
    {
      loop: "reviews",
      listDue: listOverdue,
      work: async (tx, shop, customerIds, at) => {
        const { rows } = await sql<{ reviewId: bigint; seen: Date }>`
          select r.review_id as "reviewId", r.changed_at as seen from ${overdue} and r.shop_id = ${shop.shopId}
            and r.changed_at <= ${at}::timestamptz - make_interval(days => s.publish_after_days) and r.customer_id = any(${ids(customerIds)})
        `.execute(tx);
        const { touched } = await decideReviews(tx, shop, rows, { state: "published" }, "system", at);
        return { points: touched, messages: touched };
      },
      rest: null,
    },
  ],
  loops: [],
};
