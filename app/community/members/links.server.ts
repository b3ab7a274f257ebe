import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { isPictureAddress } from "../../lib/web-address.ts";

/** So many are taken at once. */
export const MOST_LINKS = 5_000;

/** `wrong`: lines that are no links, as they were typed. */
export type ReadLinks = { ok: true; urls: string[] } | { ok: false; wrong: string[]; more: number };

/** A link a line. One that stands there twice is one. */
export function readLinks(typed: string): ReadLinks {
  const lines = typed
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const wrong = lines.filter((line) => !isPictureAddress(line));
  const tooMany = Math.max(0, lines.length - MOST_LINKS);
  if (wrong.length > 0 || tooMany > 0)
    return {
      ok: false,
      wrong: wrong.slice(0, 5).map((line) => line.slice(0, 100)),
      more: Math.max(tooMany, wrong.length - 5, 0),
    };
  return { ok: true, urls: [...new Set(lines)] };
}

/** Adds links to those that are left; what the group has or has given already is left out. @returns how many are new */
export async function addLinks(tx: Tx, shopId: number, groupId: number, urls: readonly string[], now: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into community_links (shop_id, group_id, url, added_at)
    select ${shopId}::int, ${groupId}::int, t.url, ${now}::timestamptz from ${recordset(urls.map((url, place) => ({ place, url })))} as t(place int, url text)
    where exists (select from community_groups g where g.shop_id = ${shopId} and g.group_id = ${groupId})
    order by t.place on conflict (shop_id, group_id, md5(url)) do nothing
  `.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Takes away links that nobody has. @returns how many */
export async function dropLinks(tx: Tx, shopId: number, groupId: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from community_links where shop_id = ${shopId} and group_id = ${groupId} and given_at is null
  `.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

export type LinkCounts = { left: number; given: number };

export async function countLinks(db: Db, shopId: number, groupId: number): Promise<LinkCounts> {
  const { rows } = await sql<LinkCounts>`
    select count(*) filter (where given_at is null)::int as left, count(*) filter (where given_at is not null)::int as given
    from community_links where shop_id = ${shopId} and group_id = ${groupId}
  `.execute(db);
  return rows[0] ?? { left: 0, given: 0 };
}
