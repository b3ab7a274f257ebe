import { now } from "../clock.server.ts";
import type { Loop } from "../queue/loop.ts";
import { pushConsent } from "./customers/consent-push.server.ts";
import { createSignedUp } from "./customers/sign-ups.server.ts";
import { syncWall } from "./theme/reviews/photo-wall.server.ts";
import { syncReviews } from "./theme/reviews/sync.server.ts";
import { syncDue } from "./theme/metafields.server.ts";
import { syncSegmentTags } from "./customers/segment-tags.server.ts";
import { syncTags } from "./customers/tier-tags.server.ts";

/** What Shopify is told as it changes here. */
export const syncLoops: readonly Loop[] = [
  { name: "tags", idleMs: 2_000, step: () => syncTags(now()) },
  { name: "segment-tags", idleMs: 2_000, step: () => syncSegmentTags(now()) },
  { name: "metafields", idleMs: 1_000, step: () => syncDue(now()) },
  { name: "review-metafields", idleMs: 3_000, step: () => syncReviews(now()) },
  { name: "photo-wall", idleMs: 3_000, step: () => syncWall(now()) },
  { name: "sign-ups", idleMs: 5_000, step: () => createSignedUp(now()) },
  { name: "consent", idleMs: 2_000, step: () => pushConsent(now()) },
];
