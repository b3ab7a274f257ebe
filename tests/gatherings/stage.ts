import { sql } from "kysely";

import { openGathering } from "../../app/actions/merchant/open-gathering.server.ts";
import type { Db } from "../../app/db.server.ts";
import { emptyDraft, type Draft } from "../../app/gatherings/content/draft.ts";
import { createGathering, findGathering, saveGathering } from "../../app/gatherings/gatherings.server.ts";
import type { Shop } from "../../app/shops/shop.ts";

export const NOW = new Date("2026-03-02T12:00:00Z");

/** A tasting in ten days, in Berlin, with two places. */
export function draft(more: Partial<Draft> = {}): Draft {
  return {
    ...emptyDraft(),
    ...{ titles: { en: "Tasting", de: "Verkostung" }, abouts: { en: "# Cups\nBring **one**.", de: "Bring eine Tasse mit." } },
    ...{ startsAt: "2026-03-12T18:00", endsAt: "2026-03-12T20:30", whereTexts: { en: "Roastery", de: "Rösterei" }, places: "2" },
    ...more,
  };
}

/** An event that is open, as a merchant brings it there. */
export async function launch(db: Db, shop: Shop, what = draft(), handle = "tasting", now = NOW): Promise<number> {
  const gatheringId = await createGathering(shop.shopId, handle, what, now);
  if (gatheringId === null) throw new Error("too many");
  await reopen(db, shop, gatheringId, what, now);
  return gatheringId;
}

/** Saves another draft over what there is, and opens it. @returns how many were told */
export async function reopen(db: Db, shop: Shop, gatheringId: number, what: Draft, now = NOW): Promise<number> {
  const before = await findGathering(db, shop.shopId, gatheringId);
  if (before === null) throw new Error("gone");
  const saved = await saveGathering(shop.shopId, gatheringId, before.version, { handle: before.handle, draft: what }, now);
  if (!saved.ok) throw new Error(saved.reason);
  const opened = await openGathering(shop, gatheringId, saved.version, () => now);
  if (!opened.ok) throw new Error(JSON.stringify(opened));
  return opened.told;
}

/** `customer state` of everybody, in the order in which they asked. */
export async function guests(db: Db, { shopId }: Shop): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select customer_id || ' ' || state as line from gathering_registrations where shop_id = ${shopId} order by asked_at, customer_id
  `.execute(db);
  return rows.map(({ line }) => line);
}

/** `customer said` of everything that was to be told, in the order of its coming. */
export async function told(db: Db, { shopId }: Shop): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select customer_id || ' ' || (data ->> 'said') as line from messages
    where shop_id = ${shopId} and template = 'event-news' order by message_id
  `.execute(db);
  return rows.map(({ line }) => line);
}
