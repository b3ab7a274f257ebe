import type { Tx } from "../../db.server.ts";
import { log } from "../../log.server.ts";
import { changeIfFree } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * Does what time does to customers, a change a shop. A shop that fails or is busy holds up no other.
 * @param work says of whom anything changed
 * @param what says in the log what has not been followed up
 * @param postpone lets the customers of a shop that failed or is busy rest, so that they are not asked for again at once
 * @returns how many customers were looked at
 */
export async function inEachShop(
  due: ReadonlyMap<number, bigint[]>,
  what: string,
  work: (tx: Tx, shop: Shop, customerIds: bigint[], at: Date) => Promise<readonly bigint[]>,
  postpone: (shopId: number, customerIds: bigint[]) => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  let done = 0;
  for (const [shopId, customerIds] of due) {
    try {
      const worked = await changeIfFree(shopId, async (tx, shop, at) => {
        return { result: true, touched: await work(tx, shop, customerIds, at) };
      });
      if (worked === null) await postpone(shopId, customerIds);
      else done += customerIds.length;
    } catch (error) {
      log().error({ error, shopId }, `what time did to ${what} has not been followed up`);
      await postpone(shopId, customerIds);
    }
  }
  return done;
}
