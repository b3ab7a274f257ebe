import { z } from "zod";

import { DAY_MS, MINUTE_MS } from "../../lib/time.ts";
import type { spans } from "../../queue/jobs.ts";

/** `recent`: what has changed since the last time, every ten minutes. `wide`: several days, every night and when a merchant asks. */
export type Span = (typeof spans)[number];

export const EVERY_MS = 10 * MINUTE_MS;
/** Shopify's search lags behind its data, and its clock is not ours: what was compared last is looked at once more. */
export const OVERLAP_MS = 10 * MINUTE_MS;
/** What has only just happened is on its way to us as a webhook. */
export const SETTLING_MS = MINUTE_MS;
export const NIGHTLY_MS = 3 * DAY_MS;
export const ASKED_MS = 30 * DAY_MS;

/**
 * Why comparing failed. `access`: the merchant has not granted what it needs; `token`: the app's key to the shop is no longer valid, or it is gone;
 * `unreachable`: Shopify did not answer or broke down; `defect`: it answered something that we do not understand.
 */
export type Problem = "access" | "token" | "unreachable" | "defect";

const count = z.number().int().nonnegative();

/** How many orders and customers were looked at, and of how many we had an older state or none. */
const foundSchema = z.object({ customersSeen: count, customersCaught: count, ordersSeen: count, ordersCaught: count });
export type Found = z.infer<typeof foundSchema>;

/** A comparison that came to its end. */
export const lastSchema = foundSchema.extend({ at: z.coerce.date() });
export type Last = z.infer<typeof lastSchema>;
