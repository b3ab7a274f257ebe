import type pg from "pg";

import type { MovableClock } from "../clock.ts";
import { CATALOG } from "../history/catalog.ts";
import { DEMO_ADDRESSES } from "../history/demo.ts";
import type { Player } from "../history/play.ts";
import { skuIndex } from "../history/shops.ts";
import { DAY_MS, HOUR_MS } from "../lib/time.ts";
import { createRandom } from "../random.ts";
import { beginCheckout, deliverOrder, findCustomerByEmail, fulfilOrder, placeOrder, workOnCheckout } from "../world/commerce.ts";
import type { Checkout, Customer, Shop, World } from "../world/types.ts";
import type { Embedded } from "./embedded.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { startFlow } from "./install.ts";
import { linkOf, open } from "./readers.ts";

/** The series that the merchant switches on in the last weeks, and people who leave a checkout and get a reminder. */
export type Series = Player & {
  /** In the last weeks: the merchant begins once the time has come, and who leaves a checkout before the next morning's stop is chosen. */
  readonly come: (stop: Date) => Promise<void>;
};

type Around = {
  world: World;
  clock: MovableClock;
  shop: Shop;
  embedded: Embedded;
  pool: pg.Pool;
  mailbox: Mailbox;
  storefront: string;
  /** When the year ends. */ end: Date;
};

/** So long before the end the merchant begins: a whole series after a purchase lasts twenty-eight days. */
const BEFORE_MS = 44 * DAY_MS;
const SERIES = ["welcome", "abandoned-checkout", "post-purchase", "refill", "reward-unused", "anniversary"];
/** Before the next stop: after the hour that the app waits, the reminder leaves at the stop. */
const LEFT_BEFORE_MS = 1.5 * HOUR_MS;
/** After they opened the first reminder, and before the second is due. */
const BACK_AFTER_MS = 5 * HOUR_MS;
const SEED = 1_204;
/** Who leaves a checkout so many days before the end. Sophie and Emily are at risk, and are left alone. James buys two days later. */
const NAMED = new Map([
  [16, "james.carter@example.com"],
  [6, "martin.keller@example.com"],
]);
/** Days before the end on which somebody else does; every second opens the reminder and comes back for what they left. */
const OTHERS = [36, 32, 28, 26, 22, 18, 12, 10, 4, 2];

export function createSeries({ world, clock, shop, embedded, pool, mailbox, storefront, end }: Around): Series {
  const random = createRandom(SEED);
  const variants = skuIndex(shop);
  const planned: { at: Date; happen: () => void }[] = [];
  const left = new Set<bigint>();
  const toComeBack: { checkout: Checkout; customer: Customer }[] = [];
  let begun = false;
  let others = 0;
  let chosenFor = 0;

  async function come(stop: Date): Promise<void> {
    if (clock.now().getTime() < end.getTime() - BEFORE_MS) return;
    if (!begun) await begin();
    begun = true;
    for (const { checkout, customer } of toComeBack.splice(0)) await comeBack(checkout, customer);
    // Time also stops where members come by.
    if (stop.getTime() === chosenFor) return;
    chosenFor = stop.getTime();
    const days = Math.round((end.getTime() - stop.getTime()) / DAY_MS);
    const named = NAMED.get(days);
    if (named !== undefined) leave(findCustomerByEmail(shop, named), stop, false);
    if (!OTHERS.includes(days)) return;
    others += 1;
    leave(draw(), stop, others % 2 === 0);
  }

  /** The merchant says how long things last, and switches the series on. */
  async function begin(): Promise<void> {
    const typed = CATALOG.flatMap((product) =>
      product.variants
        .filter(({ lastsDays }) => lastsDays > 0)
        .map(({ sku, lastsDays }) => [fieldOf(sku, product.variants.length), String(lastsDays)] as const),
    );
    await embedded.submit(shop.domain, "/app/messages/refill", { typed: JSON.stringify(Object.fromEntries(typed)) });
    const { rows } = await pool.query<{ said: number }>(
      "select count(*)::int as said from supplies u join shops s using (shop_id) where s.domain = $1",
      [shop.domain],
    );
    if (rows[0]?.said !== typed.length) throw new Error(`The app did not keep how long the goods of ${shop.domain} last`);
    for (const preset of SERIES) await startFlow(embedded, pool, shop, preset);
  }

  /** What the page calls the variant, or the product that has no other. */
  function fieldOf(sku: string, count: number): string {
    const variantId = variants.get(sku);
    const product = [...shop.products.values()].find((known) => known.variants.some(({ id }) => id === variantId));
    if (product === undefined) throw new Error(`${shop.domain} does not sell ${sku}`);
    return `${product.id}:${count === 1 ? 0 : variantId}`;
  }

  /** Somebody who may be written to and has left no checkout yet. */
  function draw(): Customer | undefined {
    const able = [...shop.customers.values()].filter(
      ({ id, email, emailConsent }) =>
        emailConsent.state === "subscribed" && email !== null && !left.has(id) && !DEMO_ADDRESSES.has(email),
    );
    return able.length === 0 ? undefined : random.pick(able);
  }

  function leave(customer: Customer | undefined, stop: Date, comesBack: boolean): void {
    if (customer === undefined) return;
    left.add(customer.id);
    const goods = CATALOG.filter(({ giftCard }) => giftCard !== true).flatMap((product) => product.variants);
    const variantId = variants.get(random.pick(goods).sku);
    if (variantId === undefined) return;
    const lines = [{ variantId, quantity: random.between(1, 2) }];
    plan(stop.getTime() - LEFT_BEFORE_MS, () => {
      if (!shop.customers.has(customer.id)) return;
      const checkout = beginCheckout(world, shop, { customerId: customer.id, email: customer.email, lines });
      if (comesBack) toComeBack.push({ checkout, customer });
    });
  }

  /** Opens the reminder, which has come at this stop, and buys later that day. Who was not written to does not come back. */
  async function comeBack(checkout: Checkout, customer: Customer): Promise<void> {
    const reminder = mailbox
      .messages()
      .find(({ recipients, receivedAt }) => recipients.includes(customer.email ?? "") && receivedAt > checkout.createdAt);
    const link = reminder === undefined ? null : linkOf(reminder);
    if (link === null) return;
    await open(storefront + link, customer);
    plan(clock.now().getTime() + BACK_AFTER_MS, () => buy(checkout, customer));
  }

  function buy(checkout: Checkout, customer: Customer): void {
    if (!shop.customers.has(customer.id)) return;
    workOnCheckout(world, shop, checkout, { completed: true });
    const order = placeOrder(world, shop, {
      ...{ customerId: customer.id, email: customer.email, lines: checkout.lines },
      ...{ paid: true, gateway: "shopify_payments", customerLocale: customer.locale, countryCode: customer.countryCode },
    });
    plan(order.createdAt.getTime() + 2 * DAY_MS, () => void fulfilOrder(world, shop, order));
    plan(order.createdAt.getTime() + 4 * DAY_MS, () => {
      if (order.fulfillments.length > 0) deliverOrder(world, shop, order);
    });
  }

  function plan(at: number, happen: () => void): void {
    planned.push({ at: new Date(at), happen });
    planned.sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  return {
    come,
    nextAt: () => planned[0]?.at,
    playUntil: (until) => {
      for (let next = planned[0]; next !== undefined && next.at < until; next = planned[0]) {
        planned.shift();
        clock.at(next.at, next.happen);
      }
    },
  };
}
