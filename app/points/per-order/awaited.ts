import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import type { Program } from "../../program/rules/rules.ts";
import type { Earning } from "../orders/earning.ts";
import { owed } from "../orders/owed.ts";

/** What an order waits for until it brings points. */
export type Awaits = "payment" | "fulfilment";

const UNPAID = new Set<OrderSnapshot["financialStatus"]>(["pending", "authorized"]);

/**
 * What an order will bring that brings nothing yet, by the function that will award it: as it stands, once it is paid and sent.
 * @returns null where it waits for nothing: it brings its points, or never will
 */
export function awaited(
  order: OrderSnapshot,
  program: Program,
  earning: Earning | undefined,
  now: Date,
): { awaits: Awaits; points: bigint } | null {
  const isUnpaid = UNPAID.has(order.financialStatus);
  const isUnsent = program.rules.awardOn === "fulfilled" && order.fulfilledAt === null;
  if (!isUnpaid && !isUnsent) return null;
  const later: OrderSnapshot = {
    ...order,
    financialStatus: isUnpaid ? "paid" : order.financialStatus,
    receivedMinor: isUnpaid ? null : order.receivedMinor,
    fulfilledAt: order.fulfilledAt ?? now,
  };
  const points = owed(later, program, earning);
  return points > 0n ? { awaits: isUnpaid ? "payment" : "fulfilment", points } : null;
}
