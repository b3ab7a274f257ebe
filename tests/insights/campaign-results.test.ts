import { sql } from "kysely";
import { expect, it } from "vitest";

import { readCampaignResult } from "../../app/insights/campaigns/results.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const begun = new Date("2026-11-01T10:00:00Z");
const after = (days: number) => plusMs(begun, days * DAY_MS);
const [CAMPAIGN, OTHER] = [1, 2];

it("counts who clicked and who left for each email of a campaign once (issue 9, bench)", async () => {
  const { db } = database;
  const shop = await stageShop(db, after(-100));
  const { shopId } = shop;
  const send = (messageId: number, customerId: number, campaignId: number, at: Date, outcome: string | null) =>
    sql`
      insert into messages (shop_id, message_id, customer_id, campaign_id, template, key, locale, state, due_at, created_at, sent_at, outcome)
      values (${shopId}, ${messageId}, ${customerId}, ${campaignId}, 'flow-email', ${`m:${messageId}`}, 'de', 'sent', ${at}, ${at}, ${at}, ${outcome})
    `.execute(db);
  const click = (messageId: number, customerId: number, link: number, kind: string, dueAt: Date | null = null) =>
    sql`
      insert into message_clicks (shop_id, message_id, link, kind, customer_id, target, first_at, last_at, due_at)
      values (${shopId}, ${messageId}, ${link}, ${kind}, ${customerId}, 'https://shop.example/', ${after(1)}, ${after(1)}, ${dueAt})
    `.execute(db);
  const leave = (customerId: number, at: Date, source = "unsubscribe-link") =>
    sql`
      insert into consent_events (shop_id, customer_id, channel, state, source, key, occurred_at, recorded_at)
      values (${shopId}, ${customerId}, 'email', 'unsubscribed', ${source}, ${`${customerId}:${at.toISOString()}`}, ${at}, ${at})
    `.execute(db);
  for (const customerId of [1, 2, 3, 4, 5, 6, 7]) await send(customerId, customerId, CAMPAIGN, begun, null);
  await send(8, 8, CAMPAIGN, begun, "unsubscribed");
  await send(9, 9, CAMPAIGN, begun, "bounced");
  await send(10, 10, OTHER, begun, "delivered");
  // Two links of one email, a program, one that is not decided on, an email of another campaign.
  await click(1, 1, 1, "human");
  await click(1, 1, 2, "human");
  await click(2, 2, 1, "automatic");
  await click(3, 3, 1, "human", after(1));
  await click(10, 10, 1, "human");
  // Twice, too late, in another way, after another email, before that one, and as the provider has told already.
  await leave(1, after(1));
  await leave(1, after(2));
  await leave(2, after(6));
  await leave(3, after(1), "merchant");
  await send(11, 4, OTHER, after(2), null);
  await leave(4, after(3));
  await send(12, 5, OTHER, after(4), null);
  await leave(5, plusMs(after(4), -HOUR_MS));
  await leave(8, after(1));
  await leave(10, after(1));
  expect(await readCampaignResult(db, shop, CAMPAIGN, begun)).toEqual({
    ...{ told: true, delivered: 1, bounced: 1, complained: 0, unsubscribed: 3, clicked: 1 },
    ...{ orders: 0, revenueMinor: 0n },
  });
});
