/** Shopify tries again eight times within four hours, each wait twice the one before (1 + 2 + … + 128 = 255 units). */
export const MAX_RETRIES = 8;
const UNIT_MS = (4 * 60 * 60 * 1000) / (2 ** MAX_RETRIES - 1);

/** Real time counts this many times as much as sandbox time, so that four hours of retries pass in two minutes without skipping time. */
const COMPRESSION = 120;

/** Milliseconds of sandbox time before the retry that follows `attempts` failed attempts, or null when Shopify would give up. */
export function retryDelayMs(attempts: number): number | null {
  if (attempts < 1 || attempts > MAX_RETRIES) return null;
  return Math.round(UNIT_MS * 2 ** (attempts - 1));
}

/** A wait ends when the sandbox's clock has passed it or when a compressed real wait is over, whichever comes first. */
export type Wait = { sandboxDueAt: number; realDueAt: number };

export function startWait(delayMs: number, sandboxNow: number, realNow: number): Wait {
  return { sandboxDueAt: sandboxNow + delayMs, realDueAt: realNow + delayMs / COMPRESSION };
}

export function isOver(wait: Wait, sandboxNow: number, realNow: number): boolean {
  return sandboxNow >= wait.sandboxDueAt || realNow >= wait.realDueAt;
}
