import type { RefillFacts } from "../../refill/facts.ts";
import type { Happening } from "../triggers/events.ts";

/** An order by the products that were paid for. Ids as digits; `kept`: those of them that the customer has or will get. */
export type Bought = { orderId: string; at: Date; products: readonly string[]; kept: readonly string[] };

/** What the planner knows of a customer, as of the instant at which it is asked. */
export type Facts = {
  /** Who is drawn for holdouts and splits. */
  customerId: bigint;
  /** Deleted, redacted, or merged into another customer. */
  gone: "deleted" | "redacted" | "merged" | null;
  /** The clock that the customer lives by, as far as the address tells; else the shop's. */
  timeZone: string;
  ordersCount: number;
  firstOrderAt: Date | null;
  lastOrderAt: Date | null;
  /** Median of the days between the customer's orders, null below three orders. */
  medianGapDays: number | null;
  birthday: { month: number; day: number } | null;
  /** When points next expire, and when a tier ends that is no longer earned; null: nothing does. */
  pointsExpireAt: Date | null;
  tierEndsAt: Date | null;
  /** For how many days a tier is kept that is no longer earned: nobody can be told earlier. Null: it was not asked. */
  graceDays: number | null;
  /** Orders of which nothing is left, ids as digits: cancelled, deleted or lost, or all given back. */
  withdrawn: ReadonlyMap<string, "gone" | "refunded">;
  /** Their orders with what was in them, the oldest first: those since the customer's runs began, and those that these are about. None where no flow asks. */
  bought: readonly Bought[];
  /** Has withdrawn consent to advertising by email. Who never gave it has not. */
  unsubscribed: boolean;
  /** Of the kinds that the shop's flows look at, the oldest first: those that may begin a run, and those since the customer's runs began. */
  happenings: readonly Happening[];
  /** Of products that run out; null where no flow asks, or there is nothing of them. */
  refill: RefillFacts | null;
  /** The segment queries that the customer meets, of those that the flow asks for. */
  meets: ReadonlySet<string>;
};
