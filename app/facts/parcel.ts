import { z } from "zod";

import { parseInstant } from "../lib/time.ts";

const big = z.union([z.bigint(), z.string().regex(/^\d+$/), z.number().int()]).transform((value) => BigInt(value));
const instant = z.union([z.date(), z.string()]).transform((value) => (typeof value === "string" ? parseInstant(value) : value));

/** A parcel as an order's body, its own webhook or the Admin API describes it. Shopify calls it a fulfillment. */
export const parcelSnapshotSchema = z.object({
  shippedAt: instant,
  /** Whole seconds. */
  updatedAt: instant,
  /** It never left, or was taken back. */
  cancelled: z.boolean(),
  /** Where it is, in Shopify's words, lower case; null where nobody tells. */
  shipmentStatus: z.string().nullable(),
  /** When it arrived, where the source says that itself. */
  deliveredAt: instant.nullable(),
  /** When the carrier expects it to arrive, where the source says that. */
  expectedAt: instant.nullable(),
  /** What is in it; null where the source does not say. */
  lines: z.array(z.object({ lineId: big, quantity: z.number().int().nonnegative() })).nullable(),
});
export type ParcelSnapshot = z.infer<typeof parcelSnapshotSchema>;

/** Something that a carrier says of a parcel. `at`: when that was last changed; one that was deleted was no such event. */
export const parcelEventSchema = z.object({
  status: z.string(),
  happenedAt: instant,
  expectedAt: instant.nullable(),
  at: instant,
  deleted: z.boolean(),
});
export type ParcelEvent = z.infer<typeof parcelEventSchema>;

/** What is said about parcels. They may be told of before their order is. */
export type ParcelFact =
  | { kind: "parcel"; orderId: bigint; parcelId: bigint; parcel: ParcelSnapshot }
  | { kind: "parcel-event"; orderId: bigint; parcelId: bigint; eventId: bigint; event: ParcelEvent };
