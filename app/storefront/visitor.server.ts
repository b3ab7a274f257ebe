import { createHmac } from "node:crypto";

import { env } from "../env.server.ts";
import { MINUTE_MS } from "../lib/time.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";
import type { Shop } from "../shops/shop.ts";

/** Many visitors may share an address: that of their office, or Shopify's where a proxy of the operator's stands before the app. */
const withinRate = createRateGuard(60, MINUTE_MS);

/** Whose requests are counted together: a hash of the address that the last proxy has seen, in memory for a minute only. What stands before it, visitors can write themselves. */
export function visitorOf(request: Request): string {
  const address = request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return createHmac("sha256", env().UNSUBSCRIBE_SECRET).update(`visitor:${address}`).digest("base64url").slice(0, 16);
}

/** Whether somebody who is not logged in may go on asking. */
export function visitorWithinRate({ shopId }: Pick<Shop, "shopId">, request: Request, now: Date): boolean {
  return withinRate(`${shopId}:${visitorOf(request)}`, now);
}
