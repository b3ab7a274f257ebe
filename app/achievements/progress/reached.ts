import { minBig } from "../../lib/arithmetic.ts";
import type { Terms } from "../content/terms.ts";
import type { CountedOrder, Facts, Outcome, Reach, Setting } from "./known.ts";
import { endOf, startOf, yearsAfter } from "./periods.ts";
import { streakOf } from "./streak.ts";

export const ONCE = "once";

/** What follows for a customer from all that is known of them, however and in whatever order it became known. */
export function outcomeOf(terms: Terms, facts: Facts, setting: Setting): Outcome {
  const orders = facts.orders.toSorted(byTime);
  const target = BigInt(terms.target);
  switch (terms.goal) {
    case "periods":
      return streakOf(terms, orders, setting);
    case "years":
      return anniversary(terms, orders, setting);
    case "segment": {
      const { entered } = facts;
      if (entered === null) return { reaches: [], progress: 0n, target: 1n, aliveUntil: null };
      const reach = { occasion: ONCE, at: entered, availableAt: entered, orderId: null, earns: true, products: [] };
      return { reaches: [reach], progress: 1n, target: 1n, aliveUntil: null };
    }
    case "orders-in-year":
      return withinYear(terms, orders, setting);
    case "orders":
    case "products":
    case "spend": {
      const counted = terms.challenge === null ? orders : within(terms.challenge, orders, setting.timeZone);
      return upTo(target, counted, worthOf(terms, facts));
    }
  }
}

function byTime(a: CountedOrder, b: CountedOrder): number {
  return a.placedAt.getTime() - b.placedAt.getTime() || (a.orderId < b.orderId ? -1 : 1);
}

/** Orders that count for a challenge: of its days, and placed while the program ran for the customer. */
function within(
  { from, until }: NonNullable<Terms["challenge"]>,
  orders: readonly CountedOrder[],
  timeZone: string,
): CountedOrder[] {
  const [begin, end] = [startOf(from, timeZone), endOf(until, timeZone)];
  return orders.filter(({ placedAt, earns }) => earns && placedAt >= begin && placedAt < end);
}

/** What an order adds; called in the order of time. */
type Worth = (order: CountedOrder) => { added: bigint; products: bigint[] };

function worthOf({ goal }: Terms, { matches }: Facts): Worth {
  if (goal === "orders") return () => ({ added: 1n, products: [] });
  if (goal === "spend") return ({ netMinor }) => ({ added: netMinor, products: [] });
  const seen = new Set<bigint>();
  return (order) => {
    const fresh = order.products.filter((productId) => matches(productId) && !seen.has(productId));
    fresh.forEach((productId) => seen.add(productId));
    return { added: BigInt(fresh.length), products: fresh };
  };
}

function upTo(target: bigint, orders: readonly CountedOrder[], worth: Worth): Outcome {
  let sum = 0n;
  let last: Date | null = null;
  const products: bigint[] = [];
  const reaches: Reach[] = [];
  for (const order of orders) {
    const { added, products: fresh } = worth(order);
    if (added === 0n) continue;
    sum += added;
    if (reaches.length > 0) continue;
    products.push(...fresh);
    last = later(last, order.availableAt);
    if (sum >= target) reaches.push(reachBy(order, ONCE, last, products));
  }
  return { reaches, progress: minBig(sum, target), target, aliveUntil: null };
}

/** So many orders of which the last came before the first was a year old. */
function withinYear({ target }: Terms, orders: readonly CountedOrder[], { timeZone, now }: Setting): Outcome {
  const full = orders.findIndex((order, index) => {
    const first = orders[index - target + 1];
    return first !== undefined && order.placedAt < yearsAfter(first.placedAt, 1, timeZone);
  });
  const reached = orders[full];
  if (reached !== undefined) {
    const own = orders.slice(full - target + 1, full + 1);
    const available = own.reduce<Date>((latest, { availableAt }) => later(latest, availableAt), reached.availableAt);
    const reaches = [reachBy(reached, ONCE, available, [])];
    return { reaches, progress: BigInt(target), target: BigInt(target), aliveUntil: null };
  }
  const recent = orders.filter(({ placedAt }) => now < yearsAfter(placedAt, 1, timeZone));
  return { reaches: [], progress: BigInt(recent.length), target: BigInt(target), aliveUntil: null };
}

/** The day is known as soon as there is a first order. */
function anniversary({ target }: Terms, orders: readonly CountedOrder[], { timeZone, now }: Setting): Outcome {
  const [first] = orders;
  if (first === undefined) return { reaches: [], progress: 0n, target: BigInt(target), aliveUntil: null };
  const at = yearsAfter(first.placedAt, target, timeZone);
  let years = 0;
  while (years < target && yearsAfter(first.placedAt, years + 1, timeZone) <= now) years += 1;
  const reach = { occasion: ONCE, at, availableAt: at, orderId: null, earns: true, products: [] };
  return { reaches: [reach], progress: BigInt(years), target: BigInt(target), aliveUntil: null };
}

function reachBy(order: CountedOrder, occasion: string, availableAt: Date, products: bigint[]): Reach {
  return { occasion, at: order.placedAt, availableAt, orderId: order.orderId, earns: order.earns, products };
}

function later(one: Date | null, other: Date): Date {
  return one === null || other > one ? other : one;
}
