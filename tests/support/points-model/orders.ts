import type { OrderSnapshot } from "../../../app/facts/order-snapshot.ts";
import type { Program, ProgramRules } from "../../../app/program/rules/rules.ts";

export const DAY = 86_400_000;

/** A line of so many units, each paid at the same price. No tax, so that every amount is exact. */
export type Line = { id: bigint; product: bigint; units: number; left: number; unitMinor: number };
export type Refund = { id: bigint; at: number; money: number; lines: { id: bigint; units: number }[] };
/** An order at one moment. `updated` tells the newer of two. */
export type Order = {
  id: bigint;
  /** Null for a guest's, who left an address. */
  customer: bigint | null;
  email: string | null;
  /** Whether Shopify told of its creation or payment as it happened. */
  announced: boolean;
  placed: number;
  updated: number;
  paid: boolean;
  cancelled: number | null;
  /** Placed for a company. */
  company: boolean;
  fulfilled: number | null;
  shipping: number;
  lines: Line[];
  refunds: Refund[];
  codes: string[];
};

/** How often each line counts, in thousandths, and the whole order on top. */
export type Factors = { tier: number; lines: Map<bigint, number> };

const halfUp = (a: number, b: number) => Math.floor((2 * a + b) / (2 * b));
const down = (a: number, b: number) => (a - (((a % b) + b) % b)) / b;

/** What is left of an order's lines, each unit times its factor. */
function leftOf(order: Order, factor: (line: Line) => number): number {
  const line = (id: bigint) => order.lines.find((candidate) => candidate.id === id);
  const value = order.lines.reduce((sum, { units, unitMinor }) => sum + units * unitMinor, 0);
  const weighted = order.lines.reduce((sum, each) => sum + each.units * each.unitMinor * factor(each), 0);
  const returned = new Map<bigint, number>();
  let lost = 0;
  let goodwill = 0;
  for (const { money, lines } of [...order.refunds].sort((a, b) => a.at - b.at || Number(a.id - b.id))) {
    let items = 0;
    let itemsWeighted = 0;
    for (const { id, units } of lines) {
      const of = line(id);
      if (of === undefined) continue;
      returned.set(id, (returned.get(id) ?? 0) + units);
      items += units * of.unitMinor;
      itemsWeighted += units * of.unitMinor * factor(of);
    }
    if (items === 0) goodwill += money;
    else if (money >= items) {
      lost += itemsWeighted;
      goodwill += money - items;
    } else lost += halfUp(money * itemsWeighted, items);
  }
  let edited = 0;
  for (const each of order.lines) {
    const units = Math.max(0, each.units - each.left - (returned.get(each.id) ?? 0));
    edited += units * each.unitMinor;
    lost += units * each.unitMinor * factor(each);
  }
  const beyond = Math.max(0, goodwill - edited);
  if (value > 0) lost += halfUp(beyond * weighted, value);
  return Math.max(0, weighted - lost);
}

export function moneyBack(order: Order): number {
  return order.refunds.reduce((sum, { money }) => sum + money, 0);
}

export function totalOf(order: Order): number {
  return order.lines.reduce((sum, { units, unitMinor }) => sum + units * unitMinor, order.shipping);
}

/** What of it counts as merchandise that was really bought. */
export function netOfOrder(order: Order): number {
  return leftOf(order, () => 1);
}

/** Points per minor unit of a currency with two digits, as a fraction. */
function rate({ earn }: ProgramRules): [number, number] {
  const fraction = (text: string): [number, number] => {
    const [whole = "", part = ""] = text.split(".");
    return [Number(whole + part), 10 ** part.length];
  };
  const [a, b] = fraction(earn.points);
  const [c, d] = fraction(earn.units);
  return [a * d, b * c * 100];
}

export function worthOf(order: Order, rules: ProgramRules, { tier, lines }: Factors): number {
  if (order.cancelled !== null || !order.paid || moneyBack(order) >= totalOf(order)) return 0;
  if (!isAdmitted(order, rules)) return 0;
  if (rules.awardOn === "fulfilled" && order.fulfilled === null) return 0;
  const [points, minor] = rate(rules);
  const counted = leftOf(order, ({ id }) => lines.get(id) ?? 1_000) + (rules.base.shipping ? order.shipping * 1_000 : 0);
  return down(counted * tier * points, minor * 1_000_000);
}

/** From when the order's points can be spent. */
export function spendableFrom(order: Order, rules: ProgramRules): number {
  const start = rules.awardOn === "fulfilled" ? (order.fulfilled ?? order.placed) : order.placed;
  return start + rules.pendingDays * DAY;
}

/** Whether it was bought and something of it was kept. */
export function isBought(order: Order): boolean {
  return order.cancelled === null && order.paid && netOfOrder(order) > 0;
}

/** Whether the rules let it count: companies' orders only where they say so. */
export function isAdmitted(order: Order, rules: ProgramRules): boolean {
  return !order.company || rules.companies;
}

/** How many of the points that were spent on an order are the customer's again. */
export function backOf(points: number, order: Order, onPartialRefund: boolean): number {
  if (order.cancelled !== null || moneyBack(order) >= totalOf(order)) return points;
  const bought = totalOf(order) - order.shipping;
  const left = netOfOrder(order);
  if (left === 0) return points;
  return onPartialRefund ? Math.min(points, down(points * Math.max(0, bought - left), bought)) : 0;
}

export function rulesAt(programs: readonly Program[], at: number): Program {
  const first = programs[0];
  if (first === undefined) throw new Error("A shop has rules");
  return programs.reduce((found, program) => (program.effectiveFrom.getTime() <= at ? program : found), first);
}

/** The order as Shopify would tell of it. */
export function snapshotOf(order: Order): OrderSnapshot {
  const back = moneyBack(order);
  const status = !order.paid ? "pending" : back >= totalOf(order) ? "refunded" : back > 0 ? "partially_refunded" : "paid";
  const at = (time: number | null) => (time === null ? null : new Date(time));
  return {
    ...{ orderId: order.id, name: `#${order.id}`, customerId: order.customer, email: order.email, customerLocale: null },
    ...{ createdAt: new Date(order.placed), processedAt: new Date(order.placed), updatedAt: new Date(order.updated) },
    ...{ cancelledAt: at(order.cancelled), fulfilledAt: at(order.fulfilled), test: false, financialStatus: status },
    ...{ fulfillmentStatus: null, currency: "EUR", shippingNetMinor: BigInt(order.shipping), shippingTaxMinor: 0n },
    ...(order.company ? { b2b: true as const } : {}),
    ...{ totalMinor: BigInt(totalOf(order)), receivedMinor: null, discountCodes: [...order.codes] },
    lines: order.lines.map(({ id, product, units, left, unitMinor }) => ({
      ...{ lineId: id, productId: product, variantId: product, title: "Coffee", quantity: units, currentQuantity: left },
      ...{ netMinor: BigInt(units * unitMinor), taxMinor: 0n, discountMinor: 0n, giftCard: false, tip: false },
    })),
    refunds: order.refunds.map(({ id, at: time, money, lines }) => ({
      ...{ refundId: id, createdAt: new Date(time), moneyMinor: BigInt(money), shippingMinor: 0n },
      lines: lines.map((line) => ({ lineId: line.id, quantity: line.units })),
    })),
  };
}
