import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { purchasesAt, spenderAt } from "../predictions/history.ts";
import { readHistory } from "../predictions/histories.server.ts";
import { readModel } from "../predictions/kept.server.ts";
import { countsNext } from "../predictions/models/counts.ts";
import { spendRange } from "../predictions/spend/range.ts";
import type { RfmGroup } from "../rfm/groups.ts";
import { noonOf, shopDay } from "./shop-day.ts";

/** Orders, and what they are worth, within a year from the day of the score; ranges hold in 8 of 10 cases. */
export type YearAhead = {
  orders: number;
  low: number;
  high: number;
  spend: { minor: bigint; lowMinor: bigint; highMinor: bigint } | null;
};
export type CustomerScore = {
  scoredOn: Date;
  group: RfmGroup;
  scores: { recency: number; frequency: number; monetary: number };
  purchaseDays: number;
  /** Days since the last order, as of now. */
  silentDays: number;
  medianGapDays: number | null;
  /** Null: the shop is told no predictions. */
  prediction: { alive: number; year: YearAhead; nextOn: Date | null; nextBy: "habit" | "pattern" | null } | null;
};

const YEAR = 365;

type Row = {
  scored: number;
  recency: number;
  frequency: number;
  monetary: number;
  rfm_group: string;
  purchase_days: number;
  last_purchase: number;
  median_gap_days: number | null;
  alive: number | null;
  orders: number | null;
  low: number | null;
  high: number | null;
  spend_minor: bigint | null;
  next_order: number | null;
  next_order_by: string | null;
};

/** What was last said of a customer; null: nothing yet, or they have bought nothing. */
export async function findScore(db: Db, shop: Shop, customerId: bigint, now: Date): Promise<CustomerScore | null> {
  const { rows } = await sql<Row>`
    select scored_on - date '1970-01-01' as scored, recency, frequency, monetary, rfm_group, purchase_days,
      last_purchase_on - date '1970-01-01' as last_purchase, median_gap_days, alive, orders_365 as orders, orders_365_low as low, orders_365_high as high,
      spend_365_minor as spend_minor, next_order_on - date '1970-01-01' as next_order, next_order_by
    from customer_scores where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { recency, frequency, monetary, alive, orders, low, high } = row;
  const told = alive === null || orders === null || low === null || high === null ? null : { alive, orders, low, high };
  return {
    scoredOn: noonOf(shop, row.scored),
    group: row.rfm_group as RfmGroup,
    scores: { recency, frequency, monetary },
    purchaseDays: row.purchase_days,
    silentDays: Math.max(0, shopDay(shop, now) - row.last_purchase),
    medianGapDays: row.median_gap_days,
    prediction: told && {
      alive: told.alive,
      year: { orders: told.orders, low: told.low, high: told.high, spend: await spendOf(db, shop, customerId, row) },
      nextOn: row.next_order === null ? null : noonOf(shop, row.next_order),
      nextBy: row.next_order_by as "habit" | "pattern" | null,
    },
  };
}

/** With its range, which is worked out for one customer only: for all of them every night it would take longer than the rest. */
async function spendOf(db: Db, shop: Shop, customerId: bigint, { scored, spend_minor: minor }: Row): Promise<YearAhead["spend"]> {
  if (minor === null) return null;
  const [kept, history] = await Promise.all([readModel(db, shop.shopId), readHistory(db, shop, customerId)]);
  const purchases = purchasesAt(history, scored);
  const { model = null, spend = null } = kept?.fitted ?? {};
  if (purchases === null || model === null || spend === null) return null;
  const { low, high } = spendRange(countsNext(model, purchases, YEAR), spend, spenderAt(history, scored));
  return { minor, lowMinor: BigInt(Math.round(low)), highMinor: BigInt(Math.round(high)) };
}
