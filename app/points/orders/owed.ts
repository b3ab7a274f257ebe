import { weightedNetOf } from "../../customers/orders/worth/order-net.ts";
import { isWithdrawn } from "../../customers/orders/order-fate.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import { floorDiv } from "../../lib/arithmetic.ts";
import { addDays, dayIn, instantIn, timeIn } from "../../lib/time.ts";
import { ONE } from "../../program/rules/multiplier.ts";
import { pointsPerMinor, type Program, type Ratio } from "../../program/rules/rules.ts";
import { factorOf, PLAIN, type Earning } from "./earning.ts";

/** Statuses in which the shop has kept something of what was paid. How much of the order that paid for, `order-net.ts` says. */
const PAID = new Set<OrderSnapshot["financialStatus"]>(["partially_paid", "paid", "partially_refunded"]);
const FACTORS = BigInt(ONE) * BigInt(ONE);

/** Why an order is worth no points, whatever was bought with it. */
export type Nothing = "test" | "withdrawn" | "unpaid" | "refunded" | "company" | "disputed" | "unfulfilled";

/**
 * The points that an order is worth as it stands now, under the program in force when it was placed. Zero for test orders, orders that were cancelled, deleted or lost to a dispute,
 * orders not yet paid, orders of which all money went back, shipping included, and where the program waits for it, orders not yet fulfilled. Rounded down once, over the whole order.
 */
export function owed(order: OrderSnapshot, program: Program, earning: Earning = PLAIN): bigint {
  if (whyNothing(order, program) !== null) return 0n;
  const { numerator, denominator } = exactly(order, program, earning);
  return floorDiv(numerator, denominator);
}

/** Null for an order that is worth what was bought with it. */
export function whyNothing(order: OrderSnapshot, program: Program): Nothing | null {
  if (order.test) return "test";
  if (isWithdrawn(order)) return "withdrawn";
  if (order.financialStatus === "refunded") return "refunded";
  if (!PAID.has(order.financialStatus)) return "unpaid";
  if (isForCompany(order, program)) return "company";
  if (isHeldBack(order, program)) return "disputed";
  return program.rules.awardOn === "fulfilled" && order.fulfilledAt === null ? "unfulfilled" : null;
}

/** The points of an order that counts, before they are rounded. */
export function exactly(order: OrderSnapshot, program: Program, earning: Earning): Ratio {
  const { numerator, denominator } = pointsPerMinor(program.rules, order.currency);
  const counted = weightedNetOf(order, program.rules.base, (line) => factorOf(line, earning), BigInt(ONE));
  return { numerator: counted * BigInt(earning.tierPerMille) * numerator, denominator: denominator * FACTORS };
}

/**
 * Whether the program leaves an order out, whatever it is worth: one that was placed for a company, or whose payment is disputed, each where the merchant
 * wants it so.
 */
export function isLeftOut(order: Pick<OrderSnapshot, "b2b" | "dispute">, program: Program): boolean {
  return isForCompany(order, program) || isHeldBack(order, program);
}

function isForCompany({ b2b }: Pick<OrderSnapshot, "b2b">, { rules }: Program): boolean {
  return b2b === true && !rules.companies;
}

function isHeldBack({ dispute }: Pick<OrderSnapshot, "dispute">, { rules }: Program): boolean {
  return dispute === "open" && rules.openDisputes === "hold";
}

/**
 * When an order's points can be spent: the same time of day in the shop's zone, `pendingDays` calendar days after the order, or after its
 * fulfilment where that is what awards.
 */
export function availableAt(order: Pick<OrderSnapshot, "processedAt" | "fulfilledAt">, program: Program, timeZone: string): Date {
  const { awardOn, pendingDays } = program.rules;
  const from = awardOn === "fulfilled" ? (order.fulfilledAt ?? order.processedAt) : order.processedAt;
  if (pendingDays === 0) return from;
  const { hour, minute } = timeIn(from, timeZone);
  return instantIn(addDays(dayIn(from, timeZone), pendingDays), timeZone, hour, minute);
}
