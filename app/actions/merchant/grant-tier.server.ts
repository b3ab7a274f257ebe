import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { grant } from "../../tiers/tiers.server.ts";

type Grant = Parameters<typeof grant>[2];

/** A merchant gives a customer a tier that is not earned. @see grant */
export function grantTier(shop: Shop, granted: Grant): Promise<Awaited<ReturnType<typeof grant>>> {
  return change(shop, async (tx, at) => {
    const result = await grant(tx, shop, granted, at);
    return { result, moved: { tier: result.ok ? [result.customerId] : [] } };
  });
}
