import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { isTransient, meetsAll } from "../../lib/database-errors.ts";
import { log } from "../../log.server.ts";
import { applyEvents } from "../../messages/outcomes/apply.server.ts";
import { placeEvents } from "../../messages/outcomes/place.server.ts";
import { listShopsWithEvents, NO_SHOP, putOffEvents } from "../../messages/outcomes/store.server.ts";
import { changeIfFree } from "../../pipeline/change.server.ts";
import type { Loop } from "../../queue/loop.ts";

/** Shops that get a turn in one call. */
const SHOPS = 20;
const BATCH = 200;

export const emailEventLoops: readonly Loop[] = [{ name: "email-events", idleMs: 1_000, step: () => applyEmailEvents() }];

/** Gives what email providers tell its effects, a batch a shop, each in one change. A shop that fails or is busy holds up no other. @returns how many events were dealt with */
export async function applyEmailEvents(now = clock): Promise<number> {
  let done = 0;
  for (const shopId of await listShopsWithEvents(db(), now(), SHOPS)) done += await inShop(shopId, now);
  return done;
}

/** @throws what would meet the next shop as well, so that the loop rests */
async function inShop(shopId: number, now: () => Date): Promise<number> {
  try {
    if (shopId === NO_SHOP) return await placeEvents(db(), now(), BATCH);
    const applied = await changeIfFree(
      shopId,
      async (tx, shop, at) => {
        const { events, consent } = await applyEvents(tx, shop, at, BATCH);
        return { result: events, moved: { consent } };
      },
      now,
    );
    return applied ?? 0;
  } catch (error) {
    if (meetsAll(error)) throw error;
    log().error({ error, shopId }, "what an email provider told has not been acted upon");
    if (!isTransient(error)) await putOffEvents(db(), shopId, error, now(), BATCH);
    return 0;
  }
}
