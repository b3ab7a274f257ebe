import { floorDiv, maxBig, minBig, roundDiv } from "../../../lib/arithmetic.ts";
import {
  counts,
  lossOf,
  NO_LOSS,
  totalOf,
  unpaidPart,
  weightedPart,
  type Factor,
  type Loss,
  type NetBase,
} from "./order-loss.ts";
import type { OrderSnapshot, RefundSnapshot } from "../../../facts/order-snapshot.ts";

export type { NetBase } from "./order-loss.ts";

const MERCHANDISE_ONLY: NetBase = { shipping: false, tax: false };

/**
 * What a customer has really bought with an order, in minor units of shop money, never negative: merchandise after discounts, less what
 * edits removed and what was refunded.
 *
 * Refunds count by the money that went back, not by what was put back on the shelf: money without items reduces the order like items would,
 * a restock without money changes nothing, and half the money for an item is half the item. Money that settles an earlier edit is not
 * taken off a second time. What came back without money and had never been paid (an edit before the payment, an exchange) does not count: Shopify
 * books both as refunds without money, and only what was received tells them from a restock.
 *
 * What was not received does not count either: of an order that an edit has made dearer, what was there before counts until the rest is paid, and of one that
 * is paid in part, what that part pays for, shipping first, then lines in the order in which they came. Where nobody knows what was received, such an
 * order counts nothing.
 */
export function netOf(order: OrderSnapshot, base: NetBase = MERCHANDISE_ONLY): bigint {
  return weightedNetOf(order, base, () => 1n, 1n);
}

/**
 * The same with lines that count more than once, or not at all: the sum over what is left of each line times its factor. All is rounded to minor
 * units before it is multiplied, so that the same factor everywhere is that factor times `netOf`.
 * @param shipping the factor of shipping, where it counts
 */
export function weightedNetOf(order: OrderSnapshot, base: NetBase, factor: Factor, shipping: bigint): bigint {
  if (base.unpaid !== true && order.financialStatus === "partially_paid" && order.receivedMinor === null) return 0n;
  const eligible = order.lines.filter(counts);
  const whole = totalOf(eligible.map((line) => lossOf(line, base, factor, 0, line.quantity)));
  const { lost, unpaidShipping } = lostValue(order, base, factor, whole);
  const net = maxBig(0n, whole.weighted - lost);
  return base.shipping ? net + netShipping(order, base, unpaidShipping) * shipping : net;
}

/** What of the goods that are left has not been received, gross, in minor units. Zero where nobody knows what was received. */
export function outstandingMinor(order: OrderSnapshot): bigint {
  return lostValue(order, MERCHANDISE_ONLY, () => 1n, NO_LOSS).outstanding;
}

/** Weighted eligible value that refunds and edits took away, or that is not paid for; and how much of the shipping is not. */
function lostValue(
  order: OrderSnapshot,
  base: NetBase,
  factor: Factor,
  whole: Loss,
): { lost: bigint; unpaidShipping: bigint; outstanding: bigint } {
  const taken = new Map<bigint, number>();
  let lost = 0n;
  let moneyWithoutItems = 0n;
  const unpaidFor: Loss = { ...NO_LOSS };
  for (const refund of [...order.refunds].sort(byTime)) {
    const items = returnedItems(order, refund, taken, base, factor);
    const money = maxBig(0n, refund.moneyMinor - refund.shippingMinor);
    // Converted and split amounts may be off by a minor unit a line without meaning anything.
    const tolerance = BigInt(2 * Math.max(1, refund.lines.length));
    if (items.gross === 0n) {
      // A unit may carry a cent of value that its share of the gross, rounded by itself, does not show.
      lost += items.weighted;
      moneyWithoutItems += money;
    } else if (money >= items.gross - tolerance) {
      lost += items.weighted;
      if (money > items.gross + tolerance) moneyWithoutItems += money - items.gross;
    } else {
      const paidFor = roundDiv(items.value * money, items.gross);
      const weighted = weightedPart(paidFor, items);
      lost += weighted;
      unpaidFor.value += items.value - paidFor;
      unpaidFor.weighted += items.weighted - weighted;
      unpaidFor.gross += items.gross - money;
    }
  }
  const edited = removedByEdits(order, taken, base, factor);
  const { settled, goodwill, outstanding } = settle(order, moneyWithoutItems, edited.gross, unpaidFor.gross);
  if (unpaidFor.gross > 0n) lost += weightedPart(roundDiv(unpaidFor.value * settled, unpaidFor.gross), unpaidFor);
  const beyond = whole.gross === 0n ? 0n : roundDiv(goodwill * whole.value, whole.gross);
  const unpaid = base.unpaid === true ? NOTHING_UNPAID : unpaidPart(unitsLeft(order, taken, base, factor), outstanding);
  return {
    lost: lost + edited.weighted + weightedPart(beyond, whole) + unpaid.weighted,
    unpaidShipping: unpaid.beyond,
    outstanding,
  };
}

const NOTHING_UNPAID = { weighted: 0n, beyond: 0n };

/**
 * What became of items that went without money: they had never been paid for, or money that came back at another time was theirs. Edits are settled
 * first, then what came back. All gross, in minor units.
 * @returns how much of what came back is settled, what of the money was for no items at all, and what of the items that are left has not been received
 */
function settle(order: OrderSnapshot, money: bigint, edited: bigint, cameBack: bigint): Settlement {
  if (order.receivedMinor === null) return { settled: 0n, goodwill: maxBig(0n, money - edited), outstanding: 0n };
  const neverReceived = maxBig(0n, order.totalMinor - order.receivedMinor);
  const settled = minBig(cameBack, maxBig(0n, neverReceived + money - edited));
  const goodwill = maxBig(0n, money - maxBig(0n, edited + cameBack - neverReceived));
  return { settled, goodwill, outstanding: outstandingOf(order, neverReceived - edited - cameBack) };
}

type Settlement = { settled: bigint; goodwill: bigint; outstanding: bigint };

/** Other statuses say that all was paid, or nothing. Shares of lines may be off by a minor unit each; a cash payment is rounded to the next coin. */
function outstandingOf({ financialStatus, lines }: OrderSnapshot, difference: bigint): bigint {
  if (financialStatus !== "partially_paid" && financialStatus !== "partially_refunded") return 0n;
  return difference > BigInt(2 * lines.length) + SMALLEST_COIN ? difference : 0n;
}

/** What cash is rounded to in countries that have given up their smallest coins, in minor units. */
const SMALLEST_COIN = 10n;

/** What a refund's lines were worth; notes in `taken` how many units of each line are gone by now. */
function returnedItems(
  order: OrderSnapshot,
  refund: RefundSnapshot,
  taken: Map<bigint, number>,
  base: NetBase,
  factor: Factor,
): Loss {
  return totalOf(
    refund.lines.flatMap(({ lineId, quantity }) => {
      const line = order.lines.find((candidate) => candidate.lineId === lineId);
      if (line === undefined) return [];
      const from = taken.get(lineId) ?? 0;
      const to = Math.min(line.quantity, from + quantity);
      taken.set(lineId, to);
      return [lossOf(line, base, factor, from, to)];
    }),
  );
}

/** Units that are gone though no refund names them were removed by an order edit. */
function removedByEdits(order: OrderSnapshot, taken: Map<bigint, number>, base: NetBase, factor: Factor): Loss {
  return totalOf(
    order.lines.map((line) => {
      const from = taken.get(line.lineId) ?? 0;
      return lossOf(line, base, factor, from, Math.max(from, line.quantity - line.currentQuantity));
    }),
  );
}

function netShipping(order: OrderSnapshot, base: NetBase, unpaid: bigint): bigint {
  const gross = order.shippingNetMinor + order.shippingTaxMinor;
  if (gross === 0n) return 0n;
  const value = base.tax ? gross : order.shippingNetMinor;
  const refunded = order.refunds.reduce((sum, { shippingMinor, dutiesMinor = 0n }) => sum + shippingMinor - dutiesMinor, 0n);
  return maxBig(0n, value - floorDiv((refunded + unpaid) * value, gross));
}

/** What is left of each line, lines in the order in which they came: what an edit adds comes last. */
function unitsLeft(order: OrderSnapshot, taken: ReadonlyMap<bigint, number>, base: NetBase, factor: Factor): Loss[] {
  return order.lines
    .toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1))
    .map((line) => {
      const from = Math.max(taken.get(line.lineId) ?? 0, line.quantity - line.currentQuantity);
      return lossOf(line, base, factor, Math.min(from, line.quantity), line.quantity);
    });
}

function byTime(a: RefundSnapshot, b: RefundSnapshot): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.refundId < b.refundId ? -1 : 1);
}
