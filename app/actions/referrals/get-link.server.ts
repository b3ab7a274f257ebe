import { change } from "../../pipeline/change.server.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { ownCode } from "../../referrals/links/links.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A customer asks for the link by which they recommend the shop; it is made then. Null where referrals are off, or nobody is known by that id. */
export function getLink(shop: Shop, asked: bigint): Promise<string | null> {
  return change(shop, async (tx, at) => {
    const customerId = await liveCustomer(tx, shop.shopId, asked);
    return { result: customerId === null ? null : await ownCode(tx, shop, customerId, at) };
  });
}
