/** What a shop must have before it is told predictions: as Klaviyo asks for it, and enough who bought again for what they spend. */
const NEEDED = { buyers: 500, historyDays: 180, lastOrderDays: 30, thirdOrder: 1, repeaters: 100 } as const;

/** What there is, as of today. */
export type Amounts = {
  buyers: number;
  /** Days since the shop's first order, and since its last one. */
  historyDays: number;
  lastOrderDays: number;
  /** Customers with three days of purchase or more; with two or more. */
  thirdOrder: number;
  repeaters: number;
};

/** What is missing, with what there is of it and what is needed; `pattern`: there is enough, and it still does not say when customers leave. */
export type Missing =
  | { what: "buyers" | "historyDays" | "lastOrderDays" | "thirdOrder" | "repeaters"; have: number; need: number }
  | { what: "pattern" };

/** What is missing for predicting orders; nothing: an empty list. */
export function missingForOrders(amounts: Amounts): Missing[] {
  const least = (["buyers", "historyDays", "thirdOrder"] as const).filter((what) => amounts[what] < NEEDED[what]);
  const stale = amounts.buyers > 0 && amounts.lastOrderDays > NEEDED.lastOrderDays ? (["lastOrderDays"] as const) : [];
  return [...least, ...stale].map((what) => ({ what, have: amounts[what], need: NEEDED[what] }));
}

/** What is missing for predicting what is spent, besides. */
export function missingForSpend(amounts: Amounts): Missing[] {
  return amounts.repeaters < NEEDED.repeaters ? [{ what: "repeaters", have: amounts.repeaters, need: NEEDED.repeaters }] : [];
}
