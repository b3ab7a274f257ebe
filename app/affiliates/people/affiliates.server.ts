import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Locale } from "../../i18n/translate.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Application } from "./application.ts";
import { markRecruited } from "../ledger/mark.server.ts";
import { noteChange, noteEmail } from "../emails/note-email.server.ts";
import { letCodesEnd } from "../codes/code-ends.server.ts";
import type { State } from "./state.ts";

export type Affiliate = {
  affiliateId: bigint;
  customerId: bigint | null;
  name: string | null;
  email: string | null;
  website: string | null;
  pitch: string | null;
  locale: Locale;
  state: State;
  reason: string | null;
  planId: bigint | null;
  code: string | null;
  discountGid: string | null;
  /** What the code gives off. */
  discountPercent: number | null;
  appliedAt: Date;
  decidedAt: Date | null;
  approvedAt: Date | null;
  endedAt: Date | null;
  /** Sealed. */
  payee: string | null;
  /** The affiliate by whose link they applied. */
  recruitedBy: bigint | null;
};

const COLUMNS = sql`affiliate_id as "affiliateId", customer_id as "customerId", name, email, website, pitch, locale, state, reason, plan_id as "planId", code,
  discount_gid as "discountGid", discount_percent as "discountPercent", applied_at as "appliedAt", decided_at as "decidedAt", approved_at as "approvedAt", ended_at as "endedAt", payee, recruited_by as "recruitedBy"`;

/** A shop is sent so many applications within 24 hours: each waits for a person who reads it. */
export const MOST_OF_SHOP = 200;

/** `recruitedBy`: the affiliate by whose link they came. */
export type Applying = { customerId: bigint | null; locale: Locale; reapplyDays: number; recruitedBy?: bigint | null };

/**
 * Writes an application down; one of somebody who has one already, is an affiliate, or was declined less than `reapplyDays` ago, changes nothing: a stranger does not learn which.
 * @returns false where too many have come lately
 */
export async function apply(
  tx: Db,
  shopId: number,
  { name, email, website, pitch }: Application,
  { customerId, locale, reapplyDays, recruitedBy = null }: Applying,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ lately: number }>`
    select count(*)::int as lately from affiliates where shop_id = ${shopId} and applied_at > ${plusMs(now, -DAY_MS)} and source_key is null
  `.execute(tx);
  if ((rows[0]?.lately ?? 0) >= MOST_OF_SHOP) return false;
  const { rows: made } = await sql<{ affiliate_id: bigint }>`
    insert into affiliates (shop_id, customer_id, name, email, website, pitch, locale, state, applied_at, recruited_by)
    select ${shopId}, ${customerId}, ${name}, ${email}, ${website}, ${pitch}, ${locale}, 'applied', ${now}, ${recruitedBy}
    where not exists (
      select from affiliates d where d.shop_id = ${shopId} and (d.email = ${email} or d.customer_id = ${customerId}) and d.state = 'declined'
        and d.decided_at > ${plusMs(now, -reapplyDays * DAY_MS)}
    )
    on conflict do nothing returning affiliate_id
  `.execute(tx);
  for (const { affiliate_id } of made) await noteEmail(tx, shopId, affiliate_id, { kind: "received" }, now);
  return true;
}

export async function getAffiliate(db: Db, shopId: number, affiliateId: bigint): Promise<Affiliate | null> {
  const { rows } =
    await sql<Affiliate>`select ${COLUMNS} from affiliates where shop_id = ${shopId} and affiliate_id = ${affiliateId}`.execute(
      db,
    );
  return rows[0] ?? null;
}

/** The newest first, applications before all. */
export async function listAffiliates(
  db: Db,
  shopId: number,
  state: State | null,
  { limit, offset }: { limit: number; offset: number },
): Promise<Affiliate[]> {
  const { rows } = await sql<Affiliate>`
    select ${COLUMNS} from affiliates where shop_id = ${shopId} and ${state === null ? sql`true` : sql`state = ${state}`}
    order by state = 'applied' desc, applied_at desc, affiliate_id desc limit ${limit} offset ${offset}
  `.execute(db);
  return rows;
}

export async function countApplications(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from affiliates where shop_id = ${shopId} and state = 'applied'
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Whose portal a customer sees: their own, or that of who applied with an address that Shopify has verified to be theirs. The one that is open goes before those that were declined or have ended. */
export async function findByCustomer(db: Db, shopId: number, customerId: bigint): Promise<Affiliate | null> {
  const { rows } = await sql<Affiliate>`
    select ${COLUMNS} from affiliates where shop_id = ${shopId} and (customer_id = ${customerId} or (customer_id is null and ${verified(shopId, customerId)}))
    order by state = 'approved' desc, state = 'applied' desc, applied_at desc, affiliate_id desc limit 1
  `.execute(db);
  return rows[0] ?? null;
}

const verified = (shopId: number, customerId: bigint): RawBuilder<boolean> => sql<boolean>`email = (
  select c.email from customers c where c.shop_id = ${shopId} and c.customer_id = ${customerId} and c.email_verified and c.redacted_at is null)`;

export async function findByCode(db: Db, shopId: number, code: string): Promise<Affiliate | null> {
  const { rows } =
    await sql<Affiliate>`select ${COLUMNS} from affiliates where shop_id = ${shopId} and code = ${code} and state = 'approved'`.execute(
      db,
    );
  return rows[0] ?? null;
}

/** `tell`: whether they are written to. */
type Decision = { planId: bigint; code: string; discountGid: string; discountPercent: number; tell?: boolean };

/** @returns false where somebody has decided before, or the code is somebody else's */
export async function approve(
  tx: Db,
  shopId: number,
  affiliateId: bigint,
  { planId, code, discountGid, discountPercent, tell = true }: Decision,
  actor: string,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update affiliates a set state = 'approved', plan_id = ${planId}, code = ${code}, discount_gid = ${discountGid}, discount_percent = ${discountPercent}, decided_at = ${now}, decided_by = ${actor}, approved_at = ${now},
      customer_id = coalesce(a.customer_id, (
        select c.customer_id from customers c where c.shop_id = ${shopId} and c.email = a.email and c.email_verified and c.redacted_at is null
          and not exists (select from affiliates o where o.shop_id = ${shopId} and o.customer_id = c.customer_id and o.state in ('applied', 'approved'))
        order by c.customer_id limit 1))
    where a.shop_id = ${shopId} and a.affiliate_id = ${affiliateId} and a.state = 'applied'
      and exists (select from affiliate_plans p where p.shop_id = ${shopId} and p.plan_id = ${planId} and p.archived_at is null)
      and not exists (select from affiliates o where o.shop_id = ${shopId} and o.code = ${code})
    returning 1
  `.execute(tx);
  if (rows.length > 0 && tell) await noteEmail(tx, shopId, affiliateId, { kind: "approved" }, now);
  return rows.length > 0;
}

/** Binds a partnership of nobody's account to one: that of somebody who is no affiliate. @returns false where it was bound before, or cannot be */
export async function bindAccount(tx: Db, shopId: number, affiliateId: bigint, customerId: bigint, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update affiliates a set customer_id = ${customerId}
    where a.shop_id = ${shopId} and a.affiliate_id = ${affiliateId} and a.customer_id is null and a.email is not null and a.state in ('approved', 'ended')
      and exists (select from customers c where c.shop_id = ${shopId} and c.customer_id = ${customerId} and c.redacted_at is null and c.merged_into is null)
      and not exists (select from affiliates o where o.shop_id = ${shopId} and o.customer_id = ${customerId} and o.state <> 'declined')
    returning 1
  `.execute(tx);
  if (rows.length > 0) await markRecruited(tx, shopId, [affiliateId], now);
  return rows.length > 0;
}

export async function isCodeFree(db: Db, shopId: number, code: string): Promise<boolean> {
  const { rows } = await sql`select from affiliates where shop_id = ${shopId} and code = ${code}`.execute(db);
  return rows.length === 0;
}

export async function decline(
  tx: Db,
  shopId: number,
  affiliateId: bigint,
  reason: string,
  actor: string,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update affiliates set state = 'declined', reason = ${reason}, decided_at = ${now}, decided_by = ${actor}
    where shop_id = ${shopId} and affiliate_id = ${affiliateId} and state = 'applied' returning 1
  `.execute(tx);
  if (rows.length > 0) await noteEmail(tx, shopId, affiliateId, { kind: "declined" }, now);
  return rows.length > 0;
}

/** From now on nothing counts for them. What they have earned stays theirs. @returns their code's discount, which is to end in Shopify; null where they are no affiliate */
export async function end(tx: Db, shopId: number, affiliateId: bigint, now: Date): Promise<string[] | null> {
  const { rows } = await sql`
    update affiliates set state = 'ended', ended_at = ${now} where shop_id = ${shopId} and affiliate_id = ${affiliateId} and state = 'approved' returning 1
  `.execute(tx);
  return rows.length === 0 ? null : letCodesEnd(tx, shopId, [affiliateId], now);
}

/** Another plan, for orders from now on. */
export async function changePlan(tx: Db, shopId: number, affiliateId: bigint, planId: bigint, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update affiliates a set plan_id = ${planId} where a.shop_id = ${shopId} and a.affiliate_id = ${affiliateId} and a.state = 'approved' and a.plan_id is distinct from ${planId}
      and exists (select from affiliate_plans p where p.shop_id = ${shopId} and p.plan_id = ${planId} and p.archived_at is null)
    returning 1
  `.execute(tx);
  if (rows.length > 0) await noteChange(tx, shopId, "plan", sql`f.affiliate_id = ${affiliateId}`, now);
  return rows.length > 0;
}
