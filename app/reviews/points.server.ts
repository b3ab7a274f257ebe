import { sql } from "kysely";

import { claim, decide, findClaim, isWithinCap, reopen, type Claim } from "../bonuses/claims/claims.server.ts";
import { enabled } from "../bonuses/rules-in-force.ts";
import type { Db, Tx } from "../db.server.ts";
import type { Texts } from "../program/rules/texts.ts";
import { versionFor } from "../program/version-for.ts";
import { listPrograms } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";

type Rewarded = { reviewId: bigint; claimId: bigint | null };

/**
 * Gives the author of a published review what the program promises for one: as a claim that is approved at once, so that a product is rewarded once whichever way it was claimed, and
 * the program's cap holds, also for what was taken back meanwhile. Where it promises nothing, or no more, nothing is given. How many stars there are is not asked.
 */
export async function givePoints(
  tx: Tx,
  shop: Shop,
  { reviewId, claimId, customerId, productId }: Rewarded & { customerId: bigint; productId: bigint },
  actor: string,
  now: Date,
): Promise<void> {
  if (claimId !== null) {
    const given = await decideAgain(tx, shop, claimId, "approved", actor, now);
    await note(tx, shop.shopId, reviewId, claimId, given);
    return;
  }
  const [rule] = enabled(versionFor(now, await listPrograms(tx, shop.shopId)), "review");
  if (rule === undefined) return;
  const asked: Claim = { customerId, rule: rule.key, occasion: String(productId), byShop: true };
  const claimed = await claim(tx, shop, asked, now);
  const known = claimed.ok || claimed.reason !== "already-claimed" ? null : await findClaim(tx, shop.shopId, asked);
  // What was declined as a claim of its own stays so.
  const found = claimed.ok ? claimed.claimId : known?.state === "declined" ? undefined : known?.claimId;
  if (found === undefined) return;
  await note(tx, shop.shopId, reviewId, found, await decideAgain(tx, shop, found, "approved", actor, now));
}

/** Takes back what a review brought that is not to be shown. */
export async function takePoints(tx: Tx, shop: Shop, { reviewId, claimId }: Rewarded, actor: string, now: Date): Promise<void> {
  if (claimId === null) return;
  await decideAgain(tx, shop, claimId, "declined", actor, now);
  await note(tx, shop.shopId, reviewId, claimId, false);
}

/** Whether the claim has brought points by then. One that was decided so before is left alone. */
async function decideAgain(
  tx: Tx,
  shop: Shop,
  claimId: bigint,
  decision: "approved" | "declined",
  actor: string,
  now: Date,
): Promise<boolean> {
  const first = await decide(tx, shop, claimId, decision, actor, now);
  if (first.ok) return first.points > 0n;
  if (first.reason !== "already-decided") return first.reason === "repeated" && decision === "approved";
  if (decision === "approved" && !(await isWithinCap(tx, shop, claimId, now))) return false;
  await reopen(tx, shop, claimId, actor, now, "anybody");
  const second = await decide(tx, shop, claimId, decision, actor, now);
  return second.ok && second.points > 0n;
}

async function note(tx: Tx, shopId: number, reviewId: bigint, claimId: bigint, rewarded: boolean): Promise<void> {
  await sql`
    update reviews set claim_id = ${claimId}, rewarded = ${rewarded} where shop_id = ${shopId} and review_id = ${reviewId}
  `.execute(tx);
}

/** What the program says of points for reviews, as it must be told before one is written; null where it gives none. */
export async function promisedFor(db: Db, shopId: number, now: Date): Promise<Texts | null> {
  const [rule] = enabled(versionFor(now, await listPrograms(db, shopId)), "review");
  return rule === undefined ? null : rule.disclosure;
}
