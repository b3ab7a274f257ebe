import { DAY_MS } from "../lib/time.ts";
import type { Arrival, ArrivalBasis } from "../customers/orders/parcels/arrival.ts";
import { supplyOf, type RefillFacts, type RefillLine, type RefillOrder, type Supplies, type Supply } from "./facts.ts";
import { ENOUGH_OWN, rhythmOf } from "./rhythm.ts";

/**
 * What says how long something lasts. "supply": the merchant; "product": what all who bought it again did; "customer": what this one did;
 * "plan-ended": a plan of which nothing has come for two of its intervals.
 */
export type Reckoning = "supply" | "product" | "customer" | "plan-ended";

/** What a customer has of a product that runs out, by the last purchase of it. */
export type Holding = {
  productId: bigint;
  orderId: bigint;
  boughtAt: Date;
  lines: readonly RefillLine[];
  /** Whole days that it lasts, counted from `countedFrom`. */
  days: number;
  reckoning: Reckoning;
  countedFrom: Date;
  /** What says when the goods came; "order": it is counted from the order itself. */
  countedBy: ArrivalBasis | "order";
  /** When the merchant said last how long it lasts. */
  since: Date;
};

/** What a customer bought of one product on one day. */
type Purchase = Pick<RefillOrder, "orderId" | "at"> & { lines: RefillLine[]; supplyDays: number; byPlan: boolean };

/** Nothing for products that come by a plan or have not been sent, nor for those of which nothing says how long they last. */
export function holdingsOf({ orders, supplies }: Pick<RefillFacts, "orders" | "supplies">): Holding[] {
  return [...purchasesByProduct(orders, supplies)].flatMap(([productId, purchases]) => {
    const last = purchases.at(-1);
    const lasting = last === undefined ? null : lastingOf(last, purchases, supplies);
    if (last === undefined || lasting === null) return [];
    const { orderId, at: boughtAt, lines } = last;
    const since = new Date(Math.max(...lines.map((line) => supplyOf(supplies, line)?.since.getTime() ?? 0)));
    return [{ productId, orderId, boughtAt, lines, since, ...lasting, days: Math.max(1, Math.round(lasting.days)) }];
  });
}

/** Two orders of one day are one purchase: who forgets something orders again. */
function purchasesByProduct(orders: readonly RefillOrder[], supplies: Supplies): Map<bigint, Purchase[]> {
  const products = new Map<bigint, Purchase[]>();
  for (const { lines, ...order } of orders)
    for (const line of lines) {
      const supply = supplyOf(supplies, line);
      if (supply === null || line.quantity < 1) continue;
      const own = products.get(line.productId) ?? [];
      products.set(line.productId, own);
      const last = own.at(-1);
      const supplyDays = line.quantity * supply.days;
      if (last === undefined || dayOf(last.at) !== dayOf(order.at))
        own.push({ ...order, lines: [line], supplyDays, byPlan: line.byPlan });
      else
        own[own.length - 1] = {
          ...order,
          ...{ lines: [...last.lines, line], supplyDays: last.supplyDays + supplyDays, byPlan: last.byPlan || line.byPlan },
        };
    }
  return products;
}

/** Of UTC, so that the database finds the same repeats without asking for anybody's zone (intervals.server.ts). */
const dayOf = (at: Date) => Math.floor(at.getTime() / DAY_MS);

function lastingOf(
  last: Purchase,
  purchases: readonly Purchase[],
  supplies: Supplies,
): Pick<Holding, "days" | "reckoning" | "countedFrom" | "countedBy"> | null {
  // Who buys again does so so long after having ordered, not after the parcel came: what repeats say is counted from the order.
  const ordered = { countedFrom: last.at, countedBy: "order" as const };
  if (last.byPlan) {
    const renewed = rhythmOf(gapsOf(purchases.filter(({ byPlan }) => byPlan)));
    return renewed === null ? null : { days: 2 * renewed.median, reckoning: "plan-ended", ...ordered };
  }
  const lasting = last.lines.map((line) => ({ ...line, supply: supplyOf(supplies, line) }));
  const learned = lasting.flatMap(({ supply }) => supply?.learned ?? []);
  if (learned.length > 0) {
    // Whoever buys again however much they took has a rhythm of purchases, others have one of pieces.
    const byPurchase = learned.every(({ by }) => by === "purchase");
    const own = byPurchase ? gapsOf(purchases) : ownRatios(purchases);
    const rhythm = own.length < ENOUGH_OWN ? null : (rhythmOf(own)?.median ?? null);
    if (rhythm !== null) return { days: byPurchase ? rhythm : rhythm * last.supplyDays, reckoning: "customer", ...ordered };
    return { days: learnedDays(lasting), reckoning: "product", ...ordered };
  }
  const arrival = lastArrival(last.lines);
  return arrival === null ? null : { days: last.supplyDays, reckoning: "supply", countedFrom: arrival.at, countedBy: arrival.by };
}

/** Pieces last one after the other; what is bought again however much it was lasts as long as the longest of it. */
function learnedDays(lines: readonly (RefillLine & { supply: Supply | null })[]): number {
  const pieces = lines.reduce((sum, { quantity, supply }) => {
    if (supply === null || supply.learned?.by === "purchase") return sum;
    return sum + quantity * (supply.learned?.days ?? supply.days);
  }, 0);
  const purchases = lines.flatMap(({ supply }) => (supply?.learned?.by === "purchase" ? [supply.learned.days] : []));
  return pieces + Math.max(0, ...purchases);
}

/** Of what came in several parcels, the last; null: something of it has not been sent. */
function lastArrival(lines: readonly RefillLine[]): Arrival | null {
  const arrivals = lines.map(({ arrival }) => arrival);
  return arrivals.reduce(
    (last, one) => (last === null || one === null ? null : one.at > last.at ? one : last),
    arrivals[0] ?? null,
  );
}

function gapsOf(purchases: readonly Purchase[]): number[] {
  return purchases.slice(1).map(({ at }, index) => (at.getTime() - (purchases[index]?.at.getTime() ?? 0)) / DAY_MS);
}

/** How long what was bought really lasted, as a share of how long it should have. */
function ownRatios(purchases: readonly Purchase[]): number[] {
  return gapsOf(purchases).map((gap, index) => gap / (purchases[index]?.supplyDays ?? 1));
}
