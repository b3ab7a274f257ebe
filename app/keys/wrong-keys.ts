import { createHash } from "node:crypto";

import { MINUTE_MS } from "../lib/time.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";

/** Wrong keys from one address in a minute. A system whose key has expired asks a few times. */
export const MOST_WRONG = 30;
const MOST_REMEMBERED = 10_000;
/** For so long a key that has worked is let in from an address that sends wrong ones. */
const WORKED_MS = 10 * MINUTE_MS;

/**
 * Refuses an address that sends one wrong key after the other, without asking the database about any more of them. What else comes from there, behind the
 * same office or proxy, goes on working: a key that has worked here lately is let in all the same. In memory, as other limits are.
 */
export function createWrongKeys() {
  const withinRate = createRateGuard(MOST_WRONG, MINUTE_MS, MOST_REMEMBERED);
  const heldUntil = new Map<string, number>();
  const workedAt = new Map<string, number>();
  return {
    /** Whether to look at a key at all. */
    mayTry(address: string, key: string, now: Date): boolean {
      const at = now.getTime();
      if ((heldUntil.get(address) ?? 0) <= at) return true;
      const worked = workedAt.get(nameOf(key));
      return worked !== undefined && at - worked < WORKED_MS;
    },
    /** @returns whether that is still as often as may be */
    wrong(address: string, key: string, now: Date): boolean {
      workedAt.delete(nameOf(key));
      if (withinRate(address, now)) return true;
      remember(heldUntil, address, now.getTime() + MINUTE_MS);
      return false;
    },
    right(key: string, now: Date): void {
      remember(workedAt, nameOf(key), now.getTime());
    },
  };
}

/** The newest last; the oldest are forgotten. */
function remember(map: Map<string, number>, key: string, value: number): void {
  map.delete(key);
  if (map.size >= MOST_REMEMBERED) for (const oldest of map.keys()) if (map.size >= MOST_REMEMBERED) map.delete(oldest);
  map.set(key, value);
}

/** Keys are not kept, in memory neither. */
function nameOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}
