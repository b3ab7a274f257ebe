import type { Replay } from "./replay.server.ts";

/** Below so many, a share says nothing. */
const FEWEST = 50;

/**
 * The share of customers who reached the goal on their own, after the first email that they would have got, within about as many days as they are looked at.
 * @returns null: too few to say
 */
export function baseRateOf({ goalRates }: Partial<Pick<Replay, "goalRates">>, horizonDays: number): number | null {
  // An answer that was kept before there were goals has none.
  const enough = (goalRates ?? []).filter(({ customers }) => customers >= FEWEST);
  const fits = enough.find(({ days }) => days >= horizonDays) ?? enough.at(-1);
  return fits === undefined ? null : fits.ordered / fits.customers;
}
