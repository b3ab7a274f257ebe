import { floorDiv, maxBig, minBig, roundDiv } from "../../lib/arithmetic.ts";
import type { OrderLine, OrderSnapshot, RefundSnapshot } from "./order-snapshot.ts";

/** What of an order counts. Gift cards and tips never do. `discounts`: merchandise counts as if there had been none. */
export type NetBase = { shipping: boolean; tax: boolean; discounts?: boolean };

const MERCHANDISE_ONLY: NetBase = { shipping: false, tax: false };

/** How often a line counts. */
type Factor = (line: OrderLine) => bigint;

/**
 * What a customer has really bought with an order, in minor units of shop money, never negative: merchandise after discounts, less what
 * edits removed and what was refunded.
 *
 * Refunds count by the money that went back, not by what was put back on the shelf: money without items reduces the order like items would,
 * a restock without money changes nothing, and half the money for an item is half the item. Money that settles an earlier edit is not
 * taken off a second time. What came back without money and had never been paid (an edit before the payment, an exchange) does not count: Shopify
 * books both as refunds without money, and only what was received tells them from a restock.
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
  const eligible = order.lines.filter(counts);
  const whole = totalOf(eligible.map((line) => lossOf(line, base, factor, 0, line.quantity)));
  const lost = lostValue(order, base, factor, whole);
  const net = maxBig(0n, whole.weighted - lost);
  return base.shipping ? net + netShipping(order, base) * shipping : net;
}

function counts(line: OrderLine): boolean {
  return !line.giftCard && !line.tip;
}

function lineValue(line: OrderLine, base: NetBase): bigint {
  const net = base.discounts === true ? line.netMinor + line.discountMinor : line.netMinor;
  if (!base.tax) return net;
  return line.netMinor === 0n ? net + line.taxMinor : roundDiv(net * lineGross(line), line.netMinor);
}

function lineGross(line: OrderLine): bigint {
  return line.netMinor + line.taxMinor;
}

/** The part of a line's amount that units `from` to `to` carry; parts of one line always add up to the whole. */
function share(amount: bigint, line: OrderLine, from: number, to: number): bigint {
  const units = BigInt(Math.max(1, line.quantity));
  return roundDiv(amount * BigInt(to), units) - roundDiv(amount * BigInt(from), units);
}

/** What units are worth: as the order counts them, that times their factor, and as they were paid with tax. */
type Loss = { value: bigint; weighted: bigint; gross: bigint };

function lossOf(line: OrderLine, base: NetBase, factor: Factor, from: number, to: number): Loss {
  const value = counts(line) ? share(lineValue(line, base), line, from, to) : 0n;
  return { value, weighted: value * factor(line), gross: share(lineGross(line), line, from, to) };
}

function totalOf(losses: readonly Loss[]): Loss {
  return losses.reduce(
    (total, loss) => ({
      value: total.value + loss.value,
      weighted: total.weighted + loss.weighted,
      gross: total.gross + loss.gross,
    }),
    { value: 0n, weighted: 0n, gross: 0n },
  );
}

/** Part of a whole's weighted value: the same part that `value` is of the whole's value. */
function weightedPart(value: bigint, whole: Loss): bigint {
  return whole.value === 0n ? 0n : roundDiv(value * whole.weighted, whole.value);
}

/** Weighted eligible value that refunds and edits took away. */
function lostValue(order: OrderSnapshot, base: NetBase, factor: Factor, whole: Loss): bigint {
  const taken = new Map<bigint, number>();
  let lost = 0n;
  let moneyWithoutItems = 0n;
  const unpaidFor: Loss = { value: 0n, weighted: 0n, gross: 0n };
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
  const { settled, goodwill } = settle(order, moneyWithoutItems, edited.gross, unpaidFor.gross);
  if (unpaidFor.gross > 0n) lost += weightedPart(roundDiv(unpaidFor.value * settled, unpaidFor.gross), unpaidFor);
  const beyond = whole.gross === 0n ? 0n : roundDiv(goodwill * whole.value, whole.gross);
  return lost + edited.weighted + weightedPart(beyond, whole);
}

/**
 * What became of items that went without money: they had never been paid for, or money that came back at another time was theirs. Edits are settled
 * first, then what came back. All gross, in minor units.
 * @returns how much of what came back is settled, and what of the money was for no items at all
 */
function settle(order: OrderSnapshot, money: bigint, edited: bigint, cameBack: bigint): { settled: bigint; goodwill: bigint } {
  if (order.receivedMinor === null) return { settled: 0n, goodwill: maxBig(0n, money - edited) };
  const neverReceived = maxBig(0n, order.totalMinor - order.receivedMinor);
  const settled = minBig(cameBack, maxBig(0n, neverReceived + money - edited));
  return { settled, goodwill: maxBig(0n, money - maxBig(0n, edited + cameBack - neverReceived)) };
}

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

function netShipping(order: OrderSnapshot, base: NetBase): bigint {
  const gross = order.shippingNetMinor + order.shippingTaxMinor;
  if (gross === 0n) return 0n;
  const value = base.tax ? gross : order.shippingNetMinor;
  const refunded = order.refunds.reduce((sum, { shippingMinor, dutiesMinor = 0n }) => sum + shippingMinor - dutiesMinor, 0n);
  return maxBig(0n, value - floorDiv(refunded * value, gross));
}

function byTime(a: RefundSnapshot, b: RefundSnapshot): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.refundId < b.refundId ? -1 : 1);
}
