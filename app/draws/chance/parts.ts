/** Odds are whole parts of a million, and all of a draw's add up to it. */
export const PARTS = 1_000_000;
