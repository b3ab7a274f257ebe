import { sql } from "kysely";

import { listCampaigns } from "../../../app/campaigns/campaigns.server.ts";
import type { Db } from "../../../app/db.server.ts";
import { workOutOutcomes } from "../../../app/insights/campaigns/outcomes.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { peakOf, tellMemory } from "../memory.ts";
import { fillCampaigns } from "../pages/fill.ts";
import { inTurn } from "../pages/in-turn.ts";
import { fillWithLapsed, NOW, openSendingShop, type Stage } from "../stage.ts";
import { withoutIndexes } from "../without-indexes.ts";

/** What has become of campaigns, each to six of ten customers: what the job works out that their pages show, and the memory that it takes. */
export async function measureCampaigns({ db, memory }: Stage, { customers }: { customers: number }): Promise<Figure[]> {
  const shop = await openSendingShop(db);
  await fillWithLapsed(db, shop, customers, [0, 399]);
  await withoutIndexes(db, ["messages", "campaign_recipients"], () =>
    inTurn({ campaigns: () => fillCampaigns(db, shop.shopId, NOW) }),
  );
  await fillAnswers(db, shop);
  const figures: Figure[] = [];
  for (const over of [true, false])
    for (const campaign of await listCampaigns(db, shop.shopId, { over, limit: 1 })) {
      const { result: spent, peak } = await peakOf(memory, () => timed(() => workOutOutcomes(db, shop, campaign, NOW)));
      const recipients = sql<{ count: number }>`
        select count(*)::int as count from campaign_recipients where shop_id = ${shop.shopId} and campaign_id = ${campaign.campaignId}
      `;
      const scan = await timed(() => recipients.execute(db));
      const count = scan.result.rows[0]?.count ?? 0;
      figures.push({
        scenario: `What became of a campaign that is ${over ? "over" : "being sent"}`,
        unit: "recipients",
        app: { what: "outcomes, clicks, who left, orders", perSecond: perSecond(count, spent.ms) },
        baselines: [{ what: "PostgreSQL alone: its recipients counted", perSecond: perSecond(count, scan.ms) }],
        notes: [`${count} recipients in ${(spent.ms / 1_000).toFixed(1)} s; ${tellMemory(peak)}`],
      });
    }
  return figures;
}

/** One of twenty clicks, one of fifty leaves; everybody has consented once. */
async function fillAnswers(db: Db, { shopId }: Shop): Promise<void> {
  await sql`
    insert into message_clicks (shop_id, message_id, link, kind, customer_id, target, first_at, last_at)
    select shop_id, message_id, 1, 'human', customer_id, 'https://shop.example/', sent_at + interval '1 hour', sent_at + interval '1 hour'
    from messages where shop_id = ${shopId} and state = 'sent' and message_id % 20 = 0
  `.execute(db);
  await sql`
    insert into consent_events (shop_id, customer_id, channel, state, source, key, occurred_at, recorded_at)
    select shop_id, customer_id, 'email', 'subscribed', 'shopify', 'asked:' || customer_id, created_at, created_at from customers where shop_id = ${shopId}
    union all
    select shop_id, customer_id, 'email', 'unsubscribed', 'unsubscribe-link', 'left:' || message_id, sent_at + interval '1 day', sent_at + interval '1 day'
    from messages where shop_id = ${shopId} and state = 'sent' and campaign_id is not null and message_id % 50 = 0
  `.execute(db);
  await sql`analyze`.execute(db);
}
