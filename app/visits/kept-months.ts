/** For how many months a merchant can have visits kept. */
export const keptMonths = [3, 6, 13, 24] as const;
/** Long enough to compare a season with the last. */
export const USUAL_MONTHS = 13;
