import { z } from "zod";

import type { FactOf } from "../../../facts/fact.ts";
import { idFromGid } from "../../../lib/gid.ts";
import { parseInstant } from "../../../lib/time.ts";

const instant = z.string().nullable();

export const adminParcelSchema = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  status: z.string(),
  displayStatus: z.string().nullable(),
  deliveredAt: instant,
  estimatedDeliveryAt: instant,
});

/**
 * The parcels of an order as the Admin API tells of them. What is in them it does not say here: connections in lists are refused by bulk operations, and dear
 * elsewhere.
 */
export function parcelsFromAdmin(order: { id: string; fulfillments: z.infer<typeof adminParcelSchema>[] }): FactOf<"parcel">[] {
  const orderId = idFromGid(order.id, "Order");
  return order.fulfillments.map(({ id, createdAt, updatedAt, status, displayStatus, deliveredAt, estimatedDeliveryAt }) => ({
    ...{ kind: "parcel", orderId, parcelId: idFromGid(id, "Fulfillment") },
    parcel: {
      shippedAt: parseInstant(createdAt),
      updatedAt: parseInstant(updatedAt),
      cancelled: status === "CANCELLED" || status === "ERROR" || status === "FAILURE",
      shipmentStatus: displayStatus?.toLowerCase() ?? null,
      deliveredAt: deliveredAt === null ? null : parseInstant(deliveredAt),
      expectedAt: estimatedDeliveryAt === null ? null : parseInstant(estimatedDeliveryAt),
      lines: null,
    },
  }));
}
