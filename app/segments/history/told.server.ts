import { sql, type RawBuilder } from "kysely";

/** The kinds of what the timeline was told of a customer in the change whose instant is `at`, except that they came to segments and left them. */
export function toldAt(shopId: number, customerId: RawBuilder<unknown>, at: Date): RawBuilder<string[]> {
  return sql<string[]>`array(
    select distinct kind from timeline_events
    where shop_id = ${shopId} and customer_id = ${customerId} and recorded_at = ${at} and kind not in ('segment.entered', 'segment.left')
  )`;
}
