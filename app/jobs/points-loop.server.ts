import { now } from "../clock.server.ts";
import { db, type Tx } from "../db.server.ts";
import { log } from "../log.server.ts";
import * as pipeline from "../pipeline.server.ts";
import { expire, listExpiring } from "../points/expiry/expire.server.ts";
import { matureDue } from "../points/ledger.server.ts";
import type { Shop } from "../shops/shop.ts";
import { getShop } from "../shops/shops.server.ts";

const DUE_LIMIT = 500;

/** What time alone does to points: some become available, some expire. @returns how many accounts it touched */
export async function agePoints(): Promise<number> {
  return (await maturePoints()) + (await expirePoints());
}

async function maturePoints(): Promise<number> {
  const at = now();
  const touched = await db()
    .transaction()
    .execute((tx) => matureDue(tx, at, DUE_LIMIT));
  // The points of all these shops have matured by now: what goes wrong for one must not keep the others' segments from hearing of it.
  return inEachShop(touched, (tx, shop, customerIds) => pipeline.afterChange(tx, shop, customerIds, at));
}

async function expirePoints(): Promise<number> {
  const at = now();
  return inEachShop(await listExpiring(db(), at, DUE_LIMIT), async (tx, shop, customerIds) => {
    await pipeline.afterChange(tx, shop, await expire(tx, shop, customerIds, at), at);
  });
}

async function inEachShop(
  customers: ReadonlyMap<number, bigint[]>,
  work: (tx: Tx, shop: Shop, customerIds: bigint[]) => Promise<void>,
): Promise<number> {
  let done = 0;
  for (const [shopId, customerIds] of customers) {
    try {
      await pipeline.inShop(shopId, async (tx) => work(tx, await getShop(tx, shopId), customerIds));
      done += customerIds.length;
    } catch (error) {
      log().error({ error, shopId }, "what time did to points has not been followed up");
    }
  }
  return done;
}
