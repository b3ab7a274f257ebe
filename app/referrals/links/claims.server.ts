import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { texts } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { readMailboxKey } from "../../shops/settings/mailbox-key.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { isDisposable } from "../judging/disposable.ts";
import { termsSchema, type Terms } from "../terms.ts";
import { mailboxHash, newFriendCode } from "./code.server.ts";
import type { Link } from "./links.server.ts";

/** A friend's code. `placedAt` null: Shopify may not have it yet. */
export type Claim = { referralId: bigint; code: string; terms: Terms; claimedAt: Date; expiresAt: Date; placedAt: Date | null };

/** So many codes a link and a shop give within 24 hours: each is a discount in Shopify. */
export const MOST_OF_LINK = 50;
export const MOST_OF_SHOP = 2_000;

/**
 * The code of who asks, made where their mailbox has none: whoever asks twice, by whatever link, gets the first one as long as it is good, and for ever once it was used. So nothing that is answered
 * says what is known of an address. @returns null where too many were given lately
 */
export async function claim(tx: Db, shop: Shop, link: Link, email: string, now: Date): Promise<Claim | null> {
  const { shopId } = shop;
  const mailbox = mailboxHash(email, shopId, await readMailboxKey(tx, shop));
  await sql`
    update referrals set state = 'expired', mailbox = null, look_at = null
    where shop_id = ${shopId} and mailbox = ${mailbox} and state = 'claimed' and expires_at <= ${now} and order_id is null
  `.execute(tx);
  const known = await findClaim(tx, shopId, mailbox);
  if (known !== null) return known;
  const since = plusMs(now, -DAY_MS);
  const { rows } = await sql<{ link: number; shop: number }>`
    select count(*) filter (where advocate_id = ${link.advocateId})::int as link, count(*)::int as shop
    from referrals where shop_id = ${shopId} and claimed_at > ${since}
  `.execute(tx);
  const lately = rows[0] ?? { link: 0, shop: 0 };
  if (lately.link >= MOST_OF_LINK || lately.shop >= MOST_OF_SHOP) return null;
  const expiresAt = plusMs(now, link.terms.validDays * DAY_MS);
  await sql`
    insert into referrals (shop_id, advocate_id, code, mailbox, disposable, terms, claimed_at, expires_at, state, look_at)
    values (${shopId}, ${link.advocateId}, ${newFriendCode()}, ${mailbox}, ${isDisposable(email)}, ${stringifyJson(link.terms)}::jsonb,
      ${now}, ${expiresAt}, 'claimed', ${expiresAt})
    on conflict do nothing
  `.execute(tx);
  return findClaim(tx, shopId, mailbox);
}

async function findClaim(tx: Db, shopId: number, mailbox: string): Promise<Claim | null> {
  const { rows } = await sql<Claim>`
    select referral_id as "referralId", code, terms, claimed_at as "claimedAt", expires_at as "expiresAt", placed_at as "placedAt"
    from referrals where shop_id = ${shopId} and mailbox = ${mailbox} and state <> 'expired'
    order by claimed_at, referral_id limit 1
  `.execute(tx);
  return rows[0] === undefined ? null : { ...rows[0], terms: termsSchema.parse(rows[0].terms) };
}

/** Shopify has the code. */
export async function notePlaced(db: Db, shopId: number, referralId: bigint, now: Date): Promise<void> {
  await sql`
    update referrals set placed_at = ${now} where shop_id = ${shopId} and referral_id = ${referralId} and placed_at is null
  `.execute(db);
}

/** Which of these codes, in upper case, were given to friends: what an order with one brings is the referral's, whatever becomes of that. */
export async function listReferred(db: Db, shopId: number, codes: readonly string[]): Promise<Set<string>> {
  if (codes.length === 0) return new Set();
  const { rows } = await sql<{ code: string }>`
    select code from referrals where shop_id = ${shopId} and code = any(${texts(codes)})
  `.execute(db);
  return new Set(rows.map(({ code }) => code));
}
