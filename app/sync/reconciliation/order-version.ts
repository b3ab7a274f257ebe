import { z } from "zod";

import { financialStatuses, type OrderSnapshot } from "../../facts/order-snapshot.ts";
import { outstandingMinor } from "../../customers/orders/worth/order-net.ts";
import { idFromGid } from "../../lib/gid.ts";
import { parseInstant, SECOND_MS } from "../../lib/time.ts";

/** As much of an order as says which of two states of it is older. */
export type OrderVersion = {
  orderId: bigint;
  createdAt: Date;
  updatedAt: Date;
  /** Lower case; one that we do not know says nothing. */
  financialStatus: string;
  fulfilled: boolean;
  cancelled: boolean;
  refundIds: readonly bigint[];
  /** Units that are left, tips apart. */
  units: number;
  fullyPaid: boolean;
  /** How the second of `updatedAt` ended. */
  final: boolean;
};

const nodeSchema = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: z.string().nullable(),
  displayFinancialStatus: z.string().nullable(),
  displayFulfillmentStatus: z.string(),
  currentSubtotalLineItemsQuantity: z.number(),
  fullyPaid: z.boolean(),
  refunds: z.array(z.object({ id: z.string() })),
});

/** A node of `ORDERS_CHANGED`. @throws ZodError */
export function versionOfNode(source: unknown): OrderVersion {
  const node = nodeSchema.parse(source);
  return {
    orderId: idFromGid(node.id, "Order"),
    createdAt: parseInstant(node.createdAt),
    updatedAt: parseInstant(node.updatedAt),
    financialStatus: (node.displayFinancialStatus ?? "PENDING").toLowerCase(),
    fulfilled: node.displayFulfillmentStatus === "FULFILLED",
    cancelled: node.cancelledAt !== null,
    refundIds: node.refunds.map(({ id }) => idFromGid(id, "Refund")),
    units: node.currentSubtotalLineItemsQuantity,
    fullyPaid: node.fullyPaid,
    final: false,
  };
}

export function versionOf(order: OrderSnapshot): OrderVersion {
  const { orderId, createdAt, updatedAt, financialStatus } = order;
  return {
    ...{ orderId, createdAt, updatedAt, financialStatus },
    fulfilled: order.fulfillmentStatus === "fulfilled",
    cancelled: order.cancelledAt !== null,
    refundIds: order.refunds.map(({ refundId }) => refundId),
    units: order.lines.reduce((sum, { tip, currentQuantity }) => (tip ? sum : sum + currentQuantity), 0),
    fullyPaid: outstandingMinor(order) === 0n,
    final: order.final ?? false,
  };
}

/**
 * Whether Shopify's state is ahead of ours. `updated_at` has whole seconds: within one, whatever can only come later says it, or other items or payments than those
 * that we know of a second whose end we have not read.
 */
export function isAhead(theirs: OrderVersion, ours: OrderVersion | undefined): boolean {
  if (ours === undefined) return true;
  const later = secondOf(theirs) - secondOf(ours);
  if (later !== 0) return later > 0;
  return (
    (theirs.cancelled && !ours.cancelled) ||
    (theirs.fulfilled && !ours.fulfilled) ||
    progressOf(theirs) > progressOf(ours) ||
    theirs.refundIds.some((refundId) => !ours.refundIds.includes(refundId)) ||
    (!ours.final && (theirs.units !== ours.units || (theirs.fullyPaid && !ours.fullyPaid)))
  );
}

/** Whether we know a state of that second, and now how the second ended. */
export function endsSecond(theirs: OrderVersion, ours: OrderVersion | undefined): boolean {
  return ours !== undefined && theirs.final && !ours.final && secondOf(theirs) === secondOf(ours);
}

function progressOf({ financialStatus }: OrderVersion): number {
  return financialStatuses.findIndex((known) => known === financialStatus);
}

function secondOf({ updatedAt }: OrderVersion): number {
  return Math.floor(updatedAt.getTime() / SECOND_MS);
}
