/** Lets each key through a few times within a window. In memory: it only keeps one process from being hammered by one visitor. */
export type RateGuard = (key: string, now: Date) => boolean;

/** @returns a guard that says whether this once more is within `times` of the window; it forgets the oldest of more than `most` keys */
export function createRateGuard(times: number, windowMs: number, most = 10_000): RateGuard {
  const windows = new Map<string, { since: number; count: number }>();
  return (key, now) => {
    const at = now.getTime();
    const known = windows.get(key);
    // Requests come to this in another order than they were looked at the clock: one a moment earlier belongs to the window, too.
    if (known !== undefined && Math.abs(at - known.since) < windowMs) {
      known.count += 1;
      return known.count <= times;
    }
    windows.delete(key);
    if (windows.size >= most) for (const oldest of windows.keys()) if (windows.size >= most) windows.delete(oldest);
    windows.set(key, { since: at, count: 1 });
    return true;
  };
}
