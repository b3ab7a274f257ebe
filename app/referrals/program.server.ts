import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { stringifyJson } from "../lib/json.ts";
import type { Texts } from "../program/rules/texts.ts";
import { findReward } from "../rewards/rewards.server.ts";
import type { Shop } from "../shops/shop.ts";
import { invitation } from "./landing/offer.ts";
import { termsSchema, usualTerms, type Terms } from "./terms.ts";

export type ReferralProgram = { enabled: boolean; terms: Terms };

/** What the merchant has set up; where there is nothing yet, what is usual, switched off. */
export async function readReferralProgram(db: Db, shopId: number): Promise<ReferralProgram> {
  const { rows } = await sql<{ enabled: boolean; terms: unknown }>`
    select enabled, terms from referral_programs where shop_id = ${shopId}
  `.execute(db);
  const row = rows[0];
  return row === undefined
    ? { enabled: false, terms: usualTerms }
    : { enabled: row.enabled, terms: termsSchema.parse(row.terms) };
}

/** What is saved counts for codes from now on. @param actor `merchant:<Shopify user id>` */
export async function saveReferralProgram(
  tx: Db,
  { shopId }: Pick<Shop, "shopId">,
  { enabled, terms }: ReferralProgram,
  actor: string,
  now: Date,
): Promise<void> {
  await sql`
    insert into referral_programs (shop_id, enabled, terms, updated_at, updated_by)
    values (${shopId}, ${enabled}, ${stringifyJson(terms)}::jsonb, ${now}, ${actor})
    on conflict (shop_id) do update set enabled = excluded.enabled, terms = excluded.terms, updated_at = excluded.updated_at, updated_by = excluded.updated_by
  `.execute(tx);
  if (enabled)
    await sql`update shops set referrals_since = ${now} where shop_id = ${shopId} and referrals_since is null`.execute(tx);
}

/** What shoppers read of it, by language; null while it is off. */
export async function readInvitation(db: Db, shop: Shop): Promise<Texts | null> {
  if (shop.referralsSince === null) return null;
  const { enabled, terms } = await readReferralProgram(db, shop.shopId);
  if (!enabled) return null;
  const reward = terms.advocate.kind === "points" ? null : await findReward(db, shop.shopId, terms.advocate.rewardId);
  return invitation(terms, reward?.terms.title ?? null, shop);
}
