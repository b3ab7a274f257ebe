import { randomBytes } from "node:crypto";

import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { MINUTE_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import { USUAL_MONTHS } from "./kept-months.ts";

/** `webPixelGid`: of the pixel as Shopify knows it; null while it is off. */
export type Pixel = { account: string; webPixelGid: string | null; months: number; since: Date | null; heardAt: Date | null };

/** A pixel from before a reinstall is none any more: Shopify takes an app's pixel away with the app. */
const running = sql`p.web_pixel_gid is not null and p.since >= s.installed_at and s.status = 'installed'`;

/** The shop's pixel; what it would be, while there never was one. */
export async function readPixel(db: Db, shopId: number): Promise<Pixel> {
  const { rows } = await sql<Pixel>`
    select p.account, case when ${running} then p.web_pixel_gid end as "webPixelGid", p.months, p.since, p.heard_at as "heardAt"
    from pixels p join shops s on s.shop_id = p.shop_id where p.shop_id = ${shopId}
  `.execute(db);
  return rows[0] ?? { account: "", webPixelGid: null, months: USUAL_MONTHS, since: null, heardAt: null };
}

/** Whether anything is heard of visits to the shop. */
export async function isRunning(db: Db, shopId: number): Promise<boolean> {
  return (await readPixel(db, shopId)).webPixelGid !== null;
}

/** A name for the next pixel of a shop: what an earlier one tells is refused from then on. @returns the name */
export async function nameAccount(db: Db, shopId: number): Promise<string> {
  const account = randomBytes(16).toString("base64url");
  await sql`
    insert into pixels (shop_id, account, months) values (${shopId}, ${account}, ${USUAL_MONTHS})
    on conflict (shop_id) do update set account = excluded.account, web_pixel_gid = null, since = null
  `.execute(db);
  return account;
}

/** @param account of the pixel that Shopify now runs @returns false where the shop's next pixel has another name by now */
export async function switchedOn(
  db: Db,
  shopId: number,
  { account, webPixelGid }: Pick<Pixel, "account"> & { webPixelGid: string },
  now: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update pixels set web_pixel_gid = ${webPixelGid}, since = ${now}, heard_at = null where shop_id = ${shopId} and account = ${account}
  `.execute(db);
  return numAffectedRows === 1n;
}

export async function switchedOff(db: Db, shopId: number): Promise<void> {
  await sql`update pixels set web_pixel_gid = null, since = null where shop_id = ${shopId}`.execute(db);
}

export async function keepFor(db: Db, shopId: number, months: number): Promise<void> {
  await sql`
    insert into pixels (shop_id, account, months) values (${shopId}, '', ${months})
    on conflict (shop_id) do update set months = excluded.months
  `.execute(db);
}

/** So that merchants see that it works; not more often than anybody looks. */
export async function noteHeard(db: Db, { shopId }: Pick<Shop, "shopId">, now: Date): Promise<void> {
  await sql`
    update pixels set heard_at = ${now}
    where shop_id = ${shopId} and (heard_at is null or heard_at < ${plusMs(now, -5 * MINUTE_MS)})
  `.execute(db);
}
