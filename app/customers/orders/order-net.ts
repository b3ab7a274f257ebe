import { floorDiv, maxBig, minBig, roundDiv } from "../../lib/arithmetic.ts";
import type { OrderLine, OrderSnapshot, RefundSnapshot } from "./order-snapshot.ts";

/** What of an order counts. Gift cards and tips never do; discounts are always taken off. */
export type NetBase = { shipping: boolean; tax: boolean };

export const MERCHANDISE_ONLY: NetBase = { shipping: false, tax: false };

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
  const eligible = order.lines.filter(counts);
  const value = sum(eligible.map((line) => lineValue(line, base)));
  const net = maxBig(0n, value - lostValue(order, base, value));
  return base.shipping ? net + netShipping(order, base) : net;
}

function counts(line: OrderLine): boolean {
  return !line.giftCard && !line.tip;
}

function lineValue(line: OrderLine, base: NetBase): bigint {
  return base.tax ? line.netMinor + line.taxMinor : line.netMinor;
}

function lineGross(line: OrderLine): bigint {
  return line.netMinor + line.taxMinor;
}

/** The part of a line's amount that units `from` to `to` carry; parts of one line always add up to the whole. */
function share(amount: bigint, line: OrderLine, from: number, to: number): bigint {
  const units = BigInt(Math.max(1, line.quantity));
  return roundDiv(amount * BigInt(to), units) - roundDiv(amount * BigInt(from), units);
}

type Loss = { value: bigint; gross: bigint };

/** Eligible value that refunds and edits took away. */
function lostValue(order: OrderSnapshot, base: NetBase, eligibleValue: bigint): bigint {
  const taken = new Map<bigint, number>();
  let lost = 0n;
  let moneyWithoutItems = 0n;
  const unpaidFor: Loss = { value: 0n, gross: 0n };
  for (const refund of [...order.refunds].sort(byTime)) {
    const items = returnedItems(order, refund, taken, base);
    const money = maxBig(0n, refund.moneyMinor - refund.shippingMinor);
    // Converted and split amounts may be off by a minor unit a line without meaning anything.
    const tolerance = BigInt(2 * Math.max(1, refund.lines.length));
    if (items.gross === 0n) {
      // A unit may carry a cent of value that its share of the gross, rounded by itself, does not show.
      lost += items.value;
      moneyWithoutItems += money;
    } else if (money >= items.gross - tolerance) {
      lost += items.value;
      if (money > items.gross + tolerance) moneyWithoutItems += money - items.gross;
    } else {
      const paidFor = roundDiv(items.value * money, items.gross);
      lost += paidFor;
      unpaidFor.value += items.value - paidFor;
      unpaidFor.gross += items.gross - money;
    }
  }
  const edited = removedByEdits(order, taken, base);
  if (unpaidFor.gross > 0n && order.receivedMinor !== null) {
    const neverReceived = maxBig(0n, order.totalMinor - edited.gross - order.receivedMinor);
    lost += roundDiv(unpaidFor.value * minBig(unpaidFor.gross, neverReceived), unpaidFor.gross);
  }
  const beyondEdits = maxBig(0n, moneyWithoutItems - edited.gross);
  const eligibleGross = sum(order.lines.filter(counts).map(lineGross));
  return lost + edited.value + (eligibleGross === 0n ? 0n : roundDiv(beyondEdits * eligibleValue, eligibleGross));
}

/** What a refund's lines were worth; notes in `taken` how many units of each line are gone by now. */
function returnedItems(order: OrderSnapshot, refund: RefundSnapshot, taken: Map<bigint, number>, base: NetBase): Loss {
  let value = 0n;
  let gross = 0n;
  for (const { lineId, quantity } of refund.lines) {
    const line = order.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined) continue;
    const from = taken.get(lineId) ?? 0;
    const to = Math.min(line.quantity, from + quantity);
    taken.set(lineId, to);
    gross += share(lineGross(line), line, from, to);
    if (counts(line)) value += share(lineValue(line, base), line, from, to);
  }
  return { value, gross };
}

/** Units that are gone though no refund names them were removed by an order edit. */
function removedByEdits(order: OrderSnapshot, taken: Map<bigint, number>, base: NetBase): Loss {
  let value = 0n;
  let gross = 0n;
  for (const line of order.lines) {
    const from = taken.get(line.lineId) ?? 0;
    const to = Math.max(from, line.quantity - line.currentQuantity);
    gross += share(lineGross(line), line, from, to);
    if (counts(line)) value += share(lineValue(line, base), line, from, to);
  }
  return { value, gross };
}

function netShipping(order: OrderSnapshot, base: NetBase): bigint {
  const gross = order.shippingNetMinor + order.shippingTaxMinor;
  if (gross === 0n) return 0n;
  const value = base.tax ? gross : order.shippingNetMinor;
  const refunded = sum(order.refunds.map((refund) => refund.shippingMinor));
  return maxBig(0n, value - floorDiv(refunded * value, gross));
}

function byTime(a: RefundSnapshot, b: RefundSnapshot): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.refundId < b.refundId ? -1 : 1);
}

function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
