/** together: in one order; next: in the first order after; upgrade: a dearer one of the same type, bought later. */
export const recommendationKinds = ["next", "together", "upgrade"] as const;
export type RecommendationKind = (typeof recommendationKinds)[number];

/** Kept for each product and kind: more than are shown, for some are sold out, bought already or not wanted. */
export const KEPT = 12;
