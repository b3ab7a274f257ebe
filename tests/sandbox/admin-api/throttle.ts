import type { SandboxConfig } from "../config.ts";

export type ThrottleStatus = { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };

/** Shopify's leaky bucket for each app and shop. It runs on the machine's clock: skipping days must not refill it. */
export type Throttle = {
  /** Reserves the points of a request; false when they are not there. */
  take: (shop: string, cost: number) => boolean;
  /** Gives back what a request did not use. */
  giveBack: (shop: string, cost: number) => void;
  status: (shop: string) => ThrottleStatus;
};

export function createThrottle(
  config: Pick<SandboxConfig, "throttle">,
  elapsedMs: () => number = () => performance.now(),
): Throttle {
  const buckets = new Map<string, { available: number; atMs: number }>();

  const refill = (shop: string) => {
    const { maximumAvailable, restoreRate } = config.throttle;
    const nowMs = elapsedMs();
    const bucket = buckets.get(shop) ?? { available: maximumAvailable, atMs: nowMs };
    bucket.available = Math.min(maximumAvailable, bucket.available + ((nowMs - bucket.atMs) / 1000) * restoreRate);
    bucket.atMs = nowMs;
    buckets.set(shop, bucket);
    return bucket;
  };

  return {
    take: (shop, cost) => {
      const bucket = refill(shop);
      if (bucket.available < cost) return false;
      bucket.available -= cost;
      return true;
    },
    giveBack: (shop, cost) => {
      const bucket = refill(shop);
      bucket.available = Math.min(config.throttle.maximumAvailable, bucket.available + cost);
    },
    status: (shop) => ({ ...config.throttle, currentlyAvailable: Math.floor(refill(shop).available) }),
  };
}
