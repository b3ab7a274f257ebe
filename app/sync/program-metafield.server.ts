import { sql } from "kysely";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { db, type Db } from "../db.server.ts";
import { ratioOf, type ProgramRules } from "../program/rules.ts";
import { currentProgram } from "../program/versions.server.ts";
import { AdminApiError, adminGraphql } from "../shopify.server.ts";
import { SET_METAFIELDS } from "../shops/shop.graphql.ts";
import type { Shop } from "../shops/shop.ts";

const ORDERS_LOOKED_AT = 200;

/** Standard rates in per mille, for a shop whose orders do not say yet. */
const STANDARD_RATES: Record<string, number> = {
  AT: 200,
  BE: 210,
  CH: 81,
  DE: 190,
  ES: 210,
  FR: 200,
  GB: 200,
  IT: 220,
  LU: 170,
  NL: 210,
};

const answerSchema = z.object({ metafieldsSet: z.object({ userErrors: z.array(z.object({ message: z.string() })) }).nullable() });

/** Tells the theme blocks how points are earned, in the metafield of the app's own installation (extensions/README.md has the shape). */
export async function publishProgram(shop: Shop): Promise<void> {
  const { rows } = await sql<{ app_installation_gid: string | null; taxes_included: boolean }>`
    select app_installation_gid, taxes_included from shops where shop_id = ${shop.shopId}
  `.execute(db());
  const row = rows[0];
  if (row?.app_installation_gid == null) return;
  const program = await currentProgram(db(), shop.shopId, now());
  const counted = row.taxes_included && !program.rules.base.tax;
  const value = programForTheme(program.rules, counted ? await usualTaxPerMille(db(), shop) : 0);
  const metafield = {
    ownerId: row.app_installation_gid,
    namespace: "reprise",
    key: "program",
    type: "json",
    value: JSON.stringify(value),
  };
  const { metafieldsSet } = answerSchema.parse(await adminGraphql(shop, SET_METAFIELDS, { metafields: [metafield] }));
  const refusal = metafieldsSet?.userErrors.map(({ message }) => message).join("; ") ?? "";
  if (refusal !== "") throw new AdminApiError(refusal, "USER_ERROR");
}

/** The programme as the theme blocks read it. */
export function programForTheme(rules: ProgramRules, taxIncludedPerMille: number) {
  const points = ratioOf(rules.earn.points);
  const units = ratioOf(rules.earn.units);
  const reward = ratioOf(rules.reward.units);
  return {
    points_per_unit: rateText(points.numerator * units.denominator, points.denominator * units.numerator),
    points_per_reward_unit: rules.reward.points,
    // Liquid counts money in hundredths, whatever the currency.
    reward_unit_minor: Number((reward.numerator * 100n) / reward.denominator),
    pending_days: rules.pendingDays,
    tax_included_per_mille: taxIncludedPerMille,
  };
}

/** An exact rate: a decimal of at most nine places ("1.5"), or where none is exact a fraction ("1/3"), so that the theme shows what is awarded. */
function rateText(numerator: bigint, denominator: bigint): string {
  const scaled = numerator * 10n ** 9n;
  if (scaled % denominator !== 0n) return `${numerator}/${denominator}`;
  const digits = (scaled / denominator).toString().padStart(10, "0");
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, "");
}

/** The rate that most of the shop's latest taxed sales carried, else the country's standard rate. */
async function usualTaxPerMille(tx: Db, shop: Shop): Promise<number> {
  const { rows } = await sql<{ rate: number }>`
    select round(1000.0 * (l->>'taxMinor')::numeric / (l->>'netMinor')::numeric)::int as rate
    from (select snapshot from orders where shop_id = ${shop.shopId} and not test order by processed_at desc limit ${ORDERS_LOOKED_AT}) o
    cross join lateral jsonb_array_elements(o.snapshot->'lines') l
    where (l->>'netMinor')::numeric >= 500 and (l->>'taxMinor')::numeric > 0
    group by 1 order by count(*) desc limit 1
  `.execute(tx);
  return rows[0]?.rate ?? STANDARD_RATES[shop.countryCode ?? ""] ?? 0;
}
