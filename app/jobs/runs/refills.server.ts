import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { hearsOf } from "../../deliveries/receivers.server.ts";
import { keepDues, whoMayHaveDues } from "../../refill/dues.server.ts";
import { tellOfDue, whoseIsDue } from "../../refill/told.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Customers whose orders are looked at while their shop waits (some hundredths of a second). */
const STEP = 500;

/**
 * Brings the days on which things run out up to now for the whole shop, and lets segments that ask for them follow: after somebody said how long things last, after the shop's zone changed, and every night, when repeats have been
 * learned. @returns for how many customers anything changed
 */
export async function followRefills(shop: Shop, now = clock): Promise<number> {
  const customerIds = await whoMayHaveDues(db(), shop.shopId, now());
  let changed = 0;
  for (let start = 0; start < customerIds.length; start += STEP) {
    const some = customerIds.slice(start, start + STEP);
    changed += await change(
      shop,
      async (tx, at) => {
        const refills = await keepDues(tx, shop, some, at);
        return { result: refills.length, moved: { refills } };
      },
      now,
    );
  }
  return changed;
}

/** Tells receivers that want to hear of it, such as Shopify Flow, of what runs out in these days. Asking again tells nothing again. */
export async function tellOfRefills(shop: Shop, now = clock): Promise<void> {
  if (!(await hearsOf(db(), shop.shopId, "refill.due"))) return;
  const customerIds = await whoseIsDue(db(), shop, now());
  for (let start = 0; start < customerIds.length; start += STEP) {
    const some = customerIds.slice(start, start + STEP);
    await change(
      shop,
      async (tx, at) => {
        await tellOfDue(tx, shop, some, at);
        return { result: undefined };
      },
      now,
    );
  }
}
