import type { Tx } from "../../app/db.server.ts";
import { change } from "../../app/pipeline/change.server.ts";
import type { JobAfter } from "../../app/pipeline/jobs-after.ts";
import type { Shop } from "../../app/shops/shop.ts";

/** The parts of a change one by one, for tests that put them together themselves. */
export { apply } from "../../app/pipeline/apply.server.ts";
export { sideBySide } from "../../app/pipeline/change.server.ts";
export { follow, followMoved } from "../../app/pipeline/follow.server.ts";
export { passTimeFor } from "../../app/pipeline/orders-in-turn.server.ts";

/** A change from which nothing follows: its lock and its instant. */
export function inShop<Result>(
  shopId: number,
  work: (tx: Tx, at: Date) => Promise<Result>,
  now = () => new Date(),
): Promise<Result> {
  return change({ shopId } as Shop, async (tx, at) => ({ result: await work(tx, at) }), now);
}

/** The orders that are to be read from Shopify, at once or when the second in which they changed is over. */
export function ordersToRead(jobs: readonly JobAfter[]): { atOnce: bigint[]; later: bigint[] } {
  const of = (later: boolean) =>
    jobs.flatMap((job) =>
      job.name === "fetch-orders" && (job.afterSeconds !== undefined) === later ? job.data.orderIds.map(BigInt) : [],
    );
  return { atOnce: of(false), later: of(true) };
}
