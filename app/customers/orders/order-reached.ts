import type { OrderSnapshot } from "../../facts/order-snapshot.ts";

export type Reached = NonNullable<OrderSnapshot["reached"]>;

const PAID: ReadonlySet<string> = new Set([
  "paid",
  "partially_refunded",
  "refunded",
] satisfies OrderSnapshot["financialStatus"][]);

export function isPaid({ financialStatus }: Pick<OrderSnapshot, "financialStatus">): boolean {
  return PAID.has(financialStatus);
}

/**
 * When an order reached what it can reach once, as of both snapshots. Bodies do not say when an order was paid, only that it is: so the earliest is kept that
 * Shopify announced or that we have read, and the states on either side of the payment. Commutative, associative and idempotent.
 */
export function mergeReached(a: OrderSnapshot, b: OrderSnapshot): { reached: Reached } {
  const [one, other] = [reachedOf(a), reachedOf(b)];
  return {
    reached: {
      paidAt: earlier(one.paidAt, other.paidAt),
      unpaidAt: earlier(one.unpaidAt, other.unpaidAt),
      seenPaidAt: earlier(one.seenPaidAt, other.seenPaidAt),
      fulfilledAt: earlier(one.fulfilledAt, other.fulfilledAt),
    },
  };
}

export function reachedOf(order: OrderSnapshot): Reached {
  const { reached, updatedAt, fulfilledAt } = order;
  if (reached !== undefined) return reached;
  return { paidAt: null, unpaidAt: isPaid(order) ? null : updatedAt, seenPaidAt: isPaid(order) ? updatedAt : null, fulfilledAt };
}

/**
 * When it was paid for the first time: as announced or read; else the first state in which it was, if one before it was not. Null: it was not, or nobody knows
 * when.
 */
export function paidAtOf(order: OrderSnapshot): Date | null {
  const { paidAt, unpaidAt, seenPaidAt } = reachedOf(order);
  const betweenStates = unpaidAt !== null && seenPaidAt !== null && unpaidAt < seenPaidAt ? seenPaidAt : null;
  return earlier(paidAt, betweenStates);
}

/** When all of it had been sent for the first time. */
export function fulfilledAtOf(order: OrderSnapshot): Date | null {
  return reachedOf(order).fulfilledAt;
}

/** What a body says that tells of an order's creation or payment as it happened. @param paid whether it tells of the payment alone */
export function announced(order: OrderSnapshot, paid: boolean, placed: Date): { reached: Reached } {
  return { reached: { ...reachedOf(order), paidAt: isPaid(order) ? (paid ? order.updatedAt : placed) : null } };
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}
