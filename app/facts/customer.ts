export type Channel = "email" | "sms";
export type ConsentState = "subscribed" | "not_subscribed" | "pending" | "unsubscribed" | "redacted" | "invalid";

export type Consent = { state: ConsentState; optInLevel: string | null; at: Date | null };

export type CustomerSnapshot = {
  customerId: bigint;
  /** Lower case. */
  email: string | null;
  emailVerified: boolean;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  countryCode: string | null;
  /** Of the default address, as Shopify codes it within the country ("CA", "Q ROO"). */
  provinceCode: string | null;
  note: string | null;
  accountState: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** Absent where the source does not carry them (customer webhooks since 2025-01). */
  tags?: string[];
  emailConsent?: Consent;
  smsConsent?: Consent;
};

/** What is said about customers. */
export type CustomerFact =
  | { kind: "customer"; customer: CustomerSnapshot }
  | { kind: "customer-deleted"; customerId: bigint; at: Date }
  | { kind: "customers-merged"; keptId: bigint; goneId: bigint; at: Date }
  /** `customerId` null: only an address is known. `key` makes the record idempotent. */
  | {
      kind: "consent";
      customerId: bigint | null;
      email: string | null;
      channel: Channel;
      consent: Consent;
      source: string;
      key: string;
    }
  | { kind: "tags"; customerId: bigint; added: string[]; removed: string[]; at: Date };
