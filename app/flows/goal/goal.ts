import { z } from "zod";

/** What a flow is to bring about, where nothing more has to be said of it. */
export const plainGoals = [
  "order",
  "first-order",
  "same-product",
  "reward-used",
  "points-redeemed",
  "consent-given",
  "review-written",
  "survey-answered",
] as const;

/** In the order in which they are offered. */
export const goalKinds = [
  ...(["order", "first-order", "products", "same-product", "reward-used", "points-redeemed"] as const),
  ...(["consent-given", "segment-entered", "review-written", "survey-answered"] as const),
] as const;
export type GoalKind = (typeof goalKinds)[number];

export const MOST_PRODUCTS = 50;
/** Days after the last step for which is looked, unless told otherwise. */
export const USUAL_DAYS = 30;

/** As the merchant chose it: the title is what it was called then. */
export const goalProductSchema = z.object({ productId: z.string().regex(/^\d{1,18}$/), title: z.string().max(255) });

const afterDays = z.number().int().min(1).max(365).default(USUAL_DAYS);

/**
 * What a flow is to bring about, and for how many days after its last step that counts: from when somebody enters on, for as long as the longest way takes and these days.
 * A flow of the time before there were goals has the default.
 */
export const goalSchema = z.discriminatedUnion(
  "kind",
  [
    z.object({ kind: z.enum(plainGoals), afterDays }),
    z.object({ kind: z.literal("products"), afterDays, products: z.array(goalProductSchema).min(1).max(MOST_PRODUCTS) }),
    z.object({ kind: z.literal("segment-entered"), afterDays, segmentId: z.number().int().positive() }),
  ],
  { error: "there is no such goal" },
);
export type Goal = z.output<typeof goalSchema>;

/** Any order, as was measured before flows had goals of their own. */
export const USUAL_GOAL = { kind: "order", afterDays: USUAL_DAYS } as const;

/** Whether it can ever come about: a product is one that the runs are about. */
export function canReach(kind: GoalKind, trigger: { kind: string; event?: string }): boolean {
  if (kind !== "same-product") return true;
  return trigger.kind === "due" || /^(order-|product-viewed$|cart-left$|checkout-abandoned$)/.test(trigger.event ?? "");
}

/** Whether it is found from orders; others from what the timeline tells. */
export function isOfOrders({ kind }: { kind: GoalKind }): boolean {
  return kind === "order" || kind === "first-order" || kind === "products" || kind === "same-product";
}
