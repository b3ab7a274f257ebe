/** What is given where nothing is: no prize. */
export const NONE = "none";

/** How many of each prize are left; a prize that is not in it has no end. */
export type Left = ReadonlyMap<string, number>;

/** What is given for what was drawn: itself, where that is gone the prize that takes its place, and no prize where that is gone, too. */
export function givenFor(drawn: string, left: Left, fallback: string | null): string {
  if (isLeft(drawn, left)) return drawn;
  return fallback !== null && isLeft(fallback, left) ? fallback : NONE;
}

function isLeft(key: string, left: Left): boolean {
  const count = left.get(key);
  return count === undefined || count > 0;
}
