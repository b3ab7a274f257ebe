import type { Application } from "../../affiliates/people/application.ts";
import { apply, bindAccount, getAffiliate, type Affiliate, type Applying } from "../../affiliates/people/affiliates.server.ts";
import { noteClick } from "../../affiliates/people/clicks.server.ts";
import { openPayee, savePayee } from "../../affiliates/people/payee.server.ts";
import type { Payee } from "../../affiliates/people/payee.ts";
import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { change, sideBySide } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Somebody applies to be an affiliate. @returns false where too many have lately */
export function applyFor(shop: Shop, application: Application, by: Applying): Promise<boolean> {
  return sideBySide(shop.shopId, (tx) => apply(tx, shop.shopId, application, by, now()));
}

/** Somebody who applied as a guest takes the partnership into their account; what they have ordered with it themselves brings nothing from then on. */
export function takeAccount(shop: Shop, affiliateId: bigint, customerId: bigint): Promise<boolean> {
  return change(shop, async (tx, at) => {
    const result = await bindAccount(tx, shop.shopId, affiliateId, customerId, at);
    return { result, touched: result ? [customerId] : [] };
  });
}

/** Somebody follows an affiliate's link into the shop. */
export function followLink(shop: Shop, { affiliateId }: Affiliate, customerId: bigint | null): Promise<void> {
  return sideBySide(shop.shopId, (tx) => noteClick(tx, shop, { affiliateId, customerId }, now()));
}

/** An affiliate says where they are paid to. */
export function sayPayee(shop: Shop, { affiliateId }: Affiliate, payee: Payee): Promise<void> {
  return sideBySide(shop.shopId, (tx) => savePayee(tx, shop.shopId, affiliateId, payee));
}

/** Where an affiliate is paid to, as they have said last. */
export async function payeeOf(shop: Shop, affiliateId: bigint): Promise<Payee | null> {
  const affiliate = await getAffiliate(db(), shop.shopId, affiliateId);
  return openPayee(affiliate?.payee ?? null, shop.shopId, affiliateId);
}
