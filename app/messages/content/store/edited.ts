import type { Tx } from "../../../db.server.ts";
import type { Compiled } from "../compile/compiled.ts";

/** Which version of which email, and what it is about. */
export type EditedQuestion = {
  emailId: number;
  version: number;
  /** Products that are due. */
  productIds: readonly bigint[];
  /** The order whose lines it may put into the cart; null: the customer's last one. */
  orderId: bigint | null;
};

/** A product of the shop that can still be bought. Prices in minor units of shop money; `from`: variants cost differently, and this is the least. */
export type Sold = {
  productId: bigint;
  title: string;
  handle: string;
  imageUrl: string | null;
  productType: string | null;
  vendor: string | null;
  priceMinor: bigint | null;
  from: boolean;
  /** The first one. */
  variantId: bigint | null;
};

export type BoughtLine = { productId: bigint; variantId: bigint | null; quantity: number };

/** What an edited email is filled from. */
export type Edited = {
  compiled: Compiled;
  /** The customer's last order, or the one that the email is about; null without one. */
  order: { at: Date; lines: readonly BoughtLine[] } | null;
  /** All that the customer has bought lately. */
  bought: ReadonlySet<bigint>;
  /** Those that the email may show, by id. */
  sold: ReadonlyMap<bigint, Sold>;
  /** What they may like next, the best first; empty where the email shows none. */
  recommended: readonly bigint[];
};

/** @param last what a customer bought last, or what is due; @param bought all that they have bought lately */
export type RecommendQuestion = { last: readonly bigint[]; bought: ReadonlySet<bigint> };
/** Chooses products that can be bought now, at most so many for each question: told by who knows what goes with what. */
export type Recommend = (
  tx: Pick<Tx, "getExecutor">,
  shopId: number,
  questions: readonly RecommendQuestion[],
  most: number,
) => Promise<bigint[][]>;
