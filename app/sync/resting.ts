import { backoffMs } from "../lib/backoff.ts";
import { plusMs } from "../lib/time.ts";

/** Which shops are left alone for a while because the last call failed. Kept in memory: losing it on a restart costs each shop one try. */
export type Resting = {
  /** A call failed: the shop rests twice as long as the time before. @returns until when */
  failed: (shopId: number, now: Date) => Date;
  succeeded: (shopId: number) => void;
  /** Shops to leave alone at this instant. */
  at: (now: Date) => number[];
};

export function createResting(firstMs: number, longestMs: number): Resting {
  const shops = new Map<number, { failures: number; until: Date }>();
  return {
    failed: (shopId, now) => {
      const failures = (shops.get(shopId)?.failures ?? 0) + 1;
      const until = plusMs(now, backoffMs(failures, firstMs, longestMs));
      shops.set(shopId, { failures, until });
      return until;
    },
    succeeded: (shopId) => void shops.delete(shopId),
    at: (now) => [...shops].flatMap(([shopId, { until }]) => (until > now ? [shopId] : [])),
  };
}
