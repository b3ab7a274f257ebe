import { now as clock } from "../clock.server.ts";
import { db } from "../db.server.ts";
import type { Loop } from "../queue/loop.ts";
import type { Means } from "../rewards/redemptions/means.server.ts";
import { sendEmail } from "./emails/send.server.ts";
import { arriveDue } from "./exchange/arrivals.server.ts";
import { endDue } from "./codes/code-ends.server.ts";

const LIMIT = 10;

/** What a worker does with affiliates, by the means that stand above them: codes of those who are none any more are deleted in Shopify, those of who was brought along are made there, and they are written to. */
export function affiliateLoops(meansBy: (now: () => Date) => Means, now = clock): readonly Loop[] {
  return [
    { name: "affiliate-arrivals", idleMs: 2_000, step: () => arriveDue(meansBy(now), now, LIMIT) },
    { name: "affiliate-codes", idleMs: 2_000, step: () => endDue(meansBy(now), now(), LIMIT) },
    { name: "affiliate-emails", idleMs: 2_000, step: () => sendEmail(db(), now()) },
  ];
}
