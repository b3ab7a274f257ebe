import type { Customer, Order } from "../world/types.ts";
import { visibleOrders, type Context } from "./context.ts";

/**
 * Shopify groups customers by recency, frequency and value against each other and publishes the names of the groups with a sentence for each, but no cuts. These are the sandbox's own: the
 * place among all who have bought, a fifth each, ties by who came first. They are meant to differ from any app's.
 */
const GROUPS: Record<number, Record<"high" | "middle" | "low", string>> = {
  5: { high: "CHAMPIONS", middle: "ACTIVE", low: "NEW" },
  4: { high: "LOYAL", middle: "ACTIVE", low: "PROMISING" },
  3: { high: "LOYAL", middle: "NEEDS_ATTENTION", low: "NEEDS_ATTENTION" },
  2: { high: "AT_RISK", middle: "AT_RISK", low: "ALMOST_LOST" },
  1: { high: "PREVIOUSLY_LOYAL", middle: "ALMOST_LOST", low: "DORMANT" },
};

type Statistics = { rfmGroup: string; predictedSpendTier: string | null };
const known = new WeakMap<Context, ReadonlyMap<bigint, Statistics>>();

/**
 * What `statistics` tells of a customer. Who has no order is a prospect, of whom nothing is predicted. How Shopify predicts is not published either: here it follows what
 * somebody has spent.
 */
export function statisticsOf(context: Context, customer: Customer): Statistics {
  const all = known.get(context) ?? everybody(context);
  known.set(context, all);
  return all.get(customer.id) ?? { rfmGroup: "PROSPECTS", predictedSpendTier: null };
}

function everybody(context: Context): ReadonlyMap<bigint, Statistics> {
  const counted = visibleOrders(context).filter(
    (order) => !order.test && order.cancelledAt === null && order.customerId !== null,
  );
  const byCustomer = [...Map.groupBy(counted, ({ customerId }) => customerId ?? 0n)];
  const places = (value: (orders: readonly Order[]) => number) => {
    const sorted = byCustomer.toSorted(([a, one], [b, other]) => value(one) - value(other) || Number(a - b));
    return new Map(sorted.map(([customerId], place) => [customerId, 1 + Math.floor((5 * place) / sorted.length)]));
  };
  const recency = places((orders) => Math.max(...orders.map(({ createdAt }) => createdAt.getTime())));
  const frequency = places((orders) => orders.length);
  const value = places((orders) => Number(orders.reduce((sum, { paidMinor }) => sum + paidMinor, 0n)));
  return new Map(
    byCustomer.map(([customerId]) => {
      const often = ((frequency.get(customerId) ?? 1) + (value.get(customerId) ?? 1)) / 2;
      const level = often >= 4 ? "high" : often >= 2.5 ? "middle" : "low";
      const spends = value.get(customerId) ?? 1;
      const predictedSpendTier = spends >= 4 ? "HIGH" : spends >= 3 ? "MEDIUM" : "LOW";
      return [customerId, { rfmGroup: GROUPS[recency.get(customerId) ?? 1]?.[level] ?? "DORMANT", predictedSpendTier }];
    }),
  );
}
