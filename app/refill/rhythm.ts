/** From so many repeats of a product on its own interval takes the place of the supply that the merchant has said. */
export const ENOUGH_REPEATS = 20;
/** From so many intervals on a customer has a rhythm of their own. */
export const ENOUGH_OWN = 2;

/** Intervals in days: how many, their median, and the quarter below and above which a quarter of them lie. */
export type Rhythm = { cases: number; median: number; low: number; high: number };

/** Null for no interval at all. */
export function rhythmOf(intervals: readonly number[]): Rhythm | null {
  if (intervals.length === 0) return null;
  const sorted = [...intervals].sort((a, b) => a - b);
  return { cases: sorted.length, median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** Between two of them where it falls between them, as `percentile_cont` of PostgreSQL has it. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}
