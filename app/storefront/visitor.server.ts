import { MINUTE_MS } from "../lib/time.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";
import { visitorOf } from "../shops/proxy/visitor.server.ts";
import type { Shop } from "../shops/shop.ts";

/** Many visitors may share an address: that of their office, or Shopify's where a proxy of the operator's stands before the app. */
const withinRate = createRateGuard(60, MINUTE_MS);

/** Whether somebody who is not logged in may go on asking. */
export function visitorWithinRate({ shopId }: Pick<Shop, "shopId">, request: Request, now: Date): boolean {
  return withinRate(`${shopId}:${visitorOf(request)}`, now);
}
