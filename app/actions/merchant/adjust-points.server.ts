import { change, type Done } from "../../pipeline/change.server.ts";
import { readAccount } from "../../points/accounts.server.ts";
import { adjust, type Adjustment } from "../../points/ledger.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** `repeated`: the same adjustment had been posted before. `available`: what there would have been to take. */
export type Adjusted =
  | { ok: true; repeated: boolean }
  | { ok: false; reason: "unknown-customer" | "out-of-range" }
  | { ok: false; reason: "insufficient-points"; available: bigint };

/** A merchant gives one customer points or takes some away. @see adjust */
export function adjustPoints(shop: Shop, adjustment: Adjustment): Promise<Adjusted> {
  const { customerId } = adjustment;
  return change(shop, async (tx, at): Promise<Done<Adjusted>> => {
    const outcome = await adjust(tx, shop, adjustment, at);
    if (outcome.ok)
      return { result: { ok: true, repeated: outcome.duplicate }, moved: { points: outcome.duplicate ? [] : [customerId] } };
    const { reason } = outcome;
    if (reason !== "insufficient-points") return { result: { ok: false, reason } };
    const { available } = await readAccount(tx, shop, customerId, at);
    return { result: { ok: false, reason, available } };
  });
}
