import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { addDays, dayIn, instantIn } from "../../lib/time.ts";
import { enqueue } from "../../messages/outbox.server.ts";
import { markForSync } from "../../points/accounts.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Means } from "../means.server.ts";
import type { PlacedCode } from "../shopify/discounts.server.ts";
import type { PaidOut, PayOut } from "../shopify/paid-out.server.ts";
import { redemptionEvent } from "./events.ts";
import { lockRedemption, type Redemption } from "./rows.server.ts";
import { step } from "./state.ts";

/** Shopify holds the code: from now on it can be used, for as long as the reward says. */
export async function recordIssued(
  means: Means,
  shop: Shop,
  redemption: Redemption,
  placed: PlacedCode,
  now: Date,
): Promise<void> {
  const { shopId, redemptionId, customerId } = redemption;
  await means.inShop(shop, async (tx) => {
    const current = await lockRedemption(tx, shopId, redemptionId);
    const next = current === null ? null : step(current.state, { kind: "issued" });
    if (current === null || next === null) {
      // Used, or to be released: where the code is belongs to it all the same.
      await sql`
        update redemptions set external_gid = coalesce(${placed.codeGid}, external_gid), discount_gid = ${placed.discountGid}
        where shop_id = ${shopId} and redemption_id = ${redemptionId}
      `.execute(tx);
      return { result: null, customerIds: [] };
    }
    const { validDays } = current.terms;
    const expiresAt = validDays === null ? null : instantIn(addDays(dayIn(now, shop.timeZone), validDays), shop.timeZone, 23, 59);
    await sql`
      update redemptions set state = ${next.to}, issued_at = ${now}, expires_at = ${expiresAt}, attempts = 0, last_error = null,
        external_gid = ${placed.codeGid}, discount_gid = ${placed.discountGid},
        next_attempt_at = ${current.customerId === customerId ? null : now}
      where shop_id = ${shopId} and redemption_id = ${redemptionId}
    `.execute(tx);
    await announce(tx, shop, current, expiresAt, now);
    // Points, and with them segments and tiers, moved when it was reserved.
    return { result: null, customerIds: [] };
  });
}

/** @throws Error for a redemption that is a code */
export function payOutOf(shop: Shop, redemption: Redemption): PayOut {
  const { redemptionId, customerId, valueMinor, code, reservedAt, terms } = redemption;
  if (terms.kind !== "store-credit" && terms.kind !== "gift-card") throw new Error(`A ${terms.kind} is not paid out`);
  return { shop, kind: terms.kind, redemptionId, customerId, valueMinor, code, reservedAt, validDays: terms.validDays };
}

/** Shopify has handed the value out: there is nothing left to wait for. */
export async function recordPaidOut(means: Means, shop: Shop, redemption: Redemption, paid: PaidOut, now: Date): Promise<void> {
  const { shopId, redemptionId } = redemption;
  await means.inShop(shop, async (tx) => {
    const current = await lockRedemption(tx, shopId, redemptionId);
    const next = current === null ? null : step(current.state, { kind: "paid-out" });
    if (current === null || next === null) return { result: null, customerIds: [] };
    await sql`
      update redemptions set state = ${next.to}, issued_at = ${now}, used_at = ${now}, expires_at = ${paid.expiresAt},
        external_gid = ${paid.externalGid}, release_reason = null, attempts = 0, last_error = null, next_attempt_at = null
      where shop_id = ${shopId} and redemption_id = ${redemptionId}
    `.execute(tx);
    await announce(tx, shop, current, paid.expiresAt, now);
    return { result: null, customerIds: [] };
  });
}

async function announce(tx: Db, shop: Shop, redemption: Redemption, expiresAt: Date | null, now: Date): Promise<void> {
  const { customerId, redemptionId, terms, points, code } = redemption;
  const data = { expiresAt: expiresAt?.toISOString() ?? null, rewardKind: terms.kind };
  await append(tx, shop.shopId, [redemptionEvent(shop, redemption, "reward.issued", now, data)], now);
  await markForSync(tx, shop.shopId, [customerId], now);
  const mail = { redemptionId, title: terms.title, points, code, kind: terms.kind, expiresAt };
  await enqueue(
    tx,
    shop.shopId,
    [{ customerId, template: "reward-issued", key: `redemption:${redemptionId}:issued`, data: mail }],
    now,
  );
}
