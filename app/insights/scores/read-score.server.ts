import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { purchasesAt, spenderAt } from "../predictions/history.ts";
import { readHistory } from "../predictions/histories.server.ts";
import { readModel } from "../predictions/kept.server.ts";
import { AHEAD } from "../predictions/predict.ts";
import { countsNext } from "../predictions/models/counts.ts";
import { spendRange } from "../predictions/spend/range.ts";
import type { RfmGroup } from "../rfm/groups.ts";
import { noonOf, shopDay } from "./shop-day.ts";

/** Orders, and what they are worth, within so many days from that of the score; ranges hold in 8 of 10 cases. */
export type Ahead = {
  days: (typeof AHEAD)[number];
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
  /** Null: the shop is told no predictions. `ahead`: the shortest span first. */
  prediction: { alive: number; ahead: Ahead[]; nextOn: Date | null; nextBy: "habit" | "pattern" | null } | null;
};

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
  next_order: number | null;
  next_order_by: string | null;
} & Record<`orders_${Ahead["days"]}${"" | "_low" | "_high"}`, number | null> &
  Record<`spend_${Ahead["days"]}_minor`, bigint | null>;

/** What was last said of a customer; null: nothing yet, or they have bought nothing. */
export async function findScore(db: Db, shop: Shop, customerId: bigint, now: Date): Promise<CustomerScore | null> {
  const { rows } = await sql<Row>`
    select scored_on - date '1970-01-01' as scored, recency, frequency, monetary, rfm_group, purchase_days,
      last_purchase_on - date '1970-01-01' as last_purchase, median_gap_days, alive,
      orders_30, orders_30_low, orders_30_high, orders_90, orders_90_low, orders_90_high, orders_365, orders_365_low, orders_365_high,
      spend_30_minor, spend_90_minor, spend_365_minor,
      next_order_on - date '1970-01-01' as next_order, next_order_by
    from customer_scores where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { recency, frequency, monetary, alive } = row;
  return {
    scoredOn: noonOf(shop, row.scored),
    group: row.rfm_group as RfmGroup,
    scores: { recency, frequency, monetary },
    purchaseDays: row.purchase_days,
    silentDays: Math.max(0, shopDay(shop, now) - row.last_purchase),
    medianGapDays: row.median_gap_days,
    prediction:
      alive === null
        ? null
        : {
            ...{ alive, ahead: await aheadOf(db, shop, customerId, row) },
            nextOn: row.next_order === null ? null : noonOf(shop, row.next_order),
            nextBy: row.next_order_by as "habit" | "pattern" | null,
          },
  };
}

/** With the ranges of spend, which are worked out for one customer only: for all of them every night it would take longer than the rest. */
async function aheadOf(db: Db, shop: Shop, customerId: bigint, { scored, ...row }: Row): Promise<Ahead[]> {
  const [kept, history] = await Promise.all([readModel(db, shop.shopId), readHistory(db, shop, customerId)]);
  const purchases = purchasesAt(history, scored);
  const { model = null, spend = null } = kept?.fitted ?? {};
  return AHEAD.flatMap((days): Ahead[] => {
    const [orders, low, high] = [row[`orders_${days}`], row[`orders_${days}_low`], row[`orders_${days}_high`]];
    const minor = row[`spend_${days}_minor`];
    if (orders === null || low === null || high === null) return [];
    if (minor === null || purchases === null || model === null || spend === null)
      return [{ days, orders, low, high, spend: null }];
    const range = spendRange(countsNext(model, purchases, days), spend, spenderAt(history, scored));
    const [lowMinor, highMinor] = [BigInt(Math.round(range.low)), BigInt(Math.round(range.high))];
    return [{ days, orders, low, high, spend: { minor, lowMinor, highMinor } }];
  });
}
