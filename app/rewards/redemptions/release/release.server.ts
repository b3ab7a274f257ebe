import { sql } from "kysely";

import { append } from "../../../customers/timeline.server.ts";
import { log } from "../../../log.server.ts";
import { markForSync } from "../../../points/accounts.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { getShop } from "../../../shops/shops.server.ts";
import { NotYetError, type Means } from "../means.server.ts";
import { isPaidOut } from "../../reward.ts";
import { deleteCode, findCode, ordersOfCode } from "../../shopify/discounts.server.ts";
import { findPaidOut } from "../../shopify/paid-out.server.ts";
import { claimDue, claimOne, lookAgain, noteFailure } from "../claim.server.ts";
import { redemptionEvent } from "../events.ts";
import { giveBack } from "../returns/give-back.server.ts";
import { payOutOf, recordPaidOut } from "../record.server.ts";
import { lockRedemption, type Redemption } from "../rows.server.ts";
import { step } from "../state.ts";
import { messageOf } from "../../../lib/mask.ts";

/** Shopify counts uses, and lets orders be found, some time after the order. So often an order that must exist is looked for. */
const MOST_LOOKS = 6;

/** Ends what is to be released: the code goes, then the points come back. @returns how many were dealt with */
export async function releaseDue(means: Means, now: Date, limit: number): Promise<number> {
  const due = await claimDue(means.db(), ["releasing"], now, limit);
  for (const redemption of due) await releaseClaimed(means, await getShop(means.db(), redemption.shopId), redemption, now);
  return due.length;
}

/** Ends the release of one redemption now, unless somebody is at it. Never throws what Shopify does: the loop tries again. */
export async function releaseOne(means: Means, shop: Shop, redemptionId: bigint, now: Date): Promise<void> {
  const redemption = await claimOne(means.db(), shop.shopId, redemptionId, ["releasing"], now);
  if (redemption !== null) await releaseClaimed(means, shop, redemption, now);
}

async function releaseClaimed(means: Means, shop: Shop, redemption: Redemption, now: Date): Promise<void> {
  try {
    if (isPaidOut(redemption.terms.kind)) await releasePaidOut(means, shop, redemption, now);
    else await releaseCode(means, shop, redemption);
  } catch (error) {
    const { shopId, redemptionId, attempts } = redemption;
    const problem = messageOf(error);
    if (error instanceof NotYetError) {
      await lookAgain(means.db(), redemption, problem, now);
      return;
    }
    log().warn({ error, shopId, redemptionId, attempts }, "a reward was not released");
    await noteFailure(means.db(), redemption, problem, now);
  }
}

async function releaseCode(means: Means, shop: Shop, redemption: Redemption): Promise<void> {
  const found = await findCode(means, shop, redemption.code);
  if (found === null) {
    await codeGone(means, shop, redemption);
    return;
  }
  if (found.uses > 0) {
    await followOrder(means, shop, redemption);
    return;
  }
  if (redemption.releaseReason === "disabled" && found.active) {
    await reinstate(means, shop, redemption);
    return;
  }
  const at = { ...found, codeGid: found.codeGid ?? redemption.externalGid };
  if (!(await deleteCode(means, shop, redemption.code, at))) throw new NotYetError("Shopify is deleting the code");
  await codeGone(means, shop, redemption);
}

/** The code was used: the order says so, wherever its webhook is. */
async function followOrder(means: Means, shop: Shop, redemption: Redemption): Promise<void> {
  const orderIds = await ordersOfCode(means, shop, redemption.code);
  if (orderIds.length > 0) await means.fetchOrders(shop, orderIds);
  if (orderIds.length === 0 && redemption.attempts < MOST_LOOKS)
    throw new NotYetError("The order that used the code is not found yet");
  await means.inShop(shop, async (tx, at) => {
    const current = await lockRedemption(tx, shop.shopId, redemption.redemptionId);
    const next = current === null ? null : step(current.state, { kind: "used" });
    if (current === null || next === null) return { result: null, customerIds: [] };
    // The order cannot be read (too old, or deleted); that it was placed is certain.
    await sql`
      update redemptions set state = ${next.to}, used_at = ${at}, release_reason = null, released_by = null, attempts = 0, next_attempt_at = null
      where shop_id = ${shop.shopId} and redemption_id = ${current.redemptionId}
    `.execute(tx);
    await append(tx, shop.shopId, [redemptionEvent(shop, current, "reward.used", at, {})], at);
    return { result: null, customerIds: [current.customerId] };
  });
}

/** The merchant has switched the discount on again before the points went back. */
async function reinstate(means: Means, shop: Shop, redemption: Redemption): Promise<void> {
  await means.inShop(shop, async (tx, at) => {
    const current = await lockRedemption(tx, shop.shopId, redemption.redemptionId);
    const next = current === null ? null : step(current.state, { kind: "still-works" });
    if (current === null || next === null) return { result: null, customerIds: [] };
    await sql`
      update redemptions set state = ${next.to}, release_reason = null, released_by = null, attempts = 0, next_attempt_at = null
      where shop_id = ${shop.shopId} and redemption_id = ${current.redemptionId}
    `.execute(tx);
    await markForSync(tx, shop.shopId, [current.customerId], at);
    return { result: null, customerIds: [current.customerId] };
  });
}

async function releasePaidOut(means: Means, shop: Shop, redemption: Redemption, now: Date): Promise<void> {
  const paid = await findPaidOut(means, payOutOf(shop, redemption));
  if (paid === null) await codeGone(means, shop, redemption);
  else await recordPaidOut(means, shop, redemption, paid, now);
}

async function codeGone(means: Means, shop: Shop, { redemptionId }: Redemption): Promise<void> {
  await means.inShop(shop, async (tx, at) => ({ result: null, customerIds: await giveBack(tx, shop, redemptionId, at) }));
}
