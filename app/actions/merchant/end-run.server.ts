import { endRun } from "../../flows/runs/of-customer.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant takes a customer out of a flow. @returns whether they were in it. @see endRun */
export function endRunOf(shop: Shop, run: { customerId: bigint; runId: bigint }): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: await endRun(tx, shop.shopId, run, at) }));
}
