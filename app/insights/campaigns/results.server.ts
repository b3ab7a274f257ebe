import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { CLICK_DAYS, clickedMessages, clickedOrders } from "../clicked-orders.server.ts";

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

type MessageRow = Pick<CampaignResult, "told" | "delivered" | "bounced" | "complained"> & { saidSo: number };

/**
 * Of the campaign's emails one scan asks what providers told. Who clicked and who left is led to by clicks and withdrawals, of which there are few: asking them of each
 * of a million emails took many times as long.
 */
export async function readCampaignResult(db: Db, { shopId }: Shop, campaignId: number, begunAt: Date): Promise<CampaignResult> {
  const [messages, clicked, left, orders] = await Promise.all([
    sql<MessageRow>`
      select count(m.outcome) > 0 as told, (count(*) filter (where m.outcome in ('delivered', 'unsubscribed', 'complained')))::int as delivered,
        (count(*) filter (where m.outcome = 'bounced'))::int as bounced, (count(*) filter (where m.outcome = 'complained'))::int as complained,
        (count(*) filter (where m.outcome = 'unsubscribed'))::int as "saidSo"
      from messages m where m.shop_id = ${shopId} and m.campaign_id = ${campaignId} and m.state = 'sent'
    `.execute(db),
    sql<{ count: number }>`
      select count(*)::int as count from messages m
      where m.shop_id = ${shopId} and m.campaign_id = ${campaignId} and m.state = 'sent' and m.message_id in (${clickedMessages(shopId, begunAt)})
    `.execute(db),
    sql<{ count: number }>`
      select count(distinct m.message_id)::int as count from consent_events e
      join messages m on m.shop_id = ${shopId} and m.customer_id = e.customer_id and m.channel = e.channel and m.campaign_id = ${campaignId}
        and e.occurred_at between m.sent_at and m.sent_at + make_interval(days => ${CLICK_DAYS})
      where e.shop_id = ${shopId} and e.source in ('unsubscribe-link', 'list-unsubscribe') and e.occurred_at >= ${begunAt}
        and m.state = 'sent' and m.outcome is distinct from 'unsubscribed' and not exists (
          select from messages n where n.shop_id = ${shopId} and n.customer_id = m.customer_id and n.purpose = 'marketing'
            and n.sent_at > m.sent_at and n.sent_at <= e.occurred_at
        )
    `.execute(db),
    sql<{ orders: number; revenueMinor: bigint }>`
      select count(*)::int as orders, coalesce(sum(o.net_minor), 0)::bigint as "revenueMinor"
      from ${clickedOrders(shopId, begunAt, sql`m.campaign_id = ${campaignId}`)}
    `.execute(db),
  ]);
  const { saidSo, ...told } = messages.rows[0] ?? { told: false, delivered: 0, bounced: 0, complained: 0, saidSo: 0 };
  return {
    ...told,
    unsubscribed: saidSo + (left.rows[0]?.count ?? 0),
    clicked: clicked.rows[0]?.count ?? 0,
    ...(orders.rows[0] ?? { orders: 0, revenueMinor: 0n }),
  };
}
