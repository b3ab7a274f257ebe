import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { NO_PLAN } from "../../../app/campaigns/plan.ts";
import type { Reading } from "../../../app/imports/import.ts";
import { createDefaultRewards } from "../../../app/rewards/rewards.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { addFlow, email } from "../../support/flows.ts";
import { createAchievement } from "../../../app/achievements/achievements.server.ts";
import { presetTerms } from "../../../app/achievements/content/presets.ts";
import { emptyDraft } from "../../../app/learning/content/draft.ts";
import { createModule } from "../../../app/learning/modules.server.ts";
import { createDraw } from "../../../app/draws/draws.server.ts";
import { presetTerms as presetDraw } from "../../../app/draws/content/presets.ts";
import { createSurvey } from "../../../app/surveys/surveys.server.ts";
import { fillCatalog, fillShop } from "../../support/fill-shop.ts";
import { withoutIndexes } from "../without-indexes.ts";
import { inTurn, type Took } from "./in-turn.ts";

const READING = JSON.stringify({
  ...{ encoding: "utf-8", separator: ",", dayOrder: "month-first", tiersIgnored: false },
  columns: { email: "Email", points: "Points", tier: null, birthday: null },
} satisfies Reading);
const ADJUSTED = JSON.stringify({
  target: { kind: "list", customerIds: ["1"] },
  points: "10",
  reason: "Thanks",
  affectsTier: false,
});

const FILLED_TABLES = [
  ...["customers", "customer_names", "orders", "ledger_entries", "ledger_accounts", "redemptions", "bonus_claims", "members"],
  ...["flow_runs", "flow_timers", "messages", "campaign_recipients", "webhook_inbox"],
];

/** Everything of a large shop that its pages read, by statements of sets, with the triggers that keep counts. */
export function fillPages(db: Db, shop: Shop, customers: number, now: Date): Promise<Took> {
  const { shopId } = shop;
  const people = sql`generate_series(1, ${customers}::int) i`;
  return withoutIndexes(db, FILLED_TABLES, () =>
    inTurn({
      flows: () => fillFlows(db, shop, now),
      "customers, orders, ledger, redemptions, claims, tiers": () =>
        fillShop(db, shopId, customers, now, { lines: 2, varied: true }),
      "a receiver with a long log": async () => {
        await sql`
        insert into receivers (shop_id, kind, url, kinds, secret, created_at, created_by)
        values (${shopId}, 'webhook', 'https://hooks.example.com/', '{points.adjusted}', 'whsec_none', ${now}, 'merchant:1')
      `.execute(db);
        await sql`
        insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at, data)
        select ${shopId}, i, 'points.adjusted', 'bench:' || i, ${now}, ${now}, '{"points": "5", "reason": "Thanks"}' from ${people}
      `.execute(db);
        await sql`update deliveries set state = 'delivered', attempts = 1, status = 200 where shop_id = ${shopId}`.execute(db);
      },
      catalog: async () => {
        await fillCatalog(db, shopId, now);
        await createDefaultRewards(db, shop, now);
      },
      "runs and timers": () => fillRuns(db, shop, customers, now),
      "messages of flows": () =>
        sql`
        insert into messages (shop_id, customer_id, flow_id, run_id, step_id, template, key, locale, state, due_at, created_at, sent_at, outcome, outcome_at)
        select shop_id, customer_id, flow_id, run_id, 'value', 'flow-email', 'flow:' || run_id, 'de', 'sent', entered_at, entered_at, entered_at, 'delivered', entered_at
        from flow_runs where shop_id = ${shopId} and state = 'ended' and entered_at is not null
      `.execute(db),
      "a campaign that is over, and one that is being sent": () => fillCampaigns(db, shopId, now),
      "clicks, addresses not to write to": async () => {
        await sql`
        insert into message_clicks (shop_id, message_id, link, kind, customer_id, target, first_at, last_at)
        select shop_id, message_id, 1, 'human', customer_id, 'https://shop.example/', sent_at + interval '1 hour', sent_at + interval '1 hour'
        from messages where shop_id = ${shopId} and state = 'sent' and message_id % 20 = 0
      `.execute(db);
        await sql`
        insert into suppressions (shop_id, channel, address, reason, source, created_at)
        select ${shopId}, 'email', 'gone' || i || '@example.com', 'bounced', 'mail-server', ${now}::timestamptz - i * interval '1 minute' from ${people} where i % 50 = 0
      `.execute(db);
      },
      "a survey and its answers": () => fillSurvey(db, shopId, now),
      "an import, runs of jobs, webhooks": () => fillSettings(db, shopId, customers, now),
    }),
  );
}

/** Three flows that are live, while there is nobody whom they might let in. */
async function fillFlows(db: Db, shop: Shop, now: Date): Promise<void> {
  await addFlow(db, shop, { trigger: { kind: "lapsed", days: 60 }, steps: [email("value")] }, now);
  await addFlow(db, shop, { trigger: { kind: "birthday" }, steps: [email("value")] }, now);
  await sql`update flows set state = 'live', live_since = ${now}::timestamptz - interval '1 year' where shop_id = ${shop.shopId}`.execute(
    db,
  );
}

/** A third of the customers in each: half have got their email, the others will, most of them within the month. */
async function fillRuns(db: Db, { shopId }: Shop, customers: number, now: Date): Promise<void> {
  await sql`
    insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at, entered_at, ended_at, end_reason)
    select ${shopId}, 1 + i % 3, 1, i, 'order', at, state, 'value', at, case when state = 'waiting' then null else at end,
      case when state = 'ended' then at + interval '1 day' end, case when state = 'ended' then 'done' end
    from (
      select i, case when i % 10 < 5 then 'ended' when i % 10 < 9 then 'active' else 'waiting' end as state, ${now}::timestamptz - i % 300 * interval '1 day' as at
      from generate_series(1, ${customers}::int) i
    ) made
  `.execute(db);
  await sql`
    insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at)
    select shop_id, run_id, flow_id, customer_id, ${now}::timestamptz + run_id * 37 % 960 * interval '1 hour' from flow_runs
    where shop_id = ${shopId} and state <> 'ended' order by run_id
  `.execute(db);
}

/** Six of ten customers each. Of the one that is being sent half have got it; some never will, and the others wait for their turn. */
export async function fillCampaigns(db: Db, shopId: number, now: Date): Promise<void> {
  const plan = JSON.stringify({ ...NO_PLAN, emailId: 1, audience: { kind: "everyone" } });
  await sql`
    insert into campaigns (shop_id, name, plan, version, state, starts_at, begun_at, next_at, ended_at, result, created_at, updated_at, updated_by)
    select ${shopId}, name, ${plan}::jsonb, 1, state, at, at, case when state = 'sending' then at end, case when state = 'finished' then at + interval '1 day' end,
      case when state = 'finished' then (select jsonb_build_object('audience', count(*), 'sent', count(*), 'notSent', 0, 'failed', 0) from customers where shop_id = ${shopId} and customer_id % 10 < 6) end,
      at, at, 'merchant:1'
    from (values ('Spring', 'finished', ${now}::timestamptz - interval '60 days'), ('Winter', 'sending', ${now}::timestamptz - interval '6 hours')) made(name, state, at)
  `.execute(db);
  await sql`
    with sent as (
      insert into messages (shop_id, customer_id, campaign_id, template, key, locale, state, due_at, created_at, sent_at, outcome, outcome_at)
      select c.shop_id, customer_id, campaign_id, 'flow-email', 'campaign:' || campaign_id || ':' || customer_id, 'de', made.state, at, at,
        case made.state when 'sent' then at end, case made.state when 'sent' then case customer_id % 100 when 1 then 'bounced' else 'delivered' end end,
        case made.state when 'sent' then at end
      from customers c, campaigns g, lateral (
        select case when g.state = 'finished' or customer_id % 10 < 3 then 'sent' when customer_id % 40 = 3 then 'queued' end as state,
          g.begun_at + customer_id % 300 * interval '1 minute' as at
      ) made
      where c.shop_id = ${shopId} and g.shop_id = c.shop_id and customer_id % 10 < 6 and made.state is not null
      returning campaign_id, customer_id, message_id
    )
    insert into campaign_recipients (shop_id, campaign_id, customer_id, state, due_at, message_id, reason)
    select ${shopId}::int, campaign_id, customer_id, 'queued', ${now}::timestamptz, message_id, null from sent
    union all
    select ${shopId}::int, campaign_id, customer_id, case customer_id % 10 when 5 then 'not-sent' else 'waiting' end, ${now}, null, case customer_id % 10 when 5 then 'no-consent' end
    from customers c, campaigns g
    where c.shop_id = ${shopId} and g.shop_id = c.shop_id and g.state = 'sending' and customer_id % 10 between 3 and 5 and customer_id % 40 <> 3
  `.execute(db);
}

/** A challenge that is a draft, somebody who has applied to be an affiliate, and a survey that one in ten of those who got an email has answered. */
async function fillSurvey(db: Db, shopId: number, now: Date): Promise<void> {
  await createSurvey(shopId, "nps", "de", "merchant:1", now);
  await createModule(shopId, "module", emptyDraft(), now);
  const draw = presetDraw("wheel", { name: "Shop", contact: "", from: "2026-12-01", until: "2026-12-24" });
  await createDraw(shopId, "wheel", draw, now);
  await createAchievement(
    shopId,
    presetTerms("spend", () => "2026-12-01", 100),
    now,
  );
  await sql`
    insert into affiliates (shop_id, affiliate_id, name, email, pitch, locale, state, applied_at)
    values (${shopId}, 1, 'Anna Berger', 'anna.berger@example.com', 'A blog about tea', 'en', 'applied', ${now})
  `.execute(db);
  await sql`
    insert into survey_responses (shop_id, message_id, occasion, survey_id, version, customer_id, answers, score, complete, answered_at, changed_at)
    select shop_id, message_id, 'message:' || message_id, 1, 1, customer_id, jsonb_build_object('recommend', customer_id % 11, 'like', 'Alles'), customer_id % 11, true, created_at, created_at
    from messages where shop_id = ${shopId} and customer_id % 10 = 0
  `.execute(db);
}

/** What has accumulated behind the settings. */
async function fillSettings(db: Db, shopId: number, customers: number, now: Date): Promise<void> {
  const people = sql`generate_series(1, ${customers}::int) i`;
  await sql`
    insert into batch_runs (shop_id, kind, spec, state, done, total, created_by, created_at, finished_at)
    select ${shopId}, 'adjust-many', ${ADJUSTED}::jsonb || jsonb_build_object('key', 'run ' || i), 'done', 1, 1, 'merchant:1',
      ${now}::timestamptz - i * interval '1 day', ${now}::timestamptz - i * interval '1 day'
    from generate_series(1, 200) i
  `.execute(db);
  await sql`
    insert into imports (shop_id, source, filename, mode, state, created_by, created_at, applied_at, reading)
    values (${shopId}, 'smile', 'customers.csv', 'set', 'done', 'merchant:1', ${now}, ${now}, ${READING}::jsonb)
  `.execute(db);
  await sql`
    insert into import_rows (shop_id, import_id, row, email, customer_id, points, state, problem)
    select ${shopId}, 1, i, 'c' || i || '@example.com', i, 100, case when i % 100 = 0 then 'problem' else 'applied' end,
      case when i % 100 = 0 then '[{"code": "unknown-customer", "value": "x"}]'::jsonb end
    from ${people} where i % 2 = 0
  `.execute(db);
  await sql`
    insert into webhook_inbox (shop_id, topic, dedupe_key, webhook_id, api_version, received_at, state, next_attempt_at, processed_at, error)
    select ${shopId}, 'orders/updated', 'k' || i, 'w' || i, '2026-10', at, case when i % 1000 = 0 then 'problem' else 'done' end, at, at, case when i % 1000 = 0 then 'bad' end
    from (select i, ${now}::timestamptz - i * interval '1 second' as at from ${people}) made
  `.execute(db);
}
