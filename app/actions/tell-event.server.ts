import { now as clock } from "../clock.server.ts";
import type { CustomEvent } from "../events/event.ts";
import { tellEvent } from "../events/tell.server.ts";
import { change } from "../pipeline/change.server.ts";
import type { Shop } from "../shops/shop.ts";

/** What a shop's own system tells of a customer. @see tellEvent */
export function tellOfEvent(
  shop: Shop,
  event: CustomEvent,
  now: () => Date = clock,
): Promise<"stored" | "known" | "unknown-customer"> {
  return change(
    shop,
    async (tx, at) => {
      const told = await tellEvent(tx, shop, event, at);
      return { result: told.result, touched: told.result === "stored" ? [told.customerId] : [] };
    },
    now,
  );
}
