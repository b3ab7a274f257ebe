/** Two-sided 95 %. */
const Z = 1.959963984540054;

export type Count = { of: number; with: number };
export type Interval = { low: number; high: number };

/** Wilson's score interval of a share, 95 %. Of nobody it is no number. */
export function wilson({ of, with: hits }: Count): Interval {
  const share = hits / of;
  const middle = share + Z ** 2 / (2 * of);
  const width = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  const scale = 1 + Z ** 2 / of;
  return { low: Math.max(0, (middle - width) / scale), high: Math.min(1, (middle + width) / scale) };
}

/**
 * The 95 % interval of the difference of two independent shares, first less second: Newcombe's hybrid score interval (Statistics in Medicine 17, 1998,
 * method 10), which holds for small groups and shares near 0 and 1, too. @throws RangeError for an empty group
 */
export function shareDifference(first: Count, second: Count): Interval & { difference: number } {
  if (first.of <= 0 || second.of <= 0) throw new RangeError("Nobody to compare with");
  const [p1, p2] = [first.with / first.of, second.with / second.of];
  const [one, two] = [wilson(first), wilson(second)];
  const difference = p1 - p2;
  return {
    difference,
    low: Math.max(-1, difference - Math.hypot(p1 - one.low, two.high - p2)),
    high: Math.min(1, difference + Math.hypot(one.high - p1, p2 - two.low)),
  };
}
