import { sql } from "kysely";

import { changeDrawState } from "../../app/actions/merchant/draw-state.server.ts";
import type { Db } from "../../app/db.server.ts";
import { createDraw, findDraw } from "../../app/draws/draws.server.ts";
import { presetTerms } from "../../app/draws/content/presets.ts";
import type { Prize, Terms } from "../../app/draws/content/terms.ts";
import type { Shop } from "../../app/shops/shop.ts";

export const NOW = new Date("2026-03-02T12:00:00Z");
export const DAYS = { from: "2026-03-02", until: "2026-03-29" };

export const points = (key: string, parts: number, stock: number, count = 10): Prize => ({
  ...{
    key,
    kind: "points",
    title: { en: `${count} points`, de: `${count} Punkte` },
    parts,
    points: count,
    rewardId: null,
    stock,
  },
});
export const reward = (key: string, parts: number, stock: number, rewardId: number): Prize => ({
  ...{ key, kind: "reward", title: { en: "A voucher", de: "Ein Gutschein" }, parts, points: 0, rewardId, stock },
});
export const nothing = (key: string, parts: number): Prize => ({
  ...{ key, kind: "nothing", title: { en: "No prize", de: "Kein Gewinn" }, parts, points: 0, rewardId: null, stock: null },
});

export function terms(prizes: Prize[], more: Partial<Terms> = {}): Terms {
  return { ...presetTerms("wheel", { name: "Shop", contact: "", ...DAYS }), everyDays: null, mostPoints: null, prizes, ...more };
}

/** A draw that is on, as a merchant brings it there. */
export async function launch(db: Db, shop: Shop, what: Terms, handle = "wheel", now = NOW): Promise<number> {
  const drawId = await createDraw(shop.shopId, handle, what, now);
  if (drawId === null) throw new Error("too many");
  const draw = await findDraw(db, shop.shopId, drawId);
  const changed = await changeDrawState(shop, drawId, "active", draw?.version ?? 0, () => now);
  if (!changed.ok) throw new Error(changed.reason);
  return drawId;
}

/** Customers of a shop, by number. */
export async function people(db: Db, { shopId }: Shop, ids: readonly bigint[]): Promise<void> {
  await sql`
    insert into customers (shop_id, customer_id, email, created_at)
    select ${shopId}::int, id, 'person' || id || '@example.com', ${NOW}::timestamptz from unnest(${ids.map(String)}::bigint[]) as t(id)
  `.execute(db);
}

/** `number customer drawn prize points` of each entry. */
export async function entries(db: Db, { shopId }: Shop, drawId: number): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', number, customer_id, drawn, prize, points) as line from draw_entries
    where shop_id = ${shopId} and draw_id = ${drawId} order by number
  `.execute(db);
  return rows.map(({ line }) => line);
}
