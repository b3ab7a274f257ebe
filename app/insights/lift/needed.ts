/** 95 % confidence, two-sided, and a chance of four in five to see the difference if it is there. */
const Z_CONFIDENCE = 1.959963984540054;
const Z_POWER = 0.8416212335729143;

/** The smallest effect that is worth waiting for: a fifth more customers who reach the goal. */
export const WORTH = 1.2;
/** Where hardly anybody does on their own, a fifth more is next to nothing, and would never be measured: then it is one more in a hundred customers. */
const LEAST_EFFECT = 0.01;
/** A holdout in which nobody has done it yet does not show that nobody ever will. */
const LEAST_SHARE = 0.01;
/** Beyond that a fifth more is no share any more. */
const GREATEST_SHARE = 0.8;
/** Of customers in a flow, where a shop has no figure of its own: about one in twenty orders on their own. */
const USUAL_SHARE = 0.05;

/**
 * How many customers both groups must have together before a difference of two shares can be told from chance.
 * @param holdout share of customers who are held out, between 0 and 1
 * @param base the share who reach the goal without the flow; @param better with it
 */
export function customersNeeded(holdout: number, base: number, better: number): number {
  const variance = (base * (1 - base)) / holdout + (better * (1 - better)) / (1 - holdout);
  return Math.ceil(((Z_CONFIDENCE + Z_POWER) ** 2 * variance) / (better - base) ** 2);
}

export type Wait = {
  /** Customers in both groups. */
  needed: number;
  /** Until there are so many, and the last of them have had their time; null: nobody comes. */
  weeks: number | null;
};

/**
 * Said when a flow is switched on, and for as long as there is not enough data.
 * @param holdout percent
 * @param base the share who reach the goal on their own, from the replay or the holdout; null: not known
 * @param have customers who have entered so far
 * @param perWeek customers who enter in a week
 * @param horizonDays how long each is looked at
 */
export function waitFor({
  holdout,
  base,
  have,
  perWeek,
  horizonDays,
}: {
  holdout: number;
  base: number | null;
  have: number;
  perWeek: number;
  horizonDays: number;
}): Wait {
  const share = Math.min(GREATEST_SHARE, Math.max(LEAST_SHARE, base ?? USUAL_SHARE));
  const needed = customersNeeded(holdout / 100, share, Math.max(share * WORTH, share + LEAST_EFFECT));
  const missing = Math.max(0, needed - have);
  const weeks = missing === 0 ? 0 : perWeek > 0 ? missing / perWeek : null;
  return { needed, weeks: weeks === null ? null : Math.ceil(weeks + horizonDays / 7) };
}
