/** Baskets with both of two things, with the first alone, with the second alone, and with neither. */
export type Table = { readonly both: number; readonly first: number; readonly second: number; readonly neither: number };

/** How unlikely it is that two things come together by chance (Dunning, 1993): robust where counts are small, unlike the ratio of shares. */
export function likelihoodRatio({ both, first, second, neither }: Table): number {
  const rows = entropy(both + first, second + neither);
  const columns = entropy(both + second, first + neither);
  const cells = entropy(both, first, second, neither);
  // Rounding may leave a little less than nothing.
  return Math.max(0, 2 * (rows + columns - cells));
}

/** N ln N - Σ n ln n. */
function entropy(...counts: number[]): number {
  return xLogX(counts.reduce((sum, count) => sum + count, 0)) - counts.reduce((sum, count) => sum + xLogX(count), 0);
}

function xLogX(count: number): number {
  return count === 0 ? 0 : count * Math.log(count);
}

/** How much more often the two come together than by chance: 1 is by chance. */
export function liftOf({ both, first, second, neither }: Table): number {
  const all = both + first + second + neither;
  return (both * all) / ((both + first) * (both + second));
}
