import { sql } from "kysely";

import {
  createAchievement,
  findAchievement,
  setState,
  type AchievementState,
} from "../../app/achievements/achievements.server.ts";
import type { Terms } from "../../app/achievements/content/terms.ts";
import { achievements } from "../../app/achievements/noun.server.ts";
import type { Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as pipeline from "../support/pipeline.ts";

/** An achievement in a state, as a merchant brings it there; everybody who was there before has been looked at. */
export async function launch(db: Db, shop: Shop, terms: Terms, now: Date, state: AchievementState = "active"): Promise<number> {
  const achievementId = await createAchievement(shop.shopId, terms, now);
  if (achievementId === null) throw new Error("too many");
  if (state !== "draft") await bring(db, shop, achievementId, "active", now);
  return achievementId;
}

export async function bring(
  db: Db,
  shop: Shop,
  achievementId: number,
  state: Exclude<AchievementState, "draft">,
  now: Date,
): Promise<void> {
  const seen = (await findAchievement(db, shop.shopId, achievementId))?.version ?? null;
  await pipeline.inShop(shop.shopId, (tx) => setState(tx, shop.shopId, achievementId, state, now, seen));
  await pass(db, shop, now);
}

/** Lets time do what it does, until nothing is left to do. */
export async function pass(db: Db, shop: Shop, now: Date, limit = 500): Promise<void> {
  for (const { listDue, work } of achievements.byTime)
    for (;;) {
      const due = (await listDue(db, now, limit)).get(shop.shopId) ?? [];
      if (due.length === 0) break;
      await pipeline.inShop(shop.shopId, async (tx) => {
        const moved = await work?.(tx, shop, due, now);
        await pipeline.followMoved(tx, shop, moved ?? {}, now);
      });
    }
}

/** `achievement occasion state points` of each award, in the order of achievements. */
export async function awards(db: Db, shop: Shop, customerId = 77n): Promise<string[]> {
  const { rows } = await sql<{ id: number; occasion: string; state: string; posted: bigint }>`
    select achievement_id as id, occasion, state, posted from achievement_awards
    where shop_id = ${shop.shopId} and customer_id = ${customerId} order by achievement_id, reached_at
  `.execute(db);
  return rows.map(({ id, occasion, state, posted }) => `${id} ${occasion} ${state} ${posted}`);
}

/** What the ledger has of an achievement in all. */
export async function posted(db: Db, shop: Shop, achievementId: number): Promise<bigint> {
  const { rows } = await sql<{ points: bigint }>`
    select coalesce(sum(points), 0)::bigint as points from ledger_entries
    where shop_id = ${shop.shopId} and rule = ${`achievement-${achievementId}`}
  `.execute(db);
  return rows[0]?.points ?? 0n;
}
