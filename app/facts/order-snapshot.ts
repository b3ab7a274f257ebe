/**
 * An order as the app keeps it: the latest state, in shop money, in integer minor units. Webhook bodies and Admin API nodes are normalised to
 * this one shape, so that it does not matter how an order reached us. Stored as JSON with bigint written as digits (`orderSnapshotSchema` reads it back).
 */
import { z } from "zod";

import { maxBig, minBig } from "../lib/arithmetic.ts";
import { parseInstant } from "../lib/time.ts";

const big = z.union([z.bigint(), z.string().regex(/^-?\d+$/), z.number().int()]).transform((value) => BigInt(value));
const instant = z.union([z.date(), z.string()]).transform((value) => (typeof value === "string" ? parseInstant(value) : value));

export const financialStatuses = [
  "pending",
  "authorized",
  "partially_paid",
  "paid",
  "partially_refunded",
  "refunded",
  "voided",
  "expired",
] as const;

const orderLineSchema = z.object({
  lineId: big,
  productId: big.nullable(),
  variantId: big.nullable(),
  title: z.string(),
  quantity: z.number().int().nonnegative(),
  /** What is left after edits, refunds and returns. */
  currentQuantity: z.number().int().nonnegative(),
  /** Whole line after all discounts (line and order level), without tax. */
  netMinor: big,
  /** Tax on the whole line after discounts. */
  taxMinor: big,
  /** Discounts on the whole line, without tax. */
  discountMinor: big.default(0n),
  giftCard: z.boolean(),
  tip: z.boolean(),
  /** Nothing of it has to be sent, though it is goods: a download, a course. Absent: it has. */
  unsent: z.literal(true).optional(),
  /** Bought by a selling plan (a subscription, most often); absent: once. */
  byPlan: z.literal(true).optional(),
});

export const refundSnapshotSchema = z.object({
  refundId: big,
  createdAt: instant,
  /** Money that went back: successful refund transactions, in shop money. Zero for a restock without money. */
  moneyMinor: big,
  /** The part of that money that was shipping (with its tax) or duties. */
  shippingMinor: big,
  /** Of that part, duties; absent where there were none. */
  dutiesMinor: big.optional(),
  lines: z.array(z.object({ lineId: big, quantity: z.number().int().nonnegative() })),
  /** We have read it; absent: a webhook told of it. */
  isRead: z.boolean().optional(),
});

/** What was paid in all as of the state of `at` (an order's `updatedAt`). `open`: read while that second was still running. */
const figureSchema = z.object({ minor: big, at: instant, open: z.literal(true).optional() });

export const orderSnapshotSchema = z.object({
  orderId: big,
  name: z.string(),
  customerId: big.nullable(),
  /** Lower case; for guest orders the address that may later claim the order. */
  email: z.string().nullable(),
  customerLocale: z.string().nullable(),
  createdAt: instant,
  processedAt: instant,
  /** Whole seconds. */
  updatedAt: instant,
  /** When Shopify told of this state (a webhook's own instant), or when we read it; absent where nobody knows. */
  toldAt: instant.optional(),
  /** Read by us after the second of `updatedAt` was over: how that second ended. */
  final: z.boolean().optional(),
  cancelledAt: instant.nullable(),
  fulfilledAt: instant.nullable(),
  test: z.boolean(),
  financialStatus: z.enum(financialStatuses),
  fulfillmentStatus: z.string().nullable(),
  /** Placed for a company; absent: for the customer. */
  b2b: z.literal(true).optional(),
  /** Where the order came from: `web`, `pos` and others of Shopify's own, else whatever an app called it. Absent where the source does not tell. */
  sourceName: z.string().optional(),
  /** The app (or channel of Shopify's) that made the order. Absent where the source does not tell. */
  appId: big.optional(),
  /** ISO 4217 code of shop money, in which all amounts here are. */
  currency: z.string().length(3),
  shippingNetMinor: big,
  shippingTaxMinor: big,
  /** All lines as bought and added, with shipping, tax and tips; what is removed or returned stays in it. */
  totalMinor: big,
  /** What was paid in all, before refunds. Null where the source does not tell. */
  receivedMinor: big.nullable().default(null),
  /** By whom that was said (order-received.ts): Shopify, when we have read it, and later bodies from which it was computed. Absent: only by the body itself. */
  received: z.object({ read: figureSchema.nullable(), told: z.array(figureSchema) }).optional(),
  /** When it was paid and sent, as far as any of its states tells (order-reached.ts). Absent: only the state itself. */
  reached: z
    .object({
      paidAt: instant.nullable(),
      unpaidAt: instant.nullable(),
      seenPaidAt: instant.nullable(),
      fulfilledAt: instant.nullable(),
    })
    .optional(),
  discountCodes: z.array(z.string()),
  lines: z.array(orderLineSchema),
  refunds: z.array(refundSnapshotSchema),
  /** When Shopify no longer had it; absent: it has. No body says so, nor the next: they are kept apart (order-fate.ts). */
  deletedAt: instant.optional(),
  /** A dispute about the payment is open, or took the money back; absent: neither. */
  dispute: z.enum(["open", "lost"]).optional(),
});

export type OrderLine = z.infer<typeof orderLineSchema>;
export type RefundSnapshot = z.infer<typeof refundSnapshotSchema>;
export type OrderSnapshot = z.infer<typeof orderSnapshotSchema>;

/** What of a refund's money was for no items. Shipping can be named in a refund that gives nothing back. */
export function besideItems(
  moneyMinor: bigint,
  shippingMinor: bigint,
  dutiesMinor: bigint,
): Pick<RefundSnapshot, "shippingMinor" | "dutiesMinor"> {
  const both = minBig(maxBig(0n, moneyMinor), shippingMinor + dutiesMinor);
  const duties = maxBig(0n, both - shippingMinor);
  return duties === 0n ? { shippingMinor: both } : { shippingMinor: both, dutiesMinor: duties };
}
