import type { ConsentState } from "../world/types.ts";
import type { Person } from "./people.ts";

/** What is going to happen in a shop, as data: customers and orders are named by their place in the plan. */
export type Plan = { customers: PlannedCustomer[]; orders: PlannedOrder[]; events: PlannedEvent[] };

export type PlannedCustomer = Person & { account: boolean; tags: string[]; note: string | null };

export type PlannedOrder = {
  /** Null: a guest, known by `email` only. */
  customer: number | null;
  email: string;
  locale: "de" | "en";
  countryCode: string;
  currency: "EUR" | "CHF";
  lines: { sku: string; quantity: number }[];
  discount: { code: string; percent: number } | null;
  freeShipping: boolean;
  tipMinor: bigint;
  test: boolean;
  paid: boolean;
};

export type PlannedRefund =
  | { kind: "full" }
  | { kind: "items"; line: number; quantity: number }
  /** Money as an apology; nothing comes back. */
  | { kind: "goodwill"; share: number }
  /** Goods come back, for which no money is given (an exchange, a second parcel). */
  | { kind: "restock"; line: number };

export type PlannedEvent = { at: Date } & (
  | { kind: "customer"; customer: number }
  | { kind: "consent"; customer: number; state: ConsentState; optInLevel: "single_opt_in" | "confirmed_opt_in" }
  | { kind: "sms"; customer: number }
  | { kind: "tag"; customer: number; tag: string }
  | { kind: "move"; customer: number; city: string }
  | { kind: "merge"; kept: number; gone: number }
  | { kind: "delete"; customer: number }
  | { kind: "order"; order: number }
  | { kind: "pay"; order: number }
  | { kind: "fulfil"; order: number }
  | { kind: "deliver"; order: number }
  | { kind: "refund"; order: number; refund: PlannedRefund }
  | { kind: "cancel"; order: number; refund: boolean }
  | { kind: "edit"; order: number; add: string }
);
