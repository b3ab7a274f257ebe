import { db } from "../db.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import type { Shop } from "../shops/shop.ts";

/** Has a customer's tags changed in Shopify, as a step of a flow has: by a job, tried again where Shopify does not answer. Segments and rules follow when Shopify tells of it. */
export async function tagCustomerOf(
  { shopId }: Shop,
  { customerId, add, remove }: { customerId: bigint; add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  await enqueue("tag-customer", [{ shopId, customerId: String(customerId), add: [...add], remove: [...remove] }], { db: db() });
}
