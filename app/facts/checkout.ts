/** A checkout that somebody has begun, as Shopify last saw it. */
export type CheckoutSnapshot = {
  token: string;
  cartToken: string | null;
  customerId: bigint | null;
  /** Lower case. */
  email: string | null;
  createdAt: Date;
  /** When it was last worked on. */
  activeAt: Date;
  completedAt: Date | null;
  lines: { productId: bigint | null; variantId: bigint; quantity: number }[];
};

/** What is said about checkouts. */
export type CheckoutFact =
  | { kind: "checkout"; checkout: CheckoutSnapshot }
  /** Shopify no longer has it. Its message names only the cart. */
  | { kind: "checkout-deleted"; cartToken: string };
