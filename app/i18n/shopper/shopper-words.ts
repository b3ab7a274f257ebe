/**
 * What points are called in a language: one of them, and several, as in the middle of a sentence. Texts keep places for it: `[point]`, `[points]`, and
 * `[Points]` where a sentence begins. None of them hangs on the gender of what stands there.
 */
export type PointsName = { one: string; many: string };

/** What the app itself says to shoppers, when they redeem, claim or tell their birthday without the theme's own texts. */
export type ShopperWords = {
  title: string;
  refused: string;
  /** Before points are spent, with what they are spent on. */
  ask: string;
  confirm: string;
  cancel: string;
  codeReady: string;
  again: string;
  preparing: string;
  used: string;
  released: string;
  credit: string;
  giftCard: string;
  validUntil: string;
  hint: string;
  giftCardHint: string;
  apply: string;
  codeLabel: string;
  toAccount: string;
  logIn: string;
  back: string;
  /** What points are called where the merchant has no name of their own for them. */
  points: PointsName;
  approved: string;
  waiting: string;
  birthdaySaved: string;
  birthdayLate: string;
  refusals: Record<ShopperRefusal, string>;
};

export type ShopperRefusal =
  | "logged-out"
  | "too-many"
  /** The database is away or the shop busy: nobody knows yet whether it was done. */
  | "busy"
  | "unreadable"
  | "insufficient-points"
  | "unknown-reward"
  | "paused"
  | "not-available"
  | "unspendable-credit"
  | "changed"
  | "tier"
  | "sold-out"
  | "limit"
  | "unknown-customer"
  | "bad-amount"
  | "unknown-rule"
  | "already-claimed"
  | "claims-today"
  | "wrong-word"
  | "not-bought"
  | "no-such-day"
  | "too-soon";
