import { enqueue } from "../../queue/queue.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant wants predictions learned anew from all orders, and everybody scored by them. One that waits or runs is enough. */
export async function refitPredictions({ shopId }: Shop): Promise<void> {
  await enqueue("score-customers", [{ shopId, refit: true }]);
}
