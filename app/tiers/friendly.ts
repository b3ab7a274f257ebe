const SECOND_DIGITS = [10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 80, 100];

/** The round number nearest to a value: one that a merchant would set by hand. At least 1. */
export function friendly(value: number): number {
  if (value <= 1) return 1;
  if (value < 10) return Math.round(value);
  const size = 10 ** (Math.floor(Math.log10(value)) - 1);
  const nearest = SECOND_DIGITS.reduce((best, step) =>
    Math.abs(step * size - value) < Math.abs(best * size - value) ? step : best,
  );
  return nearest * size;
}

/** At most so many bins of equal, round width that hold all but the largest values; the last bin has no end. */
export function binEdges(highest: number, bins: number): number[] {
  const width = Math.max(1, friendlyUp(highest / bins));
  return Array.from({ length: Math.max(1, Math.ceil((highest + 1) / width)) }, (_, index) => index * width);
}

function friendlyUp(value: number): number {
  if (value <= 1) return 1;
  const size = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((step) => step * size >= value && Number.isInteger(step * size)) ?? 10) * size;
}
