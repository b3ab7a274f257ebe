import { sql, type RawBuilder } from "kysely";

import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import type { TimelineKind } from "../../customers/timeline.ts";
import { withdrawnOrder } from "../runs/read-facts.server.ts";
import type { GoalKind } from "./goal.ts";

/** Whose goal it is, and when it counts: after `from`, `until` included. */
export type Asked = {
  shopId: number;
  customerId: RawBuilder<unknown>;
  from: RawBuilder<unknown>;
  until: RawBuilder<unknown>;
  /** Ids of the products, as digits, and of the segment, where the goal names any. */
  products: RawBuilder<unknown>;
  segmentId: RawBuilder<unknown>;
  /** The redemption that the run is about, as digits; null: any reward. */
  redemptionId: RawBuilder<unknown>;
};

/**
 * When a customer did what a goal is about, as a query of `at`: as orders and timeline are by now, so that what was taken back since is not among them. A reward that was
 * used for an order of which nothing is left was not used; points whose redemption was given back were not redeemed. Consent that was withdrawn since was given.
 */
export function instantsOf(kind: GoalKind, asked: Asked): RawBuilder<unknown> {
  const { shopId, segmentId } = asked;
  switch (kind) {
    case "order":
      return orders(asked, sql`true`);
    case "first-order":
      return sql`
        select min(o.processed_at) as at from orders o where o.shop_id = ${shopId} and o.customer_id = ${asked.customerId} and ${countedOrder}
        having min(o.processed_at) > ${asked.from} and min(o.processed_at) <= ${asked.until}
      `;
    case "products":
    case "same-product":
      return orders(
        asked,
        sql`exists (
          select from jsonb_to_recordset(o.snapshot -> 'lines') as l("productId" bigint, "currentQuantity" int)
          where l."currentQuantity" > 0 and l."productId"::text = any(${asked.products})
        )`,
      );
    case "reward-used":
      return told(
        "reward.used",
        asked,
        sql`e.data ->> 'redemptionId' = coalesce(${asked.redemptionId}, e.data ->> 'redemptionId') and (e.data ->> 'orderId' is null or exists (
          select from orders o where o.shop_id = ${shopId} and o.order_id = (e.data ->> 'orderId')::bigint and not ${withdrawnOrder}
        ))`,
      );
    case "points-redeemed":
      return told(
        "reward.redeemed",
        asked,
        sql`(e.data ->> 'points')::bigint > 0 and not exists (
          select from timeline_events b
          where b.shop_id = ${shopId} and b.customer_id = e.customer_id and b.occurred_at >= e.occurred_at
            and b.kind in ('reward.released', 'reward.returned') and b.data ->> 'redemptionId' = e.data ->> 'redemptionId'
        )`,
      );
    case "consent-given":
      return told("consent.changed", asked, sql`e.data ->> 'channel' = 'email' and e.data ->> 'to' = 'subscribed'`);
    case "segment-entered":
      return told("segment.entered", asked, sql`e.data ->> 'segmentId' = ${segmentId}::text`);
    case "review-written":
      return told("review.written", asked, sql`true`);
    case "survey-answered":
      return told("survey.answered", asked, sql`true`);
  }
}

function orders({ shopId, customerId, from, until }: Asked, which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select o.processed_at as at from orders o
    where o.shop_id = ${shopId} and o.customer_id = ${customerId} and o.processed_at > ${from} and o.processed_at <= ${until}
      and ${countedOrder} and ${which}
  `;
}

function told(kind: TimelineKind, { shopId, customerId, from, until }: Asked, which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select e.occurred_at as at from timeline_events e
    where e.shop_id = ${shopId} and e.customer_id = ${customerId} and e.occurred_at > ${from} and e.occurred_at <= ${until}
      and e.kind = ${kind} and ${which}
  `;
}
