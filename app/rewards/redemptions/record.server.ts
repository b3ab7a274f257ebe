import { sql, type RawBuilder } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { addDays, dayIn, instantIn } from "../../lib/time.ts";
import { enqueue } from "../../messages/outbox.server.ts";
import { markForSync } from "../../points/accounts.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Means } from "./means.server.ts";
import type { PlacedCode } from "../shopify/discounts.server.ts";
import type { PaidOut, PayOut } from "../shopify/paid-out.server.ts";
import { redemptionEvent } from "./events.ts";
import { redemptionColumns, toRedemption, type Redemption, type RedemptionRow } from "./rows.server.ts";
import { statesBefore } from "./state.ts";

/** Shopify holds the code: from now on it can be used, for as long as the reward says. @returns null when it has been decided otherwise meanwhile */
export function recordIssued(
  means: Means,
  shop: Shop,
  { shopId, redemptionId, customerId, terms: { validDays } }: Redemption,
  placed: PlacedCode,
  now: Date,
): Promise<Redemption | null> {
  const expiresAt = validDays === null ? null : instantIn(addDays(dayIn(now, shop.timeZone), validDays), shop.timeZone, 23, 59);
  return means.sideBySide(shop, async (tx) => {
    const issued = await change(
      tx,
      sql`update redemptions r set state = 'issued', issued_at = ${now}, expires_at = ${expiresAt}, attempts = 0, last_error = null,
        external_gid = ${placed.codeGid}, discount_gid = ${placed.discountGid},
        next_attempt_at = case when r.customer_id = ${customerId} then null::timestamptz else ${now}::timestamptz end
      where r.shop_id = ${shopId} and r.redemption_id = ${redemptionId} and r.state = any(${statesBefore({ kind: "issued" })}::text[])`,
    );
    if (issued !== null) await announce(tx, shop, issued, now);
    // Used, or to be released: where the code is belongs to it all the same.
    else
      await sql`
        update redemptions set external_gid = coalesce(${placed.codeGid}, external_gid), discount_gid = ${placed.discountGid}
        where shop_id = ${shopId} and redemption_id = ${redemptionId}
      `.execute(tx);
    return issued;
  });
}

/** @throws Error for a redemption that is a code */
export function payOutOf(shop: Shop, redemption: Redemption): PayOut {
  const { redemptionId, customerId, valueMinor, code, reservedAt, terms } = redemption;
  if (terms.kind !== "store-credit" && terms.kind !== "gift-card") throw new Error(`A ${terms.kind} is not paid out`);
  return { shop, kind: terms.kind, redemptionId, customerId, valueMinor, code, reservedAt, validDays: terms.validDays };
}

/** Shopify has handed the value out: there is nothing left to wait for. @returns null when that was known */
export function recordPaidOut(
  means: Means,
  shop: Shop,
  { shopId, redemptionId }: Redemption,
  { expiresAt, externalGid }: PaidOut,
  now: Date,
): Promise<Redemption | null> {
  return means.sideBySide(shop, async (tx) => {
    const paid = await change(
      tx,
      sql`update redemptions r set state = 'used', issued_at = ${now}, used_at = ${now}, expires_at = ${expiresAt}, external_gid = ${externalGid},
        release_reason = null, released_by = null, attempts = 0, last_error = null, next_attempt_at = null
      where r.shop_id = ${shopId} and r.redemption_id = ${redemptionId} and r.state = any(${statesBefore({ kind: "paid-out" })}::text[])`,
    );
    if (paid !== null) await announce(tx, shop, paid, now);
    return paid;
  });
}

async function change(tx: Db, update: RawBuilder<unknown>): Promise<Redemption | null> {
  const { rows } = await sql<RedemptionRow>`${update} returning ${redemptionColumns}`.execute(tx);
  return rows[0] === undefined ? null : toRedemption(rows[0]);
}

async function announce(tx: Db, shop: Shop, redemption: Redemption, now: Date): Promise<void> {
  const { customerId, redemptionId, terms, points, code, expiresAt } = redemption;
  const data = { expiresAt: expiresAt?.toISOString() ?? null, rewardKind: terms.kind };
  await append(tx, shop.shopId, [redemptionEvent(shop, redemption, "reward.issued", now, data)], now);
  const email = { redemptionId, title: terms.title, points, code, kind: terms.kind, expiresAt };
  // Of what a flow gives, its own emails tell.
  if (points > 0n)
    await enqueue(
      tx,
      shop.shopId,
      [{ customerId, template: "reward-issued", key: `redemption:${redemptionId}:issued`, data: email }],
      now,
    );
  // Last, because others who redeem for the same customer wait for the account from here on.
  await markForSync(tx, shop.shopId, [customerId], now);
}
