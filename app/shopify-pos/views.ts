/** A customer at the till, ready to be drawn. */
export type TillCustomer = {
  /** What is so instead of all the rest: nobody knows this customer, or there is nobody any more. */
  missing: string | null;
  name: string;
  contact: string | null;
  /** What can be spent, with its unit: "630 points". */
  balance: string;
  figures: { label: string; value: string; note: string | null }[];
  /** What becomes of the points, and why nothing can be redeemed. */
  lines: string[];
  codes: TillCode[];
  rewards: TillReward[];
};

/** A code that works now. */
export type TillCode = {
  id: string;
  code: string;
  title: string;
  note: string | null;
  /** Whether it takes something off a sale. */
  applies: boolean;
};

export type TillReward = {
  id: number;
  title: string;
  cost: string;
  notes: string[];
  /** Why it cannot be redeemed now; null: it can. */
  missing: string | null;
  /** What can be spent, where there is a choice and the points are enough. */
  prices: { points: number; label: string }[];
  /** The same where any amount can, in whole steps. */
  range: { min: number; max: number; step: number } | null;
  /** What is sent to redeem it, besides the chosen points. */
  fields: Readonly<Record<"reward" | "price" | "offer" | "intent", string>>;
};

/** What became of a redemption. */
export type TillAnswer = {
  ok: boolean;
  message: string;
  /** To be taken off the sale; null: there is none yet, or it is not for a sale. */
  code: string | null;
  /** Shopify is still asked for it: the same again tells how far it is, and spends nothing. */
  again: boolean;
};

/** Who may be meant. */
export type TillSearch = { people: { id: string; name: string; contact: string | null }[]; more: boolean };
