import { sql } from "kysely";

import * as people from "../../app/affiliates/people/affiliates.server.ts";
import { noteClick } from "../../app/affiliates/people/clicks.server.ts";
import { savePayee } from "../../app/affiliates/people/payee.server.ts";
import type { Payee } from "../../app/affiliates/people/payee.ts";
import { usualPlan, type PlanTerms } from "../../app/affiliates/setup/plan.ts";
import { savePlan } from "../../app/affiliates/setup/plans.server.ts";
import { saveAffiliateProgram } from "../../app/affiliates/setup/settings.server.ts";
import { usualSettings, type AffiliateSettings } from "../../app/affiliates/setup/settings.ts";
import { settleAll } from "../../app/affiliates/ledger/settle.server.ts";
import type { Db } from "../../app/db.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import * as pipeline from "../support/pipeline.ts";
import { fresh, later } from "../referrals/stage.ts";

export { apply, bought, fresh, later, NOW, person } from "../referrals/stage.ts";

/** Ten percent of everything, due after 14 days. */
export const TERMS: PlanTerms = { ...usualPlan, waitDays: 14 };
export const ISSUER: AffiliateSettings["issuer"] = {
  ...{ name: "Morgenrot GmbH", street: "Hafenweg 1", postcode: "20457", city: "Hamburg", country: "DE" },
  ...{ taxNumber: "12/345/67890", vatId: "DE123456789", iban: "DE89370400440532013000", bic: "" },
};
export const SETTINGS: AffiliateSettings = { ...usualSettings, minimumMinor: 1_000, issuer: ISSUER };
export const PAYEE: Payee = {
  ...{ method: "bank", name: "Jörg & Söhne", street: "Am Markt 3", postcode: "50667", city: "Köln", country: "DE" },
  ...{ iban: "DE02120300000000202051", bic: "", paypal: "", tax: "regular", taxNumber: "22/815/08154", vatId: "" },
};

/** A shop that takes affiliates and has one plan. Orders bring no points. */
export async function affiliateShop(
  db: Db,
  { terms = {}, settings = {} }: { terms?: Partial<PlanTerms>; settings?: Partial<AffiliateSettings> } = {},
): Promise<{ shop: Shop; planId: bigint }> {
  const rules = { ...DEFAULT_RULES, earn: { points: "0", units: "1" }, bonuses: [], tiers: null };
  const made = await createEarningShop(db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
  const { shopId } = made;
  await saveAffiliateProgram(db, shopId, { enabled: true, settings: { ...SETTINGS, ...settings } }, "merchant:1", later(-60));
  const plan = { planId: null, name: "Plan", terms: { ...TERMS, ...terms } };
  const planId = (await savePlan(db, shopId, plan, "merchant:1", later(-60))) ?? 0n;
  return { shop: await fresh(db, made), planId };
}

type About = { customerId?: bigint | null; payee?: Payee | null; at?: Date; email?: string; recruitedBy?: bigint | null };

/** An affiliate since forty days ago. */
export async function affiliate(
  db: Db,
  shop: Shop,
  planId: bigint,
  code: string,
  {
    customerId = null,
    payee = PAYEE,
    at = later(-40),
    email = `${code.toLowerCase()}@example.com`,
    recruitedBy = null,
  }: About = {},
): Promise<bigint> {
  const { shopId } = shop;
  await people.apply(
    db,
    shopId,
    { name: code, email, website: null, pitch: "Blog" },
    { customerId, locale: "de", reapplyDays: 180, recruitedBy },
    at,
  );
  const { rows } = await sql<{
    id: bigint;
  }>`select affiliate_id as id from affiliates where shop_id = ${shopId} and email = ${email}`.execute(db);
  const affiliateId = rows[0]?.id ?? 0n;
  await people.approve(
    db,
    shopId,
    affiliateId,
    { planId, code, discountGid: `gid://shopify/DiscountCodeNode/${code}`, discountPercent: 10 },
    "merchant:1",
    at,
  );
  if (payee !== null) await savePayee(db, shopId, affiliateId, payee);
  return affiliateId;
}

export function click(shop: Shop, affiliateId: bigint, customerId: bigint, at: Date): Promise<void> {
  return pipeline.sideBySide(shop.shopId, (tx) => noteClick(tx, shop, { affiliateId, customerId }, at));
}

/** What the loop does, until nothing is due any more. */
export async function look(shop: Shop, at: Date): Promise<void> {
  await pipeline.inShop(shop.shopId, (tx) => settleAll(tx, shop, at));
}

export type Entry = { order: string; line: string; affiliate: string; amount: string };

/** What the ledger holds, by order, line and affiliate. */
export async function booked(db: Db, { shopId }: Shop): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select order_id::text as order, line_id::text as line, affiliate_id::text as affiliate, sum(amount_minor)::text as amount from commission_entries
    where shop_id = ${shopId} group by order_id, line_id, affiliate_id having sum(amount_minor) <> 0 order by order_id, line_id, affiliate_id
  `.execute(db);
  return rows;
}

export async function found(
  db: Db,
  { shopId }: Shop,
): Promise<{ order: string; affiliate: string | null; way: string | null; reason: string | null }[]> {
  const { rows } = await sql<{ order: string; affiliate: string | null; way: string | null; reason: string | null }>`
    select order_id::text as order, affiliate_id::text as affiliate, way, reason from affiliate_orders where shop_id = ${shopId} order by order_id
  `.execute(db);
  return rows;
}
