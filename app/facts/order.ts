import type { OrderSnapshot, RefundSnapshot } from "./order-snapshot.ts";

/** What is said about orders. */
export type OrderFact =
  /** `announced`: Shopify told of its creation or payment as it happened (orders/create, orders/paid), so it earns even if created before the install. */
  | { kind: "order"; order: OrderSnapshot; announced: boolean }
  | { kind: "refund"; orderId: bigint; refund: RefundSnapshot }
  /** The order changed in a way the message does not carry: read it from Shopify. */
  | { kind: "order-stale"; orderId: bigint }
  /** Shopify no longer has the order. */
  | { kind: "order-deleted"; orderId: bigint; at: Date }
  /** A customer disputes an order's payment with their bank. `status`: Shopify's, lower case; `at`: when it was that. */
  | { kind: "dispute"; orderId: bigint; disputeId: bigint; status: string; at: Date };
