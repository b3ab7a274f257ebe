import { now as clock } from "../clock.server.ts";
import { db } from "../db.server.ts";
import type { Loop } from "../queue/loop.ts";
import { issueDue } from "./redemptions/issue.server.ts";
import type { Means } from "./redemptions/means.server.ts";
import { expireDue, warnDue } from "./redemptions/release/due.server.ts";
import { releaseDue } from "./redemptions/release/release.server.ts";

/** Claimed one by one, so that none waits behind a slow one while its lease runs; codes of equal terms go with the first of them. */
const LIMIT = 1;
const TIME_LIMIT = 500;

/** What a worker does with redemptions, by the means that stand above them: what is reserved is asked of Shopify, codes that are to go are deleted there, and time passes. */
export function rewardLoops(meansBy: (now: () => Date) => Means, now = clock): readonly Loop[] {
  return [
    { name: "rewards", idleMs: 1_000, step: () => issueDue(meansBy(now), now(), LIMIT) },
    { name: "rewards-back", idleMs: 1_000, step: () => releaseDue(meansBy(now), now(), LIMIT) },
    { name: "rewards-time", idleMs: 5_000, step: () => ageDue(meansBy(now), now()) },
  ];
}

/** Codes expire, and shoppers are warned a week before. */
async function ageDue(means: Means, now: Date): Promise<number> {
  return (await expireDue(means, now, TIME_LIMIT)) + (await warnDue(db(), now, TIME_LIMIT));
}
