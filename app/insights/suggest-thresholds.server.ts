import { sql, type RawBuilder } from "kysely";

import { countedOrder } from "../customers/orders/counted-orders.server.ts";
import { admittedOrder } from "../program/companies.server.ts";
import type { Db } from "../db.server.ts";
import { countCustomers } from "../lib/counts.server.ts";
import { sampledCustomers } from "../lib/sample.server.ts";
import { dayIn, instantIn } from "../lib/time.ts";
import { pointsPerMinor, type ProgramRules } from "../program/rules/rules.ts";
import type { TierRules } from "../program/rules/tier-rules.ts";
import type { Shop } from "../shops/shop.ts";
import { binEdges, friendly } from "./friendly-numbers.ts";

const BINS = 24;
/** Buyers above this share of the distribution stand in its last bin, so that one large customer does not flatten the picture. */
const SHOWN = 0.99;
/** Of a larger shop an even share of its customers is looked at, by their ids: thresholds are round numbers anyway. */
const LOOKED_AT = 10_000;
const SILVER = 0.2;
const GOLD = 0.05;

export type Suggestion = {
  /** Customers who bought anything within the window; `about`: worked out from a share of them. */
  customers: number;
  about: boolean;
  /** `counts[i]` of them stand from `edges[i]` until before `edges[i + 1]`, in the unit of the basis; the last bin has no end. */
  edges: number[];
  counts: number[];
  /** Round thresholds that about 20 % and 5 % of them have reached; null without buyers. */
  thresholds: { silver: number; gold: number } | null;
};

/**
 * How a shop's own customers are spread under a basis and a window, and thresholds that would put about a fifth of them into the second level and a
 * twentieth into the third. Points are estimated from all orders at the rules' rate: a shop that has just begun has no others yet.
 */
export async function suggest(
  db: Db,
  shop: Shop,
  { basis, window }: Pick<TierRules, "basis" | "window">,
  rules: Pick<ProgramRules, "earn">,
  now: Date,
  lookedAt = LOOKED_AT,
): Promise<Suggestion> {
  const from = windowStart(window, now, shop.timeZone);
  const customers = await countCustomers(db, shop.shopId);
  const isAll = customers <= lookedAt;
  const share = isAll ? 1 : lookedAt / customers;
  const buyers = sql`${sampledCustomers(shop.shopId, share)} part join orders o on o.shop_id = ${shop.shopId} and o.customer_id = part.customer_id`;
  const { rows } = await sql<{ value: number }>`
    select floor(sum(${valueOf(basis, rules, shop.currency)}))::float8 as value from ${isAll ? sql`orders o` : buyers}
    where o.shop_id = ${shop.shopId} and o.customer_id is not null and ${countedOrder} and ${admittedOrder} and o.processed_at <= ${now}
      and (${from}::timestamptz is null or o.processed_at >= ${from})
    group by o.customer_id order by 1
  `.execute(db);
  const values = rows.map(({ value }) => value);
  const below = (share: number) => values[Math.max(0, Math.ceil(share * values.length) - 1)];
  const [silver, gold, shown] = [below(1 - SILVER), below(1 - GOLD), below(SHOWN)];
  if (silver === undefined || gold === undefined || shown === undefined)
    return { customers: 0, about: false, edges: [0], counts: [0], thresholds: null };

  const lower = friendly(silver);
  const thresholds = { silver: lower, gold: Math.max(friendly(gold), lower + 1) };
  const edges = binEdges(shown, BINS);
  const counts = edges.map(() => 0);
  for (const value of values) {
    const bin = edges.findLastIndex((edge) => edge <= value);
    if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const ofAll = (found: number) => Math.round(found / share);
  return { customers: ofAll(values.length), about: !isAll, edges, counts: counts.map(ofAll), thresholds };
}

function valueOf(basis: TierRules["basis"], rules: Pick<ProgramRules, "earn">, currency: string): RawBuilder<unknown> {
  switch (basis) {
    case "orders":
      return sql`1`;
    case "spend":
      return sql`o.net_minor`;
    case "points": {
      const { numerator, denominator } = pointsPerMinor(rules, currency);
      return sql`floor(o.net_minor::numeric * ${numerator.toString()}::numeric / ${denominator.toString()}::numeric)`;
    }
  }
}

/** Calendar years are measured by the last whole twelve months too, so that January says as much as December. */
function windowStart(window: TierRules["window"], now: Date, timeZone: string): Date | null {
  if (window === "lifetime") return null;
  const today = dayIn(now, timeZone);
  const day = today.month === 2 && today.day === 29 ? 28 : today.day;
  return instantIn({ ...today, year: today.year - 1, day }, timeZone);
}
