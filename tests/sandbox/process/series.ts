import type pg from "pg";

import type { MovableClock } from "../clock.ts";
import { CATALOG } from "../history/catalog.ts";
import type { Player } from "../history/play.ts";
import { HOUR_MS } from "../lib/time.ts";
import { createRandom } from "../random.ts";
import { beginCheckout } from "../world/checkouts.ts";
import type { Shop, World } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";
import { startFlow } from "./install.ts";

/** The series of the last months of the year, and those who give them something to do. */
export type Series = Player & {
  /** On a morning on which emails are written: the first time the merchant switches the series on; some will leave a checkout before the next one. */
  readonly come: () => Promise<void>;
};

/** What runs with orders is switched on no earlier: what is due before time stops each other day comes too late to be sent. */
const LATE = ["welcome", "abandoned-checkout", "post-purchase", "refill"];
const LEAVERS = 2;
/** So long after a morning on which emails are written they leave: when the next one comes, the first email is due and the second is not. */
const LEAVE_HOURS = [28, 46] as const;
const SEED = 20_260_701;

export function createSeries(
  { world, clock, shop }: { world: World; clock: MovableClock; shop: Shop },
  { embedded, pool }: { embedded: Embedded; pool: pg.Pool },
): Series {
  const random = createRandom(SEED);
  const leavings: Date[] = [];
  let begun = false;

  async function come(): Promise<void> {
    if (!begun) await begin();
    begun = true;
    const hours = Array.from({ length: LEAVERS }, () => random.between(...LEAVE_HOURS)).toSorted((a, b) => a - b);
    leavings.push(...hours.map((each) => new Date(clock.now().getTime() + each * HOUR_MS)));
  }

  async function begin(): Promise<void> {
    await tellSupplies(embedded, shop);
    for (const preset of LATE) await startFlow(embedded, pool, shop, preset);
  }

  /** Somebody who wants news types their address at the checkout, and goes. */
  function leave(): void {
    const readers = [...shop.customers.values()].filter(
      ({ email, emailConsent }) => email !== null && emailConsent.state === "subscribed",
    );
    const goods = [...shop.products.values()].flatMap(({ giftCard, variants }) => (giftCard ? [] : variants));
    const { id, email } = random.pick(readers);
    beginCheckout(world, shop, { customerId: id, email, lines: [{ variantId: random.pick(goods).id, quantity: 1 }] });
  }

  return {
    come,
    nextAt: () => leavings[0],
    playUntil: (until) => {
      for (let at = leavings[0]; at !== undefined && at < until; at = leavings[0]) {
        leavings.shift();
        clock.at(at, leave);
      }
    },
  };
}

/** The merchant types how long things last, on the app's page of that. */
async function tellSupplies(embedded: Embedded, shop: Shop): Promise<void> {
  const days = new Map(CATALOG.flatMap(({ variants }) => variants.map(({ sku, lastsDays }) => [sku, lastsDays])));
  const typed = [...shop.products.values()].flatMap(({ id, variants }) =>
    variants.flatMap((variant) => {
      const lasts = days.get(variant.sku) ?? 0;
      return lasts > 0 ? [[`${id}:${variant.id}`, String(lasts)]] : [];
    }),
  );
  await embedded.submit(shop.domain, "/app/messages/refill", { typed: JSON.stringify(Object.fromEntries(typed)) });
}
