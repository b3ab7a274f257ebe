/** What customers and shops demand by law. `key` makes a customer's demand idempotent. */
export type PrivacyFact =
  | { kind: "export-requested"; key: string; customerId: bigint | null; email: string | null; at: Date }
  | { kind: "customer-redacted"; key: string; customerId: bigint | null; email: string | null; at: Date }
  | { kind: "shop-redacted"; at: Date };
