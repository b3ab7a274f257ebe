/** An order of which something that was paid for is left. */
export type CountedOrder = {
  orderId: bigint;
  placedAt: Date;
  /** When its points can be spent: goods do not come back any more. */
  availableAt: Date;
  /** The program ran for its customer when it was placed. */
  earns: boolean;
  netMinor: bigint;
  /** Products of which something is left. */
  products: readonly bigint[];
};

/** What is known of a customer. */
export type Facts = {
  orders: readonly CountedOrder[];
  /** Whether a product counts. */
  matches: (productId: bigint) => boolean;
  /** Since when they are in the segment that a badge is for; null: they are not. */
  entered: Date | null;
};

/** That it was reached, or will be on a day that is known. `occasion` tells one time from another. */
export type Reach = {
  occasion: string;
  at: Date;
  availableAt: Date;
  orderId: bigint | null;
  earns: boolean;
  products: bigint[];
};

/** `progress`: toward `target`, in orders, products, minor units, years or periods. `aliveUntil`: until when a streak waits for its next order. */
export type Outcome = { reaches: Reach[]; progress: bigint; target: bigint; aliveUntil: Date | null };

export type Setting = { timeZone: string; activatedAt: Date; now: Date };
