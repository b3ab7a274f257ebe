import { NO_FATE, type Disputes, type Fate } from "./order-fate.ts";
import { fulfilledAtOf, paidAtOf } from "./order-reached.ts";
import type { Arrival } from "./parcels/arrival.ts";
import { netOf } from "./worth/order-net.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import type { EventOf, TimelineEvent } from "../timeline.ts";

const WHOLE = { shipping: false, tax: false, unpaid: true };

/**
 * What an order reached, as far as that is known by `now`: payment, dispatch, arrival. What is known better later is told anew under the same key.
 * @param arrival when it has arrived or will have
 */
export function milestonesOf(order: OrderSnapshot, customerId: bigint, arrival: Arrival | null, now: Date): TimelineEvent[] {
  if (order.test) return [];
  const data = { orderId: order.orderId, orderName: order.name };
  const key = `order:${order.orderId}`;
  const paidAt = paidAtOf(order);
  const fulfilledAt = fulfilledAtOf(order);
  return [
    ...(paidAt === null ? [] : [{ customerId, kind: "order.paid" as const, key: `${key}:paid`, occurredAt: paidAt, data }]),
    ...(fulfilledAt === null
      ? []
      : [{ customerId, kind: "order.fulfilled" as const, key: `${key}:fulfilled`, occurredAt: fulfilledAt, data }]),
    ...(arrival === null || arrival.at > now
      ? []
      : [
          {
            ...{ customerId, kind: "order.delivered" as const, key: arrivalKey(order), occurredAt: arrival.at },
            data: { ...data, basis: arrival.by },
          },
        ]),
  ];
}

export function arrivalKey({ orderId }: Pick<OrderSnapshot, "orderId">): string {
  return `order:${orderId}:delivered`;
}

/** What an order's state says has happened, each with a key of its own: appending all of them again adds only what is new. */
export function orderEvents(order: OrderSnapshot, customerId: bigint, fate: Fate = NO_FATE): TimelineEvent[] {
  if (order.test) return [];
  const about = { orderId: order.orderId, orderName: order.name, currency: order.currency };
  const key = `order:${order.orderId}`;
  const events: TimelineEvent[] = [
    {
      customerId,
      kind: "order.placed",
      key: `${key}:placed`,
      occurredAt: order.processedAt,
      data: { ...about, totalMinor: order.totalMinor, netMinor: netOf({ ...order, refunds: [] }, WHOLE) },
    },
  ];
  if (order.cancelledAt !== null)
    events.push({ customerId, kind: "order.cancelled", key: `${key}:cancelled`, occurredAt: order.cancelledAt, data: about });
  if (order.deletedAt !== undefined)
    events.push({
      ...{ customerId, kind: "order.deleted", data: about },
      key: `${key}:deleted:${order.deletedAt.toISOString()}`,
      occurredAt: order.deletedAt,
    });
  events.push(...disputeEvents(fate.disputes, { customerId, key, data: about }));
  for (const refund of order.refunds) {
    if (refund.moneyMinor === 0n) continue;
    const data = { ...about, amountMinor: refund.moneyMinor };
    events.push({
      customerId,
      kind: "order.refunded",
      key: `${key}:refund:${refund.refundId}`,
      occurredAt: refund.createdAt,
      data,
    });
  }
  return events;
}

const OUTCOMES: Record<string, "order.dispute-lost" | "order.dispute-won" | undefined> = {
  ...{ accepted: "order.dispute-lost", lost: "order.dispute-lost", won: "order.dispute-won" },
};

function disputeEvents(
  disputes: Disputes,
  { key, ...about }: Pick<EventOf<"order.disputed">, "customerId" | "key" | "data">,
): TimelineEvent[] {
  return Object.entries(disputes).flatMap(([disputeId, { status, at }]) => {
    const shared = { ...about, occurredAt: at };
    const opened = { ...shared, kind: "order.disputed" as const, key: `${key}:dispute:${disputeId}` };
    const outcome = OUTCOMES[status];
    return outcome === undefined ? [opened] : [opened, { ...shared, kind: outcome, key: `${opened.key}:${outcome}` }];
  });
}
