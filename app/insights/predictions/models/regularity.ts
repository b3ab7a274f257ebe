/** Fewer pairs of gaps say nothing. */
const ENOUGH = 30;
/** From here on purchases come clearly more evenly than by chance. */
export const REGULAR = 2;

/**
 * How evenly customers buy (Wheat and Morrison, 1990): 1 is by chance, 2 and more is regular. From two gaps in a row of each customer, their share M = first / (first + second) has
 * the variance 1 / (4(2k + 1)), whatever the customer's own rate. Null: too few, or no time between.
 */
export function regularity(gaps: Iterable<readonly [first: number, second: number]>): number | null {
  let [count, sum, squares] = [0, 0, 0];
  for (const [first, second] of gaps) {
    if (!(first + second > 0)) continue;
    const share = first / (first + second);
    count += 1;
    sum += share;
    squares += share * share;
  }
  if (count < ENOUGH) return null;
  const variance = (squares - (sum * sum) / count) / (count - 1);
  return variance <= 0 ? Infinity : (1 - 4 * variance) / (8 * variance);
}
