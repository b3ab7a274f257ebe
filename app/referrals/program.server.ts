import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { findReward } from "../rewards/rewards.server.ts";
import type { Shop } from "../shops/shop.ts";
import { termsSchema, usualTerms, type Terms } from "./terms.ts";

export type ReferralProgram = { enabled: boolean; terms: Terms };

/** What the merchant has set up; where there is nothing yet, what is usual, switched off. */
export async function readReferralProgram(db: Db, shopId: number): Promise<ReferralProgram> {
  const { rows } = await sql<{ enabled: boolean; terms: unknown }>`
    select enabled, terms from referral_programs where shop_id = ${shopId}
  `.execute(db);
  const row = rows[0];
  return row === undefined ? { enabled: false, terms: usualTerms } : { enabled: row.enabled, terms: termsSchema.parse(row.terms) };
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
  if (enabled) await sql`update shops set referrals_since = ${now} where shop_id = ${shopId} and referrals_since is null`.execute(tx);
}

/** What is offered in the shop; null while it is off. `reward`: what advocates get instead of points, as it is called. */
export type Offered = { terms: Terms; reward: Record<string, string> | null };

export async function readOffered(db: Db, shop: Shop): Promise<Offered | null> {
  if (shop.referralsSince === null) return null;
  const { enabled, terms } = await readReferralProgram(db, shop.shopId);
  if (!enabled) return null;
  if (terms.advocate.kind === "points") return { terms, reward: null };
  const reward = await findReward(db, shop.shopId, terms.advocate.rewardId);
  return { terms, reward: reward?.terms.title ?? null };
}
