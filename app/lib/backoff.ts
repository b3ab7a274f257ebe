/** Milliseconds to wait after so many failures in a row: `firstMs` after the first, twice as long after each further one, at most `longestMs`. */
export function backoffMs(failures: number, firstMs: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
}
