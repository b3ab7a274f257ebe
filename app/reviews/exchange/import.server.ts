import { sql } from "kysely";

import { keptOrder } from "../../customers/orders/counted-orders.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { markProducts } from "../write.server.ts";
import type { FileReview, KnownProducts } from "./read-rows.ts";

export async function readProducts(db: Db, shopId: number): Promise<KnownProducts> {
  const { rows } = await sql<{ id: string; handle: string }>`
    select product_id::text as id, lower(handle) as handle from products where shop_id = ${shopId} order by deleted_at nulls first, product_id
  `.execute(db);
  return {
    ids: new Set(rows.map(({ id }) => id)),
    byHandle: new Map(rows.toReversed().map(({ id, handle }) => [handle, id])),
  };
}

/** Of these keys, those that are here already. */
export async function countKnown(db: Db, shopId: number, reviews: readonly FileReview[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from reviews where shop_id = ${shopId} and source_key = any(${reviews.map(({ key }) => key)}::text[])
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Takes reviews over from a file, those that are here already left out: by their key, and where their author, by the address, has reviewed the product here. One whose author has ordered
 * the product is a verified purchase as any other; nothing is given for it. @returns how many were new
 */
export async function takeOver(
  tx: Tx,
  shopId: number,
  reviews: readonly FileReview[],
  { language, actor, file }: { language: string; actor: string; file: string },
  now: Date,
): Promise<number> {
  const given = reviews.map(({ key, productId, writtenAt, ...said }) => ({
    ...{ source_key: key, product_id: productId, written_at: writtenAt, stars: said.stars, title: said.title },
    ...{ text: said.text, author: said.author, email: said.email, published: said.published, reply: said.reply },
  }));
  const { rows } = await sql<{ product_id: bigint; state: string }>`
    insert into reviews (shop_id, product_id, customer_id, order_id, stars, title, text, author, language, state, reply, replied_at, replied_by, source, source_key,
      written_at, changed_at, decided_at, decided_by)
    select ${shopId}::int, t.product_id, c.customer_id, o.order_id, t.stars, t.title, t.text, t.author, ${language}::text,
      case when t.published then 'published' else 'waiting' end, nullif(t.reply, ''),
      case when t.reply <> '' then t.written_at end, case when t.reply <> '' then ${actor}::text end, ${file}::text, t.source_key,
      t.written_at, t.written_at, case when t.published then ${now}::timestamptz end, case when t.published then ${actor}::text end
    from ${recordset(given)} as t(source_key text, product_id bigint, written_at timestamptz, stars int, title text, text text, author text, email text,
      published boolean, reply text)
    left join lateral (
      select customer_id from customers k where k.shop_id = ${shopId} and t.email <> '' and k.email = t.email
        and k.merged_into is null and k.deleted_at is null and k.redacted_at is null
      order by k.email_verified desc, k.customer_id limit 1
    ) c on true
    left join lateral (
      select o.order_id from orders o where o.shop_id = ${shopId} and o.customer_id = c.customer_id and ${keptOrder}
        and o.snapshot -> 'lines' @> jsonb_build_array(jsonb_build_object('productId', t.product_id::text))
      order by o.processed_at desc limit 1
    ) o on true
    on conflict do nothing returning product_id, state
  `.execute(tx);
  const shown = rows.filter(({ state }) => state === "published").map(({ product_id }) => product_id);
  await markProducts(tx, shopId, shown, now);
  return rows.length;
}

export type TakenOver = { file: string; count: number; at: Date | null };

/** What was taken over, by file. */
export async function listTakenOver(db: Db, shopId: number): Promise<TakenOver[]> {
  const { rows } = await sql<TakenOver>`
    select source as file, count(*)::int as count, max(decided_at) as at from reviews
    where shop_id = ${shopId} and source <> 'own' group by source order by source
  `.execute(db);
  return rows;
}

/** Takes a file's reviews away again. What their authors have written anew here since is gone with them. */
export async function removeTakenOver(tx: Tx, shopId: number, file: string, now: Date): Promise<number> {
  const { rows } = await sql<{ product_id: bigint }>`
    with gone as (delete from reviews where shop_id = ${shopId} and source = ${file} and source <> 'own' returning review_id, product_id),
      photos as (delete from review_photos p using gone where p.shop_id = ${shopId} and p.review_id = gone.review_id)
    select product_id from gone
  `.execute(tx);
  const products = rows.map(({ product_id }) => product_id);
  await markProducts(tx, shopId, products, now);
  return rows.length;
}
