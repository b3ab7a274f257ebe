import { sql, type RawBuilder } from "kysely";

import { countedOrder } from "../customers/orders/counted-orders.server.ts";

/** Days after a click within which an order counts as its own. */
export const CLICK_DAYS = 5;

/** Messages on which somebody has clicked since an instant, before which they were not sent, each once, as a query; clicks of programs left out. */
export function clickedMessages(shopId: number, since: Date): RawBuilder<unknown> {
  return sql`
    select k.message_id from message_clicks k where k.shop_id = ${shopId} and k.kind = 'human' and k.due_at is null and k.first_at >= ${since} group by k.message_id
  `;
}

/**
 * Orders since an instant that belong to some messages: each order `o` with the message `m` of the last click within five days before it, whichever email that
 * was in.
 * @param which the messages, as a condition on `m`
 */
export function clickedOrders(shopId: number, since: Date, which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
      select distinct k.customer_id from message_clicks k join messages m on m.shop_id = k.shop_id and m.message_id = k.message_id
      where k.shop_id = ${shopId} and m.shop_id = ${shopId} and ${which} and m.created_at >= ${since} and k.kind = 'human' and k.due_at is null
    ) clicking
    join orders o on o.shop_id = ${shopId} and o.customer_id = clicking.customer_id and o.processed_at >= ${since} and ${countedOrder}
    cross join lateral (
      select k.message_id from message_clicks k
      where k.shop_id = ${shopId} and k.customer_id = o.customer_id and k.kind = 'human' and k.due_at is null
        and k.first_at <= o.processed_at and k.first_at > o.processed_at - make_interval(days => ${CLICK_DAYS})
      order by k.first_at desc, k.message_id desc, k.link desc limit 1
    ) last_click
    join messages m on m.shop_id = ${shopId} and m.message_id = last_click.message_id and ${which} and m.created_at >= ${since}`;
}

/**
 * Runs `r` of a flow that reached its goal, each with the message `m` of its last click within five days before that.
 * @param since when the messages were queued, at the earliest
 * @param which the messages, as a condition on `m`
 */
export function clickedGoals(shopId: number, flowId: number, since: Date, which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`flow_runs r
    cross join lateral (
      select k.message_id from message_clicks k join messages c on c.shop_id = ${shopId} and c.message_id = k.message_id
      where k.shop_id = ${shopId} and k.customer_id = r.customer_id and k.kind = 'human' and k.due_at is null and c.run_id = r.run_id
        and k.first_at <= r.goal_at and k.first_at > r.goal_at - make_interval(days => ${CLICK_DAYS})
      order by k.first_at desc, k.message_id desc, k.link desc limit 1
    ) last_click
    join messages m on m.shop_id = ${shopId} and m.message_id = last_click.message_id and ${which} and m.created_at >= ${since}
    where r.shop_id = ${shopId} and r.flow_id = ${flowId} and r.goal_at is not null and not r.holdout`;
}
