import { now as clock } from "../../clock.server.ts";
import type { Db } from "../../db.server.ts";
import { findDraw } from "../../draws/draws.server.ts";
import { noteGiven } from "../../draws/entries/entries.server.ts";
import { giveAnother, giveReward } from "../../draws/entries/give.server.ts";
import { listOwedOf } from "../../draws/entries/owed.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant has what a draw owes given now, as far as that is possible. @returns how many were given, and how many are left */
export function giveOwedPrizes(shop: Shop, drawId: number, now = clock): Promise<{ given: number; left: number }> {
  return change(shop, async (tx, at) => ({ result: await giveOwedOf(tx, shop, drawId, at) }), now);
}

/** The same, inside a change of the shop. */
export async function giveOwedOf(tx: Db, shop: Shop, drawId: number, at: Date): Promise<{ given: number; left: number }> {
  const draw = await findDraw(tx, shop.shopId, drawId);
  const owed = draw === null ? [] : await listOwedOf(tx, shop.shopId, drawId);
  let given = 0;
  for (const entry of owed) {
    if (draw === null) continue;
    const outcome = await giveReward(tx, shop, draw, entry, at);
    // What Shopify refused stays as it was until there is something in its place.
    if (outcome.redemptionId === null && entry.why === "refused") continue;
    await noteGiven(tx, shop.shopId, drawId, { ...entry, ...outcome });
    given += outcome.redemptionId === null ? 0 : 1;
  }
  return { given, left: owed.length - given };
}

/** `settled`: nothing is owed by now; `reward`: that one cannot be given either. */
export type GivenInstead = { ok: true } | { ok: false; reason: "settled" | "reward" };

/** A merchant gives a winner another reward, as the two have agreed. Of two who do so at once, one does. */
export function giveInstead(
  shop: Shop,
  drawId: number,
  { number, rewardId }: { number: number; rewardId: number },
  now = clock,
): Promise<GivenInstead> {
  return change<GivenInstead>(
    shop,
    async (tx, at) => {
      const [entry] = await listOwedOf(tx, shop.shopId, drawId, number);
      if (entry === undefined) return { result: { ok: false, reason: "settled" } };
      const redemptionId = await giveAnother(tx, shop, { drawId }, entry, rewardId, at);
      if (redemptionId === null) return { result: { ok: false, reason: "reward" } };
      await noteGiven(tx, shop.shopId, drawId, { number, rewardId, redemptionId, dueAt: null });
      return { result: { ok: true } };
    },
    now,
  );
}
