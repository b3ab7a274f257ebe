import { sql, type RawBuilder } from "kysely";

import { DAY_MS, plusMs } from "../../lib/time.ts";
import { whoHasRefills } from "../../refill/read.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Flow } from "../planner/flow.ts";
import { kindsOf } from "../runs/read-facts.server.ts";
import { broughtByTime } from "../sync.server.ts";
import { specOf } from "../triggers/events.ts";

type Span = { from: Date; until: Date };

/**
 * Customers to whom something may happen in a flow from now on, as a query: whom time may bring into it, or an event like those of the span before; and who
 * are inside. A little wider than they really are.
 */
export function concernedAhead(flow: Flow, shop: Shop, now: Date, { from, until }: Span): RawBuilder<unknown> {
  const { shopId } = shop;
  const { trigger } = flow.definition;
  const brought =
    broughtByTime(flow, shop, now) ?? hadEvents(flow, shop, { from: plusMs(now, from.getTime() - until.getTime()), until: now });
  // Who bought lately does not lapse in the time that is looked at.
  const soon =
    trigger.kind === "lapsed" && trigger.ownGap === null
      ? sql`select customer_id from customers where shop_id = ${shopId} and last_order_at < ${plusMs(until, (2 - trigger.days) * DAY_MS)}
          and customer_id in (${brought})`
      : brought;
  return sql`
    ${soon} union select customer_id from flow_runs where shop_id = ${shopId} and flow_id = ${flow.flowId} and state <> 'ended'
  `;
}

/** Customers to whom something would have happened in a flow, had it been there, as a query. */
export function concernedBefore(flow: Flow, shop: Shop, span: Span): RawBuilder<unknown> {
  const { shopId } = shop;
  const { trigger } = flow.definition;
  switch (trigger.kind) {
    case "lapsed": {
      const first = trigger.ownGap === null ? plusMs(span.from, -(trigger.days + 2) * DAY_MS) : new Date(0);
      return sql`select distinct customer_id from orders where shop_id = ${shopId} and customer_id is not null and processed_at >= ${first}`;
    }
    case "birthday":
      return sql`select customer_id from members where shop_id = ${shopId} and birthday_month is not null`;
    case "anniversary":
      return sql`select customer_id from customers where shop_id = ${shopId} and first_order_at is not null`;
    // When points would have expired, or a tier ended, is not kept.
    case "points-expiring":
    case "tier-at-risk":
      return sql`select customer_id from customers where false`;
    case "due":
      return whoHasRefills(shopId, span.until);
    case "event":
      return hadEvents(flow, shop, span);
  }
}

function hadEvents({ definition }: Flow, { shopId }: Shop, { from, until }: Span): RawBuilder<unknown> {
  const { trigger } = definition;
  const kinds = trigger.kind === "event" ? [specOf(trigger.event).kind] : kindsOf([definition]);
  return sql`
    select distinct customer_id from timeline_events
    where shop_id = ${shopId} and kind = any(${kinds}::text[]) and occurred_at >= ${from} and occurred_at < ${until}
  `;
}
