import type { Arrival } from "../customers/orders/parcels/arrival.ts";

/** What is left of a line after edits, refunds and returns. `byPlan`: bought by a selling plan, so more of it comes without being ordered. */
export type RefillLine = {
  productId: bigint;
  variantId: bigint | null;
  quantity: number;
  byPlan: boolean;
  /** When it came, or will, by its own parcel; null: it has not been sent. */
  arrival: Arrival | null;
};

/** An order of products that run out. */
export type RefillOrder = { orderId: bigint; at: Date; lines: readonly RefillLine[] };

/** How long one of something lasts. */
export type Supply = {
  /** As the merchant says. */
  days: number;
  /** Since when it says so: what had run out before that surprises nobody with a reminder. */
  since: Date;
  /**
   * As the shop's repeats say, once there are enough of them (rhythm.ts); null before. "piece": days that each piece lasts; "purchase": days after which
   * it is bought again, however much it was.
   */
  learned: { by: "piece" | "purchase"; days: number } | null;
};

/** Of products, by their id, and of variants that have one of their own, by `product:variant`. */
export type Supplies = ReadonlyMap<string, Supply>;

/** What a customer wants of the reminders of a product. */
export type Wish = {
  /** Not before the day on which this falls; null: as it is due. */
  snoozedUntil: Date | null;
  /** No reminder of this product any more. */
  off: boolean;
  askedAt: Date;
};

/** What is known of one customer's supply. Orders are the oldest first. */
export type RefillFacts = { orders: readonly RefillOrder[]; supplies: Supplies; wishes: ReadonlyMap<bigint, Wish> };

/** A variant's own supply, else its product's; null: it is not said that it runs out. */
export function supplyOf(
  supplies: Supplies,
  { productId, variantId }: Pick<RefillLine, "productId" | "variantId">,
): Supply | null {
  return supplies.get(`${productId}:${variantId}`) ?? supplies.get(String(productId)) ?? null;
}
