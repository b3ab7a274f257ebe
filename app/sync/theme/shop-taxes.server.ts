import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";

const ORDERS_LOOKED_AT = 200;
/** So many sales without tax are no accident: small businesses need not charge any. */
const ENOUGH_UNTAXED = 10;

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

type ShopTaxes = { taxesIncluded: boolean; taxPerMille: number };

/** What was read in a transaction of one snapshot, in which it cannot change: the rate is looked for in two hundred orders. */
const inSnapshot = new WeakMap<Db, Map<number, Promise<ShopTaxes>>>();

/** As `readShopTaxes`, once in a transaction that reads one snapshot. */
export function shopTaxesOnce(tx: Db, shop: Shop): Promise<ShopTaxes> {
  const ofShops = inSnapshot.get(tx) ?? new Map<number, Promise<ShopTaxes>>();
  const taxes = ofShops.get(shop.shopId) ?? readShopTaxes(tx, shop);
  inSnapshot.set(tx, ofShops.set(shop.shopId, taxes));
  return taxes;
}

/** Whether the prices that the shop shows have tax in them, and at which rate. */
export async function readShopTaxes(db: Db, shop: Shop): Promise<ShopTaxes> {
  const { rows } = await sql<{
    taxes_included: boolean;
  }>`select taxes_included from shops where shop_id = ${shop.shopId}`.execute(db);
  return { taxesIncluded: rows[0]?.taxes_included ?? false, taxPerMille: await usualTaxPerMille(db, shop) };
}

/** The rate that most of the shop's latest taxed sales carried; where there are none, the country's standard rate, unless enough sales show that the shop taxes nothing. */
export async function usualTaxPerMille(tx: Db, shop: Shop): Promise<number> {
  const { rows } = await sql<{ rate: number | null; untaxed: number }>`
    with lines as (
      select (l->>'netMinor')::numeric as net, (l->>'taxMinor')::numeric as tax
      from (select snapshot from orders where shop_id = ${shop.shopId} and not test order by processed_at desc limit ${ORDERS_LOOKED_AT}) o
      cross join lateral jsonb_array_elements(o.snapshot->'lines') l
      where (l->>'netMinor')::numeric >= 500 and not (l->>'giftCard')::boolean and not (l->>'tip')::boolean
    )
    select (select round(1000.0 * tax / net)::int from lines where tax > 0 group by 1 order by count(*) desc limit 1) as rate,
      (select count(*)::int from lines where tax = 0) as untaxed
  `.execute(tx);
  const { rate = null, untaxed = 0 } = rows[0] ?? {};
  if (rate !== null) return rate;
  return untaxed >= ENOUGH_UNTAXED ? 0 : (STANDARD_RATES[shop.countryCode ?? ""] ?? 0);
}
