import { settle as settleAchievements } from "../achievements/awards/settle.server.ts";
import type { Db } from "../db.server.ts";
import { together } from "../db/together.ts";
import * as flows from "../flows/runs/react.server.ts";
import * as rewards from "../rewards/for-members.server.ts";
import type { Happened } from "../segments/meaning/depends.ts";
import type { Cause as MoveCause } from "../segments/history/cause.ts";
import * as segments from "../segments/membership.server.ts";
import type { Shop } from "../shops/shop.ts";
import * as tiers from "../tiers/tiers.server.ts";
import { NOUNS } from "./nouns.server.ts";

/** What follows for customers of whom anything may have changed: tiers, segments, flows. */
export async function follow(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length === 0) return;
  let before: Promise<unknown> = Promise.resolve();
  for (const { follow } of NOUNS) {
    if (follow === null) continue;
    if (typeof follow === "function") {
      await before;
      before = follow(tx, shop, customerIds, now);
    } else {
      const [, goOn] = await together([before, follow.read(tx, shop, customerIds)]);
      before = goOn(now);
    }
  }
  await before;
  await followSegments(tx, shop, customerIds, now);
}

/** Badges for entering a segment, once the segments have been looked at. What they bring is followed; nobody gets one twice, so that it ends. */
async function followSegments(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  const moved = await settleAchievements(tx, shop, customerIds, now, "segments");
  if (moved.length > 0) await followMoved(tx, shop, { achievements: moved }, now);
}

/** What a change is known to have been, and nothing else. */
export type Cause = keyof typeof CAUSES;
/** Of whom which change is known. */
export type Moved = { readonly [Known in Cause]?: readonly bigint[] };

/** Whether tiers look at it, and which segments do; null: all of them. Flows look for themselves. `because`: why who moves does; else the timeline says it. */
type About = { tiers: boolean; happened: readonly Happened[] | null; because?: MoveCause };

const CAUSES = {
  points: { tiers: true, happened: ["points", "tier"] },
  // Tiers count what is earned, never what is spent.
  spent: { tiers: false, happened: ["points"] },
  tier: { tiers: true, happened: ["tier"] },
  // Badges and challenges, with the points that they bring.
  achievements: { tiers: true, happened: ["achievements", "points", "tier"] },
  // A learning module was passed.
  learning: { tiers: false, happened: ["learning"] },
  // A place at an event was given or given back.
  gatherings: { tiers: false, happened: ["gatherings"] },
  // What became of a friend's order: of both sides, with the points that it brings.
  referrals: { tiers: true, happened: ["referrals", "points", "tier"] },
  consent: { tiers: false, happened: ["consent"] },
  checkouts: { tiers: false, happened: ["checkouts"] },
  visits: { tiers: false, happened: ["visits"] },
  // An email was sent, did not arrive or was clicked; a flow has begun or ended.
  messages: { tiers: false, happened: ["messages"], because: "message" },
  flows: { tiers: false, happened: ["flows"] },
  // Products that they bought are tagged anew.
  catalog: { tiers: false, happened: ["catalog"] },
  // What a shop's own fields say of them.
  fields: { tiers: false, happened: ["fields"] },
  // A night has scored them anew.
  scores: { tiers: false, happened: ["scores"], because: "scores" },
  // What they have runs out on another day: somebody has said how long it lasts, or the night has learned it.
  refills: { tiers: false, happened: ["refills"] },
  // Shopify says that they have come to one of its own segments, or left it.
  mirrors: { tiers: false, happened: ["mirrors"] },
  // Days have passed.
  time: { tiers: false, happened: ["time"], because: "time" },
  // The shop's segments, its zone or its currency.
  segments: { tiers: false, happened: null, because: "rules" },
} as const satisfies Record<string, About>;

/** What follows for customers of whom it is known what changed: only what looks at that. */
export async function followMoved(tx: Db, shop: Shop, moved: Moved, now: Date): Promise<void> {
  for (const [cause, customerIds] of Object.entries(moved) as [Cause, readonly bigint[]][]) {
    if (customerIds.length === 0) continue;
    const about: About = CAUSES[cause];
    if (about.tiers) await tiers.settle(tx, shop, customerIds, now);
    const transitions = await segments.evaluate(tx, shop, customerIds, now, about.happened, about.because);
    const moved = [...new Set(transitions.map(({ customerId }) => customerId))];
    await rewards.tellTheme(tx, shop.shopId, moved, now);
    await flows.reactToMoves(tx, shop, customerIds, moved, now);
    if (moved.length > 0) await followSegments(tx, shop, moved, now);
  }
}
