import { exclude, include } from "../../customers/exclusions/exclusions.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { markForSync } from "../../points/accounts.server.ts";
import type { Shop } from "../../shops/shop.ts";

type Request = { customerId: bigint; reason: string | null; actor: string };

/** A merchant keeps a customer out of the program. @returns whether they took part until now @see exclude */
export function excludeCustomer(shop: Shop, request: Request): Promise<boolean> {
  return change(shop, async (tx, at) => {
    const done = await exclude(tx, shop.shopId, request, at);
    return follows(tx, shop, request.customerId, done, at);
  });
}

/** A merchant lets a customer take part again. @returns whether they were excluded until now @see include */
export function includeCustomer(shop: Shop, { customerId, actor }: Omit<Request, "reason">): Promise<boolean> {
  return change(shop, async (tx, at) => {
    const done = await include(tx, shop.shopId, customerId, actor, at);
    return follows(tx, shop, customerId, done, at);
  });
}

/** Their surfaces are told, and what rests or goes on with them follows. */
async function follows(tx: Parameters<typeof markForSync>[0], shop: Shop, customerId: bigint, done: boolean, at: Date) {
  if (done) await markForSync(tx, shop.shopId, [customerId], at);
  return { result: done, touched: done ? [customerId] : [] };
}
