import { now as clock } from "../../../clock.server.ts";
import { register, unregister, type Registered } from "../../../gatherings/registrations/register.server.ts";
import { change } from "../../../pipeline/change.server.ts";
import type { Shop } from "../../../shops/shop.ts";

type Who = { handle: string; customerId: bigint };

/** A customer wants to come to an event. The same again changes nothing. */
export function joinGathering(shop: Shop, who: Who, now = clock): Promise<Registered> {
  return change<Registered>(
    shop,
    async (tx, at) => {
      const result = await register(tx, shop, who, at);
      return result.ok ? { result, moved: { gatherings: result.touched } } : { result };
    },
    now,
  );
}

/** They come no more. The same again changes nothing. @returns whether there is such an event */
export function leaveGathering(shop: Shop, who: Who, now = clock): Promise<boolean> {
  return change(
    shop,
    async (tx, at) => {
      const touched = await unregister(tx, shop, who, at);
      return { result: touched !== null, moved: { gatherings: touched ?? [] } };
    },
    now,
  );
}
