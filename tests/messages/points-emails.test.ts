import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { switchedKeys, type Telling } from "../../app/messages/templates/registry.ts";
import { readSwitches } from "../../app/messages/templates/switches.ts";
import { savePointsEmails } from "../../app/shops/settings/settings.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { useDatabase } from "../support/database.ts";
import { addEmail } from "../support/flows.ts";
import { turn } from "../support/program-state.ts";
import { noon, useOutbox } from "./outbox-stage.ts";
import { tellings } from "./render-stage.ts";
import { messagesOf, stageCustomer, timelineOf, type StagedCustomer } from "./stage.ts";

const database = useDatabase();
const stage = useOutbox(database);
const about = (template: Telling["template"]): Telling =>
  tellings.find((telling) => telling.template === template) ?? { template: "win-back", data: {} };
let keys = 0;

const queue = (template: Telling["template"], more: { customerId?: bigint; key?: string; telling?: Telling } = {}) =>
  enqueue(
    database.db,
    stage.shop.shopId,
    [{ customerId: more.customerId ?? 1n, key: more.key ?? `points:${++keys}`, ...(more.telling ?? about(template)) }],
    noon,
  );
const customer = (more: Partial<StagedCustomer> = {}, customerId = 1n) =>
  stageCustomer(database.db, stage.shop, customerId, more);
const outcomes = () =>
  messagesOf(database.db, stage.shop).then((messages) => messages.map(({ state, reason }) => [state, reason].join(" ").trim()));

async function redemption(state: string, id = 7n): Promise<void> {
  await sql`
    insert into redemptions (shop_id, redemption_id, customer_id, reward_id, intent, points, terms, terms_hash, code, state, reserved_at)
    values (${stage.shop.shopId}, ${id}, 1, 1, ${`intent-${id}`}, 500, '{}', '', ${`CODE-${id}`}, ${state}, ${noon})
    on conflict (shop_id, redemption_id) do update set state = excluded.state
  `.execute(database.db);
}

async function member(tier: string | null, graceUntil: Date | null): Promise<void> {
  await sql`
    insert into members (shop_id, customer_id, tier, grace_until) values (${stage.shop.shopId}, 1, ${tier}, ${graceUntil})
  `.execute(database.db);
}

beforeEach(() => createDefaultProgram(stage.shop.shopId, stage.shop.installedAt));

describe("while the program is paused (merchant 10)", () => {
  it.each([
    ["points", {}, "dropped program-off"],
    ["points", { redemptionId: "8" }, "sent"],
    ["news", {}, "sent"],
  ] as const)("a flow's email about %s with %j is %s", async (topic, about, outcome) => {
    await customer();
    await redemption("issued");
    await addEmail(database.db, stage.shop, noon);
    const data = { emailId: 1, version: 1, ...about };
    const message = { customerId: 1n, template: "flow-email" as const, key: "flow:1:a", topic, data };
    await enqueue(database.db, stage.shop.shopId, [message], noon);
    await turn(stage.shop, "paused", noon);
    await stage.send();
    expect(await outcomes()).toEqual([outcome]);
  });

  it.each([
    ["points-digest", "dropped program-off"],
    ["points-expiring", "dropped program-off"],
    ["tier-reached", "dropped program-off"],
    ["tier-at-risk", "dropped program-off"],
    ["reward-issued", "sent"],
    ["reward-expiring", "sent"],
    ["reward-released", "sent"],
    ["win-back", "sent"],
  ] as const)("%s is %s", async (template, outcome) => {
    await savePointsEmails(stage.shop.shopId, { "points-digest": true }, noon);
    await customer();
    await redemption(template === "reward-released" ? "released" : "issued");
    await member("gold", plusMs(noon, DAY_MS));
    await queue(template);
    await turn(stage.shop, "paused", noon);
    await stage.send();
    expect(await outcomes()).toEqual([outcome]);
  });

  it("in a test they reach those with its tag", async () => {
    await customer();
    await customer({ email: "jo@example.com" }, 2n);
    await sql`update customers set tags = '{vip,BETA}' where shop_id = ${stage.shop.shopId} and customer_id = 2`.execute(
      database.db,
    );
    await sql`insert into members (shop_id, customer_id, tier) select shop_id, customer_id, 'gold' from customers where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    for (const customerId of [1n, 2n]) await queue("tier-reached", { customerId });
    await turn(stage.shop, "test", noon, "Beta");
    await stage.send();
    expect((await messagesOf(database.db, stage.shop)).map(({ state }) => state).sort()).toEqual(["dropped", "sent"]);
    expect((await stage.server.emails())[0]?.to).toMatchObject([{ address: "jo@example.com" }]);
  });
});

describe("whom an email about points may reach", () => {
  const stranger = { consent: "not_subscribed", optInLevel: "single_opt_in" };

  it.each(["reward-issued", "reward-released"] as const)(
    "%s goes to whoever redeemed, and claims no sign-up",
    async (template) => {
      await customer(stranger);
      await redemption(template === "reward-issued" ? "issued" : "released");
      await queue(template);
      await stage.send();
      const [email] = await stage.server.emails();
      expect(email?.text).toContain("weil es um eine deiner Prämien bei Morgenrot geht");
      expect(email?.text).toContain("Musterstraße 1");
      for (const body of [email?.text, email?.html]) expect(body).not.toMatch(/Neuigkeiten|Abmelden|unsubscribe/);
      expect(email?.headers.map(({ key }) => key)).not.toContain("list-unsubscribe");
    },
  );

  it.each(["reward-expiring", "points-expiring", "points-digest", "tier-reached", "tier-at-risk"] as const)(
    "%s only to who agreed to advertising",
    async (template) => {
      await savePointsEmails(stage.shop.shopId, { "points-digest": true }, noon);
      await customer(stranger);
      await redemption("issued");
      await member("gold", plusMs(noon, DAY_MS));
      await queue(template);
      await stage.send();
      expect(stage.server.raw).toEqual([]);
      const [outcome] = await outcomes();
      expect(outcome).toBe(template === "points-expiring" ? "dropped nothing-expires" : "dropped no-consent");
    },
  );

  it("invites nobody to buy who only hears that points are back", async () => {
    await customer(stranger);
    await redemption("released");
    await queue("reward-released");
    await stage.send();
    const [email] = await stage.server.emails();
    expect(email?.text).toContain(`Zu deinem Konto: https://${stage.shop.domain}/account`);
    expect(email?.text).not.toContain("Zum Shop");
  });

  it("counts for the cap only if it is advertising", async () => {
    await customer();
    await redemption("issued");
    await queue("reward-issued");
    await queue("reward-expiring");
    await queue("reward-issued", { key: "again" });
    await queue("reward-expiring", { key: "again-expiring" });
    await stage.send();
    expect(await outcomes()).toEqual(["sent", "sent", "sent", "queued frequency-cap"]);
  });

  it("leaves transactional emails at night and after unsubscribing, but to no dead address", async () => {
    await customer({ consent: "unsubscribed" });
    await redemption("issued");
    const night = new Date("2026-06-10T22:30:00Z");
    await queue("reward-issued");
    await stage.send(night);
    expect(stage.server.raw).toHaveLength(1);
    await sql`
      insert into suppressions (shop_id, channel, address, reason, source, created_at) values (${stage.shop.shopId}, 'email', 'c1@example.com', 'bounced', 'test', ${noon})
    `.execute(database.db);
    await queue("reward-issued");
    await stage.send(night);
    expect(await outcomes()).toEqual(["sent", "dropped suppressed-bounced"]);
  });
});

describe("the language", () => {
  it.each([
    ["en-GB", "Your reward: €5 off"],
    ["de", "Deine Prämie: 5 € Rabatt"],
    ["fr-CA", "Votre récompense\u00a0: 5 € Rabatt"],
    ["pl", "Deine Prämie: 5 € Rabatt"],
    [null, "Deine Prämie: 5 € Rabatt"],
  ])("of a customer with %s is found when nobody says it", async (locale, subject) => {
    await customer({ locale });
    await redemption("issued");
    await queue("reward-issued");
    await stage.send();
    expect((await stage.server.emails())[0]?.subject).toBe(subject);
  });
});

describe("an email that is switched off", () => {
  it("is not queued; all but the digest are on until a merchant says otherwise (merchant 7)", async () => {
    const on = { "reward-issued": true, "points-expiring": true, "tier-at-risk": true };
    expect(readSwitches(null)).toMatchObject({ ...on, "points-digest": false });
    expect(readSwitches({ "reward-issued": "no", nonsense: 1 })).toEqual(readSwitches({}));
    await customer();
    await savePointsEmails(
      stage.shop.shopId,
      Object.fromEntries(switchedKeys.map((email) => [email, email === "tier-reached"])),
      noon,
    );
    for (const email of switchedKeys) await queue(email);
    expect(await outcomes()).toEqual(["queued"]);
  });

  it("does not leave if it was queued before", async () => {
    await customer();
    await redemption("issued");
    await queue("reward-issued");
    await savePointsEmails(stage.shop.shopId, { "reward-issued": false }, noon);
    await stage.send();
    expect(await outcomes()).toEqual(["dropped mail-off"]);
    expect(await timelineOf(database.db, stage.shop, 1n)).toEqual(["message.dropped mail-off"]);
  });
});

describe("an intent", () => {
  it("is queued once, however many ask at once", async () => {
    await customer();
    await redemption("issued");
    await Promise.all(Array.from({ length: 8 }, () => queue("reward-issued", { key: "reward:7:issued" })));
    expect(await outcomes()).toEqual(["queued"]);
    await stage.send();
    expect(stage.server.raw).toHaveLength(1);
  });

  it("is not queued when the transaction that wanted it fails", async () => {
    await customer();
    const failing = database.db.transaction().execute(async (tx) => {
      await enqueue(tx, stage.shop.shopId, [{ customerId: 1n, key: "x", ...about("reward-issued") }], noon);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await outcomes()).toEqual([]);
  });
});

describe("what is handed out at once", () => {
  const issued = (kind: string): Telling => ({
    template: "reward-issued",
    // Store credit is gone in the first hours of the first of January in Berlin.
    data: { redemptionId: 7, title: "25 €", points: 2_500, code: "KARTE-7K2M", kind, expiresAt: "2026-12-31T23:00:37Z" },
  });

  it("is told though it counts as used already: the email has the gift card's code", async () => {
    await customer();
    await redemption("used");
    await queue("reward-issued", { telling: issued("gift-card") });
    await queue("reward-issued", { telling: issued("store-credit") });
    await queue("reward-issued", { telling: issued("amount") });
    await stage.send();
    expect(await outcomes()).toEqual(["sent", "sent", "dropped reward-gone"]);
    const [card, credit] = await stage.server.emails();
    expect([card?.text?.includes("KARTE-7K2M"), credit?.text?.includes("KARTE-7K2M")]).toEqual([true, false]);
    expect(credit?.text).toContain("bis zum 31. Dezember 2026");
  });

  it("is not told when it has been taken back", async () => {
    await customer();
    await redemption("released");
    await queue("reward-issued", { telling: issued("gift-card") });
    await stage.send();
    expect(await outcomes()).toEqual(["dropped reward-gone"]);
  });
});

describe("what is no longer so when an email would leave", () => {
  it.each(["used", "releasing", "released"])("drops a reward's email when the reward is %s", async (state) => {
    await customer();
    await redemption("issued");
    await queue("reward-expiring");
    await redemption(state);
    await stage.send();
    expect(await outcomes()).toEqual(["dropped reward-gone"]);
  });

  it("drops a tier's email when the tier has changed or is safe again", async () => {
    await customer();
    await member("silver", plusMs(noon, 10 * DAY_MS));
    await queue("tier-reached");
    await queue("tier-at-risk");
    await sql`update members set tier = 'gold', grace_until = null where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await queue("tier-at-risk");
    await stage.send();
    // Gold by now, so the first of them has come true; nothing is at risk any more.
    expect(await outcomes()).toEqual(["sent", "dropped tier-changed", "dropped tier-changed"]);
  });

  it("reads a dropped reason even for facts that make no sense", async () => {
    await customer();
    await member("gold", null);
    await sql`
      insert into messages (shop_id, customer_id, template, purpose, data, key, locale, due_at, created_at)
      values (${stage.shop.shopId}, 1, 'tier-reached', 'marketing', '{"tier": 5}', 'odd', 'de', ${noon}, ${noon})
    `.execute(database.db);
    await stage.send();
    expect(await outcomes()).toEqual(["dropped not-renderable"]);
  });
});

describe("what merchants and Shopify named", () => {
  it("cannot bend an email (flows 24)", async () => {
    const evil = "<b>{{ shop_name }}</b>\r\nBcc: evil@example.com {% raw %}";
    await customer();
    await redemption("issued");
    await queue("reward-issued", {
      telling: {
        template: "reward-issued",
        data: { redemptionId: 7, title: { de: evil }, points: 5, code: `A"><script>x</script>/../B` },
      },
    });
    await stage.send();
    const [email] = await stage.server.emails();
    expect(email?.subject).toBe("Deine Prämie: <b>{{ shop_name }}</b> Bcc: evil@example.com {% raw %}");
    expect(email?.bcc).toBeUndefined();
    expect(email?.html).not.toMatch(/<b>|<script/);
    expect(email?.html).toContain("&lt;b&gt;{{ shop_name }}&lt;/b&gt;");
    expect(email?.html).toContain(
      "https://shop-" + stage.shop.domain.slice(5) + "/discount/A%22%3E%3Cscript%3Ex%3C%2Fscript%3E%2F..%2FB?redirect=/",
    );
  });

  it("leads where the reward is used", async () => {
    await customer();
    await redemption("used");
    await redemption("issued", 8n);
    const data = { redemptionId: 7, title: "Guthaben", points: 500 };
    await queue("reward-issued", { telling: { template: "reward-issued", data: { ...data, kind: "store-credit", code: "X" } } });
    await queue("reward-issued", {
      telling: { template: "reward-issued", data: { ...data, kind: "gift-card", code: "ABCD 1234" } },
    });
    await queue("reward-issued", { telling: { template: "reward-issued", data: { ...data, redemptionId: 8 } } });
    await stage.send();
    const texts = (await stage.server.emails()).map(({ text }) => text ?? "");
    expect(texts).toHaveLength(3);
    for (const text of texts) expect(text).not.toContain("/discount/");
    expect(texts.filter((text) => text.includes("Guthaben gutgeschrieben"))).toHaveLength(1);
    expect(texts.filter((text) => text.includes("ABCD 1234"))).toHaveLength(1);
    expect(texts.join()).not.toMatch(/\bnull\b|undefined/);
  });
});

describe("an email that waits until the morning", () => {
  it("still says what is so then", async () => {
    const evening = new Date("2026-06-10T20:00:00Z");
    await customer();
    await member("gold", plusMs(evening, DAY_MS));
    await queue("tier-at-risk");
    await stage.send(evening);
    expect(await outcomes()).toEqual(["queued quiet-hours"]);
    await sql`update members set grace_until = null where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stage.send(plusMs(evening, 11 * HOUR_MS));
    expect(await outcomes()).toEqual(["dropped tier-changed"]);
  });
});
