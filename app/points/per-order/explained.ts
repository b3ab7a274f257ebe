import { weightedNetOf } from "../../customers/orders/worth/order-net.ts";
import { counts, lossOf } from "../../customers/orders/worth/order-loss.ts";
import { isWithdrawn } from "../../customers/orders/order-fate.ts";
import type { OrderLine, OrderSnapshot } from "../../facts/order-snapshot.ts";
import { ONE } from "../../program/rules/multiplier.ts";
import type { Program } from "../../program/rules/rules.ts";
import { factorOf, PLAIN, type Earning } from "../orders/earning.ts";
import { isLeftOut, owed } from "../orders/owed.ts";

/** Why an order is worth no points at all. */
export type Nothing = "test" | "withdrawn" | "company" | "dispute" | "unpaid" | "unshipped" | "returned";

export type ExplainedLine = {
  lineId: bigint;
  title: string;
  /** Units that are left. */
  quantity: number;
  /** What counts of them, in minor units of shop money, before the factor. */
  countedMinor: bigint;
  /** 1,000 is once. */
  perMille: number;
  /** Gift cards and tips never count. */
  counts: boolean;
};

/**
 * How an order comes to its points: (each line's counted value times its factor, plus shipping, plus what is not of one line) times the tier's factor
 * times the rate, rounded down once. Amounts are minor units of shop money; `weighted` are such amounts times 1,000.
 */
export type Explained = {
  points: bigint;
  nothing: Nothing | null;
  lines: ExplainedLine[];
  shippingMinor: bigint;
  /** What no single line carries: refunds of money alone, what is not paid for yet, goods that came back without their money. */
  otherWeighted: bigint;
  /** All that counts, each times its factor. */
  weighted: bigint;
  tier: string | null;
  tierPerMille: number;
};

export function explain(order: OrderSnapshot, program: Program, earning: Earning = PLAIN): Explained {
  const { base } = program.rules;
  const factor = (line: OrderLine) => factorOf(line, earning);
  const lines = order.lines.map((line): ExplainedLine => {
    const gone = Math.min(line.quantity, Math.max(0, line.quantity - line.currentQuantity));
    const { value } = lossOf(line, base, factor, gone, line.quantity);
    return {
      ...{ lineId: line.lineId, title: line.title, quantity: line.quantity - gone, countedMinor: value },
      ...{ perMille: Number(factor(line)), counts: counts(line) },
    };
  });
  const weighted = weightedNetOf(order, base, factor, BigInt(ONE));
  const goods = weightedNetOf(order, { ...base, shipping: false }, factor, BigInt(ONE));
  const ofLines = lines.reduce((sum, { countedMinor, perMille }) => sum + countedMinor * BigInt(perMille), 0n);
  const points = owed(order, program, earning);
  return {
    points,
    nothing: points > 0n ? null : nothingOf(order, program, goods),
    lines,
    shippingMinor: (weighted - goods) / BigInt(ONE),
    otherWeighted: goods - ofLines,
    weighted,
    ...{ tier: earning.tier, tierPerMille: earning.tierPerMille },
  };
}

const UNPAID = new Set<OrderSnapshot["financialStatus"]>(["pending", "authorized", "voided", "expired"]);

function nothingOf(order: OrderSnapshot, program: Program, goods: bigint): Nothing | null {
  if (order.test) return "test";
  if (isWithdrawn(order)) return "withdrawn";
  if (isLeftOut(order, program)) return order.b2b === true && !program.rules.companies ? "company" : "dispute";
  if (UNPAID.has(order.financialStatus)) return "unpaid";
  if (order.financialStatus === "refunded") return "returned";
  if (program.rules.awardOn === "fulfilled" && order.fulfilledAt === null) return "unshipped";
  return goods === 0n && order.refunds.length > 0 ? "returned" : null;
}
