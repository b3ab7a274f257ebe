import { SECOND_MS } from "../../../lib/time.ts";

/** A clock that only goes on, in milliseconds, and how to wait by it. */
export type Ticking = { now: () => number; wait: (ms: number) => Promise<unknown> };

/**
 * Lets at most so many begin in a second, evenly: providers refuse what comes faster, also when it comes in bursts. What was not used before is not made up for.
 * @param perSecond null: there is no limit
 * @returns what waits until its time has come
 */
export function createPace(perSecond: number | null, { now, wait }: Ticking): () => Promise<void> {
  if (perSecond === null) return () => Promise.resolve();
  const apart = SECOND_MS / perSecond;
  let next = now();
  return async () => {
    const mine = Math.max(next, now());
    next = mine + apart;
    // A timer may come a little early.
    for (let left = mine - now(); left > 0; left = mine - now()) await wait(left);
  };
}
