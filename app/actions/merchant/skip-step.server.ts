import { skipStep } from "../../flows/runs/of-customer.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant leaves out what a flow would do next for a customer. @returns whether it was still to come. @see skipStep */
export function skipStepOf(shop: Shop, what: { customerId: bigint; runId: bigint; stepId: string }): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: await skipStep(tx, shop, what, at) }));
}
