/** Steps of round numbers within a power of ten: fine enough to stay near, coarse enough to be set by hand. */
const ROUND = [
  ...[10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22.5, 25, 27.5, 30, 32.5, 35, 37.5],
  ...[40, 45, 50, 55, 60, 65, 70, 75, 80, 90, 100],
];

/** The round number nearest to a value: one that a merchant would set by hand. At least 1. */
export function friendly(value: number): number {
  if (value <= 1) return 1;
  if (value < 10) return Math.round(value);
  const size = 10 ** (Math.floor(Math.log10(value)) - 1);
  const numbers = ROUND.map((step) => step * size).filter(Number.isInteger);
  return numbers.reduce((best, number) => (Math.abs(number - value) < Math.abs(best - value) ? number : best));
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
