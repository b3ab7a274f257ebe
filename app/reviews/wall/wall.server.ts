import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";

/** So many the theme shows, those that were put there last. */
export const MOST_ON_WALL = 24;

/** A photo on the wall, as the theme shows it. `handle`: of its product; null: the shop sells it no more. */
export type WallPhoto = { id: string; width: number; height: number; name: string; product: string; handle: string | null };

/** On the wall is what the shop has put there, as long as its review is published and its author agrees. */
const shown = sql`review_photos p
  join reviews r on r.shop_id = p.shop_id and r.review_id = p.review_id and r.state = 'published'
  join review_permissions m on m.shop_id = r.shop_id and m.review_id = r.review_id and m.withdrawn_at is null
  left join products t on t.shop_id = r.shop_id and t.product_id = r.product_id`;

export async function readWall(db: Db, shopId: number): Promise<WallPhoto[]> {
  const { rows } = await sql<WallPhoto>`
    select p.photo_id::text as id, p.width, p.height, r.author as name, coalesce(t.title, '') as product,
      case when t.deleted_at is null and t.published then t.handle end as handle
    from ${shown}
    where p.shop_id = ${shopId} and p.wall_at is not null
    order by p.wall_at desc, p.photo_id desc limit ${MOST_ON_WALL}
  `.execute(db);
  return rows;
}

/** Puts a photo on the wall, or takes it away. The same again changes nothing. Inside `change`. @returns whether it is so now: not where its author does not agree, or the review is not published */
export async function placePhoto(
  tx: Tx,
  shopId: number,
  { photoId, on, actor }: { photoId: bigint; on: boolean; actor: string },
  now: Date,
): Promise<boolean> {
  const { rows } = on
    ? await sql`
        update review_photos w set wall_at = coalesce(w.wall_at, ${now}), wall_by = coalesce(w.wall_by, ${actor})
        from ${shown} where p.shop_id = ${shopId} and p.photo_id = ${photoId} and w.shop_id = p.shop_id and w.photo_id = p.photo_id returning w.photo_id
      `.execute(tx)
    : await sql`
        update review_photos set wall_at = null, wall_by = null where shop_id = ${shopId} and photo_id = ${photoId} returning photo_id
      `.execute(tx);
  if (rows.length === 0) return false;
  await sql`
    insert into photo_walls (shop_id, due_at) values (${shopId}, ${now})
    on conflict (shop_id) do update set due_at = least(photo_walls.due_at, excluded.due_at)
  `.execute(tx);
  return true;
}

/** What is on the wall may be another than the theme knows; a shop that never had one has none to tell of. */
export async function markWall(db: Db, shopId: number, due: Date): Promise<void> {
  await sql`
    update photo_walls set due_at = least(due_at, ${due}::timestamptz) where shop_id = ${shopId} and (due_at is null or due_at > ${due})
  `.execute(db);
}
