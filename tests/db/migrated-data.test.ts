import type pg from "pg";
import { expect, it } from "vitest";

import { migrating } from "./migrated-data.ts";

async function rowsOf(client: pg.Client, text: string): Promise<unknown[]> {
  return (await client.query<Record<string, unknown>>(text)).rows;
}

async function addShop(client: pg.Client, shopId: number, primaryLocale: string, defaultLocale: string): Promise<void> {
  await client.query(
    `insert into shops (shop_id, domain, name, currency, time_zone, primary_locale, installed_at)
      values ($1, 'shop-' || $1::int || '.myshopify.com', 'Morgenrot', 'EUR', 'Europe/Berlin', $2, now())`,
    [shopId, primaryLocale],
  );
  await client.query("insert into shop_settings (shop_id, default_locale, updated_at) values ($1, $2, now())", [
    shopId,
    defaultLocale,
  ]);
}

it("suppressions of addresses become suppressions of email, and keep reason, source and time (house A4)", () =>
  migrating(
    "20261129121000_suppressions_by_channel",
    (client) =>
      client.query(`insert into suppressions (shop_id, email, reason, source, created_at) values
        (1, 'a@example.com', 'bounced', 'mail-server', '2026-06-10T10:00:00Z'), (2, 'a@example.com', 'manual', 'merchant', '2026-06-11T10:00:00Z')`),
    async (client) => {
      expect(
        await rowsOf(client, "select shop_id, channel, address, reason, source, created_at from suppressions order by 1"),
      ).toEqual([
        {
          ...{ shop_id: 1, channel: "email", address: "a@example.com", reason: "bounced", source: "mail-server" },
          created_at: new Date("2026-06-10T10:00:00Z"),
        },
        {
          ...{ shop_id: 2, channel: "email", address: "a@example.com", reason: "manual", source: "merchant" },
          created_at: new Date("2026-06-11T10:00:00Z"),
        },
      ]);
      const again =
        "insert into suppressions (shop_id, channel, address, reason, source, created_at) values (1, $1, 'a@example.com', 'manual', 'x', now())";
      await client.query(again, ["sms"]);
      await expect(client.query(again, ["email"])).rejects.toThrow(/suppressions_pkey/);
    },
  ));

it("shops whose language had no emails and began with English change to it; what others have set stays (house A4)", () =>
  migrating(
    "20261129121100_default_languages",
    async (client) => {
      await addShop(client, 1, "fr", "en");
      await addShop(client, 2, "pt-BR", "en");
      await addShop(client, 3, "nl-BE", "en");
      await addShop(client, 4, "fr", "de");
      await addShop(client, 5, "de", "en");
      await addShop(client, 6, "fil", "en");
      await addShop(client, 7, "it", "en");
    },
    async (client) =>
      expect(await rowsOf(client, "select default_locale as l from shop_settings order by shop_id")).toEqual(
        ["fr", "en", "nl", "de", "en", "en", "it"].map((l) => ({ l })),
      ),
  ));

it("programs that ran before there was a switch are live since the first install, and what a late one means for points is carried out (program state 9)", () =>
  migrating(
    "20261129130000_first_install",
    async (client) => {
      const first = { old: "2026-03-01T10:00:00Z", young: "now() - interval '20 days'" };
      for (const shopId of [1, 2, 3, 4]) await addShop(client, shopId, "de", "de");
      await client.query("update shops set installed_at = now() - interval '3 days'");
      await client.query(`insert into program_versions (shop_id, version, effective_from, rules, created_at, created_by)
        select shop_id, 1, 'epoch', '{}', case when shop_id = 1 then '${first.old}' when shop_id = 2 then ${first.young} else installed_at end, 'system' from shops`);
      await client.query(`insert into program_states (shop_id, since, state, actor, activated_at)
        select shop_id, installed_at, 'live', case when shop_id = 4 then 'merchant:7' else 'system' end, installed_at from shops`);
    },
    async (client) =>
      expect(
        await rowsOf(
          client,
          `select p.shop_id, p.since = s.first_installed_at as since_first, s.first_installed_at < s.installed_at as again, p.activated_at is null as due
           from program_states p join shops s using (shop_id) order by 1`,
        ),
      ).toEqual([
        { shop_id: 1, since_first: true, again: true, due: false },
        { shop_id: 2, since_first: true, again: true, due: true },
        { shop_id: 3, since_first: true, again: false, due: true },
        { shop_id: 4, since_first: true, again: false, due: false },
      ]),
  ));

it("programs that ran before there was a switch are live since the install (merchant 10)", () =>
  migrating(
    "20261129124000_program_states",
    async (client) => {
      await addShop(client, 1, "de", "de");
      await addShop(client, 2, "en", "en");
      await client.query("update shops set installed_at = '2026-03-01T10:00:00Z' where shop_id = 2");
    },
    async (client) =>
      expect(
        await rowsOf(
          client,
          `select p.shop_id, p.state, p.tag, p.actor, p.since = s.installed_at and p.activated_at = s.installed_at as since_install
           from program_states p join shops s using (shop_id) order by 1`,
        ),
      ).toEqual([1, 2].map((shop_id) => ({ shop_id, state: "live", tag: null, actor: "system", since_install: true }))),
  ));

it("stored queries are written as Shopify writes them, and say what they said", () =>
  migrating(
    "20261130060000_segment_spelling",
    async (client) => {
      const queries = [
        "email_subscription_status = 'subscribed' AND number_of_orders > 3.0",
        "sms_subscription_status != not_subscribed OR EMAIL_subscription_status='Unsubscribed'",
        "customer_tags CONTAINS 'subscribed' AND number_of_orders > 3.05 AND amount_spent > 3.0",
      ];
      for (const [index, query] of queries.entries())
        await client.query(
          "insert into segments (shop_id, segment_id, key, name, query, created_at, updated_at) values (1, $1, $2, '', $3, now(), now())",
          [100 + index, `own-${index}`, query],
        );
      await client.query(
        "insert into flows (shop_id, flow_id, name, state, draft, created_at, updated_at) values (1, 7, '', 'draft', $1, now(), now())",
        [JSON.stringify({ audience: queries[0], name: 'say "subscribed"' })],
      );
    },
    async (client) => {
      expect(await rowsOf(client, "select query from segments where segment_id >= 100 order by segment_id")).toEqual([
        { query: "email_subscription_status = 'SUBSCRIBED' AND number_of_orders > 3" },
        { query: "sms_subscription_status != 'NOT_SUBSCRIBED' OR EMAIL_subscription_status='UNSUBSCRIBED'" },
        { query: "customer_tags CONTAINS 'subscribed' AND number_of_orders > 3.05 AND amount_spent > 3.0" },
      ]);
      expect(await rowsOf(client, "select draft from flows")).toEqual([
        { draft: { audience: "email_subscription_status = 'SUBSCRIBED' AND number_of_orders > 3", name: 'say "subscribed"' } },
      ]);
    },
  ));

it("answers keep their message as their occasion, with the order of its flow, and replies their answer (issue 12)", () =>
  migrating(
    "20261130213000_survey_ways",
    async (client) => {
      await client.query(
        `insert into messages (shop_id, message_id, customer_id, run_id, template, key, locale, data, due_at, created_at)
         values (1, 11, 7, 5, 'flow-email', 'a', 'de', '{}', now(), now()), (1, 12, 7, null, 'flow-email', 'b', 'de', '{}', now(), now())`,
      );
      await client.query(
        `insert into flow_runs (shop_id, run_id, flow_id, version, customer_id, occasion, since, about, state, arrived_at)
         values (1, 5, 1, 1, 7, 'o', now(), '{"orderId": "99"}', 'ended', now())`,
      );
      await client.query(
        `insert into survey_responses (shop_id, message_id, survey_id, version, customer_id, answers, complete, answered_at, changed_at)
         select 1, n, 3, 1, 7, '{}', true, now(), now() from unnest(array[11, 12]) n`,
      );
      await client.query(
        `insert into survey_replies (shop_id, key, message_id, survey_id, customer_id, text, actor, created_at)
         values (1, 'k', 12, 3, 7, 'Hallo', 'merchant:1', now()), (1, 'lost', 13, 3, 7, 'Hallo', 'merchant:1', now())`,
      );
    },
    async (client) => {
      expect(
        await rowsOf(
          client,
          `select r.occasion, r.way, r.order_id, p.key from survey_responses r left join survey_replies p using (shop_id, response_id) order by 1`,
        ),
      ).toEqual([
        { occasion: "message:11", way: "email", order_id: "99", key: null },
        { occasion: "message:12", way: "email", order_id: null, key: "k" },
      ]);
      expect(await rowsOf(client, "select key from survey_replies")).toEqual([{ key: "k" }]);
    },
  ));

it("the RFM group that a query asks for stays the app's own, on whatever line of a flow it stands", () =>
  migrating(
    "20261201102000_mirrors",
    async (client) => {
      const query = "number_of_orders > 3 AND\nrfm_group\n= 'LOYAL' OR RFM_group not\n in ('NEW') OR shopify_rfm_group = 'NEW'";
      await client.query(
        "insert into segments (shop_id, segment_id, key, name, query, created_at, updated_at) values (1, 100, 'own', '', $1, now(), now())",
        [query],
      );
      await client.query(
        "insert into flows (shop_id, flow_id, name, state, draft, created_at, updated_at) values (1, 7, '', 'draft', $1, now(), now())",
        [JSON.stringify({ audience: query, steps: [{ condition: "rfm_group = 'NEW'" }], name: 'the "rfm_group"' })],
      );
    },
    async (client) => {
      const query = "number_of_orders > 3 AND\nour_rfm_group\n= 'LOYAL' OR our_RFM_group not\n in ('NEW') OR rfm_group = 'NEW'";
      expect(await rowsOf(client, "select query from segments where segment_id = 100")).toEqual([{ query }]);
      expect(await rowsOf(client, "select draft from flows")).toEqual([
        { draft: { audience: query, steps: [{ condition: "our_rfm_group = 'NEW'" }], name: 'the "rfm_group"' } },
      ]);
    },
  ));
