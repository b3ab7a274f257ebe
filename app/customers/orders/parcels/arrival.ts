import type { OrderSnapshot } from "../../../facts/order-snapshot.ts";
import { DAY_MS, plusMs } from "../../../lib/time.ts";
import { placedAt } from "../earns.ts";
import { isWithdrawn } from "../order-fate.ts";
import type { ParcelWay } from "./parcel.ts";

/**
 * What an arrival is counted from, from the surest to the least sure:
 * - delivered: the carrier, the till or the merchant said so
 * - expected: the carrier's own expectation
 * - transit: the dispatch, and what the shop's parcels to that country usually take (the median of at least `ENOUGH_PARCELS`)
 * - usual: the dispatch, and what parcels usually take
 * - digital: the order, of which nothing has to be sent
 * - ordered: the order, and what parcels usually take, in shops that do not tell Shopify of what they send
 */
const arrivalBases = ["delivered", "expected", "transit", "usual", "digital", "ordered"] as const;
export type ArrivalBasis = (typeof arrivalBases)[number];
export type Arrival = { at: Date; by: ArrivalBasis };

export function hasArrived(arrival: Arrival | null | undefined, now: Date): boolean {
  return arrival != null && arrival.at <= now;
}

/** What is known of how a shop sends. Countries are ISO 3166-1 alpha-2. */
export type Habits = {
  homeCountry: string | null;
  /** By country, of the parcels that were seen to arrive. */
  medianDays: ReadonlyMap<string, { days: number; parcels: number }>;
  /** When the shop last told of a dispatch; null: it never has. */
  lastShippedAt: Date | null;
};

/** From so many parcels on the shop's own median is better than a guess. */
export const ENOUGH_PARCELS = 20;
/** What parcels take where nobody knows, in days: within a country, and beyond it. */
const USUAL_DAYS = { home: 3, abroad: 7 };
/** From the order to the dispatch, where nobody tells of it. */
const HANDLING_DAYS = 2;
/** Who has told of no dispatch for so long before an order does not tell of any. */
const SILENCE_MS = 60 * DAY_MS;
/** What is sold over the counter is in the customer's hands. */
const TILL = "pos";

type Ordered = Pick<
  OrderSnapshot,
  "createdAt" | "processedAt" | "sourceName" | "fulfilledAt" | "cancelledAt" | "deletedAt" | "dispute" | "lines"
>;

/**
 * When an order has arrived, or will have, and what that is counted from: the last of its parcels. Null: it has not been sent; or it is withdrawn, and nobody
 * saw it arrive before.
 * @param paidAt when it was paid; null where nobody knows
 * @param country where it goes
 */
export function arrivalOf(
  order: Ordered,
  paidAt: Date | null,
  parcels: readonly ParcelWay[],
  country: string | null,
  habits: Habits,
): Arrival | null {
  const toSend = order.lines.filter((line) => line.currentQuantity > 0 && needsSending(line));
  const lines = toSend.length === 0 ? order.lines : toSend;
  const arrival = arrivalOfLines(order, paidAt, parcels, country, habits, lines);
  return isWithdrawn(order) && arrival?.by !== "delivered" ? null : arrival;
}

/** The same of one of its lines, from its own parcels. Null as well: nothing of the line or order is left, or there is no such line. */
export function arrivalOfLine(
  order: Ordered,
  lineId: bigint,
  paidAt: Date | null,
  parcels: readonly ParcelWay[],
  country: string | null,
  habits: Habits,
): Arrival | null {
  const line = order.lines.find((one) => one.lineId === lineId);
  if (line === undefined || line.currentQuantity === 0 || isWithdrawn(order)) return null;
  return arrivalOfLines(order, paidAt, parcels, country, habits, [line]);
}

type Line = OrderSnapshot["lines"][number];

function needsSending({ giftCard, tip, unsent }: Line): boolean {
  return !giftCard && !tip && unsent !== true;
}

function arrivalOfLines(
  order: Ordered,
  paidAt: Date | null,
  parcels: readonly ParcelWay[],
  country: string | null,
  habits: Habits,
  lines: readonly Line[],
): Arrival | null {
  if (order.sourceName === TILL) return { at: order.fulfilledAt ?? placedAt(order), by: "delivered" };
  const toSend = lines.filter(needsSending);
  if (toSend.length === 0) return { at: paidAt ?? placedAt(order), by: "digital" };
  const own = parcelsOf(order, toSend, parcels);
  if (own !== null) return latest(own.map((parcel) => arrivalOfParcel(parcel, country, habits)));
  const { lastShippedAt } = habits;
  if (lastShippedAt !== null && lastShippedAt >= plusMs(placedAt(order), -SILENCE_MS)) return null;
  return { at: plusMs(placedAt(order), (HANDLING_DAYS + usualDays(country, habits)) * DAY_MS), by: "ordered" };
}

/** The parcels in which these lines travel; null: not all of them have been sent. What parcels hold is not always told: then all may hold it. */
function parcelsOf(order: Ordered, lines: readonly Line[], parcels: readonly ParcelWay[]): readonly ParcelWay[] | null {
  const holding = (lineId: bigint) => parcels.filter(({ lineIds }) => lineIds === null || lineIds.includes(lineId));
  if (lines.every(({ lineId }) => holding(lineId).length > 0) && (order.fulfilledAt !== null || allTold(parcels)))
    return parcels.filter(({ lineIds }) => lineIds === null || lines.some(({ lineId }) => lineIds.includes(lineId)));
  if (order.fulfilledAt === null) return null;
  return [{ shippedAt: order.fulfilledAt, deliveredAt: null, expectedAt: null, lineIds: null }];
}

function allTold(parcels: readonly ParcelWay[]): boolean {
  return parcels.every(({ lineIds }) => lineIds !== null);
}

function arrivalOfParcel({ shippedAt, deliveredAt, expectedAt }: ParcelWay, country: string | null, habits: Habits): Arrival {
  if (deliveredAt !== null) return { at: deliveredAt, by: "delivered" };
  if (expectedAt !== null && expectedAt > shippedAt) return { at: expectedAt, by: "expected" };
  const median = country === null ? undefined : habits.medianDays.get(country);
  if (median !== undefined && median.parcels >= ENOUGH_PARCELS)
    return { at: plusMs(shippedAt, Math.round(median.days * DAY_MS)), by: "transit" };
  return { at: plusMs(shippedAt, usualDays(country, habits) * DAY_MS), by: "usual" };
}

function usualDays(country: string | null, { homeCountry }: Habits): number {
  return country === null || country === homeCountry ? USUAL_DAYS.home : USUAL_DAYS.abroad;
}

/** The last to arrive; of two at one instant the less sure. */
function latest(arrivals: readonly Arrival[]): Arrival | null {
  const rank = ({ at, by }: Arrival) => [at.getTime(), arrivalBases.indexOf(by)] as const;
  return arrivals.reduce<Arrival | null>((last, one) => {
    if (last === null) return one;
    const [a, b] = [rank(last), rank(one)];
    return b[0] > a[0] || (b[0] === a[0] && b[1] > a[1]) ? one : last;
  }, null);
}
