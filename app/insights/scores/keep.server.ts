import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { fractions, ids, numbers, texts, unnested } from "../../lib/rows.server.ts";
import { living } from "../../segments/compiled.server.ts";
import type { Score } from "./score.ts";

/**
 * Writes what a day says of customers. The group of the day before, and of the end of the month before, are those that were kept until then; the same day again changes neither.
 * Who is gone or erased by now is left out.
 */
export async function keepScores(
  db: Db,
  shopId: number,
  today: number,
  scores: readonly { customerId: bigint; score: Score }[],
): Promise<void> {
  await sql`
    insert into customer_scores as kept (
      shop_id, customer_id, scored_on, recency, frequency, monetary, rfm_group, purchase_days, last_purchase_on, median_gap_days, alive,
      orders_30, orders_30_low, orders_30_high, orders_90, orders_90_low, orders_90_high, orders_365, orders_365_low, orders_365_high,
      order_value_minor, spend_30_minor, spend_90_minor, spend_365_minor, next_order_on, next_order_by
    )
    select ${shopId}, c.customer_id, date '1970-01-01' + ${today}::int, t.recency, t.frequency, t.monetary, t.rfm_group, t.purchase_days,
      date '1970-01-01' + t.last_purchase::int, t.median_gap_days, t.alive,
      t.orders_30, t.low_30, t.high_30, t.orders_90, t.low_90, t.high_90, t.orders_365, t.low_365, t.high_365,
      round(t.order_value), round(t.orders_30 * t.order_value), round(t.orders_90 * t.order_value), round(t.orders_365 * t.order_value),
      date '1970-01-01' + t.next_order::int, t.next_order_by
    from ${listed(scores)} as t(
      customer_id, recency, frequency, monetary, rfm_group, purchase_days, last_purchase, median_gap_days, alive,
      orders_30, low_30, high_30, orders_90, low_90, high_90, orders_365, low_365, high_365, order_value, next_order, next_order_by
    )
    join customers c on c.shop_id = ${shopId} and c.customer_id = t.customer_id and ${living}
    on conflict (shop_id, customer_id) do update set
      rfm_group_before = case when kept.scored_on < excluded.scored_on then kept.rfm_group else kept.rfm_group_before end,
      rfm_group_last_month = case when date_trunc('month', kept.scored_on) < date_trunc('month', excluded.scored_on) then kept.rfm_group
        else kept.rfm_group_last_month end,
      scored_on = excluded.scored_on, recency = excluded.recency, frequency = excluded.frequency, monetary = excluded.monetary,
      rfm_group = excluded.rfm_group, purchase_days = excluded.purchase_days, last_purchase_on = excluded.last_purchase_on,
      median_gap_days = excluded.median_gap_days, alive = excluded.alive,
      orders_30 = excluded.orders_30, orders_30_low = excluded.orders_30_low, orders_30_high = excluded.orders_30_high,
      orders_90 = excluded.orders_90, orders_90_low = excluded.orders_90_low, orders_90_high = excluded.orders_90_high,
      orders_365 = excluded.orders_365, orders_365_low = excluded.orders_365_low, orders_365_high = excluded.orders_365_high,
      order_value_minor = excluded.order_value_minor, spend_30_minor = excluded.spend_30_minor, spend_90_minor = excluded.spend_90_minor,
      spend_365_minor = excluded.spend_365_minor, next_order_on = excluded.next_order_on, next_order_by = excluded.next_order_by
  `.execute(db);
}

function listed(scores: readonly { customerId: bigint; score: Score }[]): RawBuilder<unknown> {
  const of = <Value>(read: (score: Score) => Value) => scores.map(({ score }) => read(score));
  const ahead = [0, 1, 2].flatMap((at) => {
    const expected = of(({ prediction }) => prediction?.expected[at]);
    return [
      fractions(expected.map((one) => one?.orders ?? null)),
      numbers(expected.map((one) => one?.low ?? null)),
      numbers(expected.map((one) => one?.high ?? null)),
    ];
  });
  return unnested(
    ...[ids(scores.map(({ customerId }) => customerId)), numbers(of(({ recency }) => recency))],
    ...[numbers(of(({ frequency }) => frequency)), numbers(of(({ monetary }) => monetary)), texts(of(({ group }) => group))],
    ...[numbers(of(({ purchaseDays }) => purchaseDays)), numbers(of(({ lastPurchaseOn }) => lastPurchaseOn))],
    ...[fractions(of(({ medianGapDays }) => medianGapDays)), fractions(of(({ prediction }) => prediction?.alive ?? null))],
    ...ahead,
    ...[fractions(of(({ orderValueMinor }) => orderValueMinor)), numbers(of(({ nextOrderOn }) => nextOrderOn))],
    texts(of(({ nextOrderBy }) => nextOrderBy)),
  );
}

/** Takes away the scores of who was not scored on the day: they have no order that counts any more, or are gone. */
export async function dropUnscored(db: Db, shopId: number, today: number): Promise<void> {
  await sql`delete from customer_scores where shop_id = ${shopId} and scored_on <> date '1970-01-01' + ${today}::int`.execute(db);
}
