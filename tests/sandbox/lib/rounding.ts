/** Whole-number quotient towards minus infinity. @param by > 0 */
export function floorDiv(value: bigint, by: bigint): bigint {
  // What is left over counts from below, so that nothing has to be asked about signs.
  const over = ((value % by) + by) % by;
  return (value - over) / by;
}

/** Whole-number quotient to the nearest; a half goes up, towards plus infinity. @param by > 0 */
export function roundDiv(value: bigint, by: bigint): bigint {
  const below = floorDiv(value, by);
  const over = value - below * by;
  return over >= by - over ? below + 1n : below;
}

export function least(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((found, value) => (value < found ? value : found), first);
}

export function greatest(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((found, value) => (value > found ? value : found), first);
}
