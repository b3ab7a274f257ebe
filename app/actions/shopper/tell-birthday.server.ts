import * as bonuses from "../../bonuses/bonuses.server.ts";
import type { YearDay } from "../../bonuses/awards/calendar.ts";
import { now as clock } from "../../clock.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A shopper tells their birthday. @see bonuses.setBirthday */
export function tellBirthday(shop: Shop, customerId: bigint, day: YearDay, now = clock): Promise<bonuses.BirthdayOutcome> {
  return change(
    shop,
    async (tx, at) => {
      const result = await bonuses.setBirthday(tx, shop, customerId, day, "shopper", at);
      return { result, touched: result.ok && result.changed ? [result.customerId] : [] };
    },
    now,
  );
}
