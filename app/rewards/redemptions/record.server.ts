import { sql, type RawBuilder } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
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

/** Shopify holds the codes: from now on they can be used, for as long as the reward says. @returns those of which nothing else has been decided meanwhile */
export function recordIssued(
  means: Means,
  shop: Shop,
  made: readonly { redemption: Redemption; placed: PlacedCode }[],
  now: Date,
): Promise<Redemption[]> {
  const { shopId, timeZone } = shop;
  const rows = made.map(({ redemption: { redemptionId, customerId, terms }, placed }) => ({
    ...{ redemption_id: redemptionId, customer_id: customerId, external_gid: placed.codeGid, discount_gid: placed.discountGid },
    expires_at: terms.validDays === null ? null : instantIn(addDays(dayIn(now, timeZone), terms.validDays), timeZone, 23, 59),
  }));
  const codes = sql`${recordset(rows)} as t(redemption_id bigint, customer_id bigint, external_gid text, discount_gid text, expires_at timestamptz)`;
  return means.sideBySide(shop, async (tx) => {
    const issued = await change(
      tx,
      sql`update redemptions r set state = 'issued', issued_at = ${now}, expires_at = t.expires_at, attempts = 0, last_error = null,
        external_gid = t.external_gid, discount_gid = t.discount_gid,
        next_attempt_at = case when r.customer_id = t.customer_id then null::timestamptz else ${now}::timestamptz end
      from ${codes}
      where r.shop_id = ${shopId} and r.redemption_id = t.redemption_id and r.state = any(${statesBefore({ kind: "issued" })}::text[])`,
    );
    // Used, or to be released: where the code is belongs to it all the same.
    if (issued.length < made.length)
      await sql`
        update redemptions r set external_gid = coalesce(t.external_gid, r.external_gid), discount_gid = t.discount_gid
        from ${codes}
        where r.shop_id = ${shopId} and r.redemption_id = t.redemption_id and r.redemption_id <> all(${ids(issued.map(({ redemptionId }) => redemptionId))})
      `.execute(tx);
    await announce(tx, shop, issued, now);
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
    await announce(tx, shop, paid, now);
    return paid[0] ?? null;
  });
}

async function change(tx: Db, update: RawBuilder<unknown>): Promise<Redemption[]> {
  const { rows } = await sql<RedemptionRow>`${update} returning ${redemptionColumns}`.execute(tx);
  return rows.map(toRedemption);
}

async function announce(tx: Db, shop: Shop, issued: readonly Redemption[], now: Date): Promise<void> {
  const events = issued.map((redemption) => {
    const { expiresAt, terms } = redemption;
    const data = { expiresAt: expiresAt?.toISOString() ?? null, rewardKind: terms.kind };
    return redemptionEvent(shop, redemption, "reward.issued", now, data);
  });
  await append(tx, shop.shopId, events, now);
  // Of what a flow gives, its own emails tell.
  const redeemed = issued.filter(({ points }) => points > 0n);
  const messages = redeemed.map(({ customerId, redemptionId, terms, points, code, expiresAt }) => {
    const data = { redemptionId, title: terms.title, points, code, kind: terms.kind, expiresAt };
    return { customerId, template: "reward-issued" as const, key: `redemption:${redemptionId}:issued`, data };
  });
  await enqueue(tx, shop.shopId, messages, now);
  // Last, because others who redeem for the same customer wait for the account from here on.
  const customerIds = new Set(issued.map(({ customerId }) => customerId));
  await markForSync(tx, shop.shopId, [...customerIds], now);
}
