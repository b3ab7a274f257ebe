import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { MOST_PHOTOS } from "../review.ts";
import type { Picture } from "./picture.server.ts";

/** Leaves a review the photos that are to stay, and adds new ones, as many as it may have. @returns whether anything is another than before */
export async function keepPhotos(
  tx: Tx,
  shopId: number,
  reviewId: bigint,
  keep: readonly bigint[],
  added: readonly Picture[],
): Promise<boolean> {
  const { numAffectedRows: gone } = await sql`
    delete from review_photos p where p.shop_id = ${shopId} and p.review_id = ${reviewId}
      and not (p.photo_id = any(${ids(keep)}) or p.digest = any(${added.map(({ digest }) => digest)}::text[]))
  `.execute(tx);
  const { rows } = await sql<{ digest: string }>`
    select digest from review_photos where shop_id = ${shopId} and review_id = ${reviewId}
  `.execute(tx);
  const there = new Set(rows.map(({ digest }) => digest));
  const fresh = [...new Map(added.map((picture) => [picture.digest, picture])).values()].filter(
    ({ digest }) => !there.has(digest),
  );
  for (const { digest, picture, small, width, height } of fresh.slice(0, Math.max(0, MOST_PHOTOS - there.size)))
    await sql`
      insert into review_photos (shop_id, review_id, digest, picture, small, width, height)
      values (${shopId}, ${reviewId}, ${digest}, ${picture}, ${small}, ${width}, ${height})
    `.execute(tx);
  return (gone ?? 0n) > 0n || (fresh.length > 0 && there.size < MOST_PHOTOS);
}

/** A photo that everybody may see: of a published review. @param small as lists show it */
export async function findPublished(db: Db, shopId: number, photoId: bigint, small: boolean): Promise<Buffer | null> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select ${small ? sql`p.small` : sql`p.picture`} as bytes from review_photos p
    join reviews r on r.shop_id = p.shop_id and r.review_id = p.review_id and r.state = 'published'
    where p.shop_id = ${shopId} and p.photo_id = ${photoId}
  `.execute(db);
  return rows[0]?.bytes ?? null;
}

export type SmallPhoto = {
  photoId: string;
  /** As an address that holds the picture itself. */ address: string;
  width: number;
  height: number;
};

/** The photos of reviews for who may see them before others do, by review. */
export async function smallPhotos(db: Db, shopId: number, reviewIds: readonly bigint[]): Promise<Map<bigint, SmallPhoto[]>> {
  const { rows } = await sql<{ review_id: bigint; photo_id: bigint; small: Buffer; width: number; height: number }>`
    select review_id, photo_id, small, width, height from review_photos
    where shop_id = ${shopId} and review_id = any(${ids(reviewIds)}) order by photo_id
  `.execute(db);
  const shown = rows.map(({ review_id: reviewId, photo_id, small, width, height }) => ({
    ...{ reviewId, photoId: String(photo_id), address: `data:image/webp;base64,${small.toString("base64")}`, width, height },
  }));
  return Map.groupBy(shown, ({ reviewId }) => reviewId);
}
