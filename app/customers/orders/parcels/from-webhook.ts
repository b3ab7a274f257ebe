import type { ParcelSnapshot } from "../../../facts/parcel.ts";
import type { ParcelBody } from "../snapshot/order-body.ts";

/** What became of a fulfillment that never leaves. */
const NEVER_SENT = new Set(["cancelled", "error", "failure"]);

/** A fulfillment as bodies carry it. @param toldAt when the body was written, for what the fulfillment itself does not date */
export function parcelFromBody(source: Omit<ParcelBody, "id" | "order_id">, toldAt: Date): ParcelSnapshot {
  return {
    shippedAt: source.created_at ?? toldAt,
    updatedAt: source.updated_at ?? toldAt,
    cancelled: NEVER_SENT.has(source.status ?? ""),
    shipmentStatus: source.shipment_status?.toLowerCase() ?? null,
    deliveredAt: null,
    expectedAt: null,
    lines: source.line_items.map(({ id, admin_graphql_api_id, quantity }) => ({
      lineId: admin_graphql_api_id ?? id,
      quantity: quantity ?? 1,
    })),
  };
}
