import * as bonuses from "../bonuses/bonuses.server.ts";
import { now } from "../clock.server.ts";
import { db, type Tx } from "../db.server.ts";
import { log } from "../log.server.ts";
import * as pipeline from "../pipeline.server.ts";
import type { Shop } from "../shops/shop.ts";
import { getShop } from "../shops/shops.server.ts";
import * as tiers from "../tiers/tiers.server.ts";

const DUE_LIMIT = 500;

/** What time alone does to members: tiers that end or are at risk, birthdays and anniversaries. @returns how many customers it looked at */
export async function ageMembers(): Promise<number> {
  const at = now();
  const occasions = await inEachShop(
    await bonuses.occasionsDue(db(), at, DUE_LIMIT),
    async (tx, shop, customerIds) => {
      await pipeline.catchUp(tx, shop, customerIds, at);
      await pipeline.afterChange(tx, shop, customerIds, at);
    },
    (shopId, customerIds) => bonuses.postpone(db(), shopId, customerIds, at),
  );
  const aged = await inEachShop(
    await tiers.ageDue(db(), at, DUE_LIMIT),
    (tx, shop, customerIds) => pipeline.afterChange(tx, shop, customerIds, at),
    (shopId, customerIds) => tiers.postpone(db(), shopId, customerIds, at),
  );
  return occasions + aged;
}

/** A transaction a shop. One that fails is tried again later and holds up no other. */
async function inEachShop(
  due: ReadonlyMap<number, bigint[]>,
  work: (tx: Tx, shop: Shop, customerIds: bigint[]) => Promise<void>,
  postpone: (shopId: number, customerIds: bigint[]) => Promise<void>,
): Promise<number> {
  let done = 0;
  for (const [shopId, customerIds] of due) {
    try {
      await pipeline.inShop(shopId, async (tx) => work(tx, await getShop(tx, shopId), customerIds));
      done += customerIds.length;
    } catch (error) {
      log().error({ error, shopId }, "what time did to members has not been followed up");
      await postpone(shopId, customerIds);
    }
  }
  return done;
}
