import { now } from "../clock.server.ts";
import * as bonuses from "../bonuses/bonuses.server.ts";
import { claim as claimBonus, type Claim, type ClaimOutcome } from "../bonuses/claims/claims.server.ts";
import type { YearDay } from "../bonuses/days/calendar.ts";
import { change } from "../pipeline/change.server.ts";
import { readProxyVisit, type ProxyVisit } from "../shops/proxy/proxy-visit.server.ts";
import type { Shop } from "../shops/shop.ts";
import { enqueue } from "../queue/queue.server.ts";

/** Whose request through the app proxy this is; the theme hears where the proxy is now when a merchant has moved it. @see readProxyVisit */
export async function receiveVisit(request: Request, now: Date): Promise<ProxyVisit | Response> {
  const visit = await readProxyVisit(request, now);
  if (!(visit instanceof Response) && visit.moved) await enqueue("publish-program", [{ shopId: visit.shop.shopId }]);
  return visit;
}

/** A shopper says that they did what a rule rewards. @see claimBonus */
export function claim(shop: Shop, claimed: Claim, clock = now): Promise<ClaimOutcome> {
  return change(
    shop,
    async (tx, at) => {
      const result = await claimBonus(tx, shop, claimed, at);
      return { result, touched: result.ok ? [claimed.customerId] : [] };
    },
    clock,
  );
}

/** A shopper tells their birthday. @see bonuses.setBirthday */
export function tellBirthday(shop: Shop, customerId: bigint, day: YearDay, clock = now): Promise<bonuses.BirthdayOutcome> {
  return change(
    shop,
    async (tx, at) => {
      const result = await bonuses.setBirthday(tx, shop, customerId, day, "shopper", at);
      return { result, touched: result.ok && result.changed ? [customerId] : [] };
    },
    clock,
  );
}
