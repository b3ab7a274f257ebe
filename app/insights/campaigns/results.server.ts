import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { CLICK_DAYS, clickedOrders } from "../clicked-orders.server.ts";

/** What a campaign has led to so far. */
export type CampaignResult = {
  /** Whether the provider tells anything of this campaign's emails; if not, the next three say nothing. */
  told: boolean;
  delivered: number;
  bounced: number;
  complained: number;
  /** Who unsubscribed within five days of it, before they got another marketing email. */
  unsubscribed: number;
  /** Customers who clicked; clicks of programs left out. */
  clicked: number;
  /** Orders within five days of a click that was the customer's last one on any email, and their net merchandise. */
  orders: number;
  revenueMinor: bigint;
};

type MessageRow = Pick<CampaignResult, "told" | "delivered" | "bounced" | "complained" | "unsubscribed" | "clicked">;

export async function readCampaignResult(db: Db, { shopId }: Shop, campaignId: number, begunAt: Date): Promise<CampaignResult> {
  const [messages, orders] = await Promise.all([
    sql<MessageRow>`
      select count(m.outcome) > 0 as told, (count(*) filter (where m.outcome in ('delivered', 'unsubscribed', 'complained')))::int as delivered,
        (count(*) filter (where m.outcome = 'bounced'))::int as bounced, (count(*) filter (where m.outcome = 'complained'))::int as complained,
        (count(*) filter (where m.outcome = 'unsubscribed' or left_us.since is not null))::int as unsubscribed,
        (count(*) filter (where clicks.clicked))::int as clicked
      from messages m
      cross join lateral (
        select exists (
          select from message_clicks k where k.shop_id = ${shopId} and k.message_id = m.message_id and k.kind = 'human' and k.due_at is null
        ) as clicked
      ) clicks
      left join lateral (
        select e.occurred_at as since from consent_events e
        where e.shop_id = ${shopId} and e.customer_id = m.customer_id and e.channel = m.channel and e.source in ('unsubscribe-link', 'list-unsubscribe')
          and e.occurred_at between m.sent_at and m.sent_at + make_interval(days => ${CLICK_DAYS})
          and not exists (
            select from messages n where n.shop_id = ${shopId} and n.customer_id = m.customer_id and n.purpose = 'marketing'
              and n.sent_at > m.sent_at and n.sent_at <= e.occurred_at
          )
        limit 1
      ) left_us on true
      where m.shop_id = ${shopId} and m.campaign_id = ${campaignId} and m.state = 'sent'
    `.execute(db),
    sql<{ orders: number; revenueMinor: bigint }>`
      select count(*)::int as orders, coalesce(sum(o.net_minor), 0)::bigint as "revenueMinor"
      from ${clickedOrders(shopId, begunAt, sql`m.campaign_id = ${campaignId}`)}
    `.execute(db),
  ]);
  const nothing = { told: false, delivered: 0, bounced: 0, complained: 0, unsubscribed: 0, clicked: 0 };
  return { ...(messages.rows[0] ?? nothing), ...(orders.rows[0] ?? { orders: 0, revenueMinor: 0n }) };
}
