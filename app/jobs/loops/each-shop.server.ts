import { now as clock } from "../../clock.server.ts";
import type { Tx } from "../../db.server.ts";
import { log } from "../../log.server.ts";
import { changeIfFree, type Done } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * Does what time does to customers, a change a shop. A shop that fails or is busy holds up no other.
 * @param work says of whom what changed
 * @param what says in the log what has not been followed up
 * @param postpone lets the customers of a shop that failed or is busy rest, so that they are not asked for again at once
 * @returns how many customers were looked at
 */
export async function inEachShop(
  due: ReadonlyMap<number, bigint[]>,
  what: string,
  work: (tx: Tx, shop: Shop, customerIds: bigint[], at: Date) => Promise<Pick<Done<unknown>, "touched" | "moved">>,
  postpone: (shopId: number, customerIds: bigint[], why: "busy" | "failed") => Promise<void> = () => Promise.resolve(),
  now = clock,
): Promise<number> {
  let done = 0;
  for (const [shopId, customerIds] of due) {
    try {
      const worked = await changeIfFree(
        shopId,
        async (tx, shop, at) => {
          return { result: true, ...(await work(tx, shop, customerIds, at)) };
        },
        now,
      );
      if (worked === null) await postpone(shopId, customerIds, "busy");
      else done += customerIds.length;
    } catch (error) {
      log().error({ error, shopId }, `what time did to ${what} has not been followed up`);
      await postpone(shopId, customerIds, "failed");
    }
  }
  return done;
}
