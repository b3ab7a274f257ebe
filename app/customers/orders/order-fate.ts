import { z } from "zod";

import { parseInstant } from "../../lib/time.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";

/** Shopify's states of a dispute, from the first to the last. `prevented`: it came to no chargeback. `charge_refunded`: the refund tells of itself. */
const disputeStatuses = ["needs_response", "under_review", "prevented", "charge_refunded", "accepted", "lost", "won"] as const;
const OPEN = new Set<string>(["needs_response", "under_review"]);
/** The bank has given the money back to the customer. */
const LOST = new Set<string>(["accepted", "lost"]);

const disputesSchema = z.record(z.string(), z.object({ status: z.string(), at: z.iso.datetime().transform(parseInstant) }));

/** By a dispute's id its status, lower case, and when that was told. */
export type Disputes = Record<string, { status: string; at: Date }>;

/**
 * What befell an order that its own body does not say: Shopify no longer has it, or its customer disputes the payment with their bank. It may be told before
 * the order is.
 */
export type Fate = { deletedAt: Date | null; disputes: Disputes };

export const NO_FATE: Fate = { deletedAt: null, disputes: {} };

export function readDisputes(json: unknown): Disputes {
  return disputesSchema.parse(json);
}

/** Both of what is known. Of two deletions and of two words about a dispute the later holds, so that their order makes no difference. */
export function mergeFates(a: Fate, b: Fate): Fate {
  const deletedAt = (a.deletedAt?.getTime() ?? 0) >= (b.deletedAt?.getTime() ?? 0) ? a.deletedAt : b.deletedAt;
  const disputes = { ...a.disputes };
  for (const [id, told] of Object.entries(b.disputes)) {
    const known = disputes[id];
    if (known === undefined || compare(told, known) > 0) disputes[id] = told;
  }
  return { deletedAt, disputes };
}

function compare(a: Disputes[string], b: Disputes[string]): number {
  const rank = (status: string) => disputeStatuses.findIndex((known) => known === status);
  return a.at.getTime() - b.at.getTime() || rank(a.status) - rank(b.status);
}

/** What disputes come to: the money is lost, or may be. One that was won, prevented or refunded says nothing more of the order. */
export function disputeOf(disputes: Disputes): "open" | "lost" | null {
  const statuses = Object.values(disputes).map(({ status }) => status);
  if (statuses.some((status) => LOST.has(status))) return "lost";
  return statuses.some((status) => OPEN.has(status)) ? "open" : null;
}

/** The order with what befell it. One that has changed after its deletion was told lives again. */
export function withFate(order: OrderSnapshot, { deletedAt, disputes }: Fate): OrderSnapshot {
  const dispute = disputeOf(disputes);
  const gone = deletedAt !== null && order.updatedAt <= deletedAt;
  return { ...withoutFate(order), ...(gone ? { deletedAt } : {}), ...(dispute === null ? {} : { dispute }) };
}

/** The order as its bodies tell of it. */
export function withoutFate(order: OrderSnapshot): OrderSnapshot {
  const own = { ...order };
  delete own.deletedAt;
  delete own.dispute;
  return own;
}

/** Whether an order came to nothing, whatever was paid for it: cancelled, deleted, or its payment lost to a dispute. */
export function isWithdrawn({
  cancelledAt,
  deletedAt,
  dispute,
}: Pick<OrderSnapshot, "cancelledAt" | "deletedAt" | "dispute">): boolean {
  return cancelledAt !== null || deletedAt !== undefined || dispute === "lost";
}
