import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { guideOf, lacking, type GuideFacts } from "../../app/insights/onboarding/guide.ts";
import { readGuideFacts } from "../../app/insights/onboarding/guide-facts.server.ts";
import { sampleCost } from "../../app/insights/onboarding/earn-cost.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createDefaultRewards, createReward, setRewardState } from "../../app/rewards/rewards.server.ts";
import { notePagesUsed } from "../../app/shops/accounts/account-settings.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";

const database = useDatabase();
const NOW = new Date("2026-06-30T22:30:00Z");

const live = { state: "live" as const, tag: null, since: NOW, actor: "merchant:7" };

/** As a shop is in which nobody has done anything yet, but whose history has been read. */
const fresh: GuideFacts = {
  ...{ earnRateConfirmedAt: null, hasOwnRules: false, themeConfirmedAt: null, themeUsedAt: null },
  ...{ accounts: null, accountsConfirmedAt: null, accountsUsedAt: null },
  ...{ hasSender: false, senderWaiting: null, hasImprint: false },
  ...{ history: "read", hasPastOrders: true, hasAwardedPast: false, pastOrdersDecidedAt: null, program: null },
  rewards: [{ rewardId: 1, title: { de: "5 € Rabatt" }, lacks: [] }],
};
const doneOf = (facts: Partial<GuideFacts>) =>
  guideOf({ ...fresh, ...facts }).steps.flatMap(({ step, done }) => (done ? [step] : []));

describe("the setup guide's steps (merchant 9)", () => {
  test("come in the order of what matters, and the next one is the first that is open", () => {
    const { steps, done, next } = guideOf(fresh);
    expect(steps.map(({ step }) => step)).toEqual(["earning", "rewards", "theme", "emails", "history", "live"]);
    expect({ done, next }).toEqual({ done: 1, next: "earning" });
    expect(guideOf({ ...fresh, earnRateConfirmedAt: NOW }).next).toBe("theme");
  });

  test.each<[string, Partial<GuideFacts>, boolean]>([
    ["earning", { earnRateConfirmedAt: NOW }, true],
    ["earning", { hasOwnRules: true }, true],
    ["rewards", { rewards: [] }, false],
    ["rewards", { rewards: [...fresh.rewards, { rewardId: 2, title: { en: "5 off" }, lacks: ["de"] }] }, false],
    ["theme", { themeConfirmedAt: NOW }, true],
    ["theme", { themeUsedAt: NOW }, true],
    // Where shoppers log in on Shopify's own pages, no theme is: switching to them opens the step again.
    ["theme", { themeUsedAt: NOW, accounts: "new" }, false],
    ["theme", { themeUsedAt: NOW, accounts: "new", accountsConfirmedAt: NOW }, true],
    ["theme", { themeConfirmedAt: NOW, accounts: "new", accountsUsedAt: NOW }, true],
    ["theme", { accounts: "new", accountsUsedAt: NOW }, false],
    ["theme", { themeUsedAt: NOW, accounts: "legacy" }, true],
    ["emails", { hasSender: true }, false],
    ["emails", { hasImprint: true }, false],
    ["emails", { hasSender: true, hasImprint: true, senderWaiting: "a@example.com" }, false],
    ["emails", { hasSender: true, hasImprint: true }, true],
    ["history", { hasPastOrders: false }, true],
    ["history", { hasPastOrders: false, history: "reading" }, false],
    ["history", { hasAwardedPast: true }, false],
    ["history", { hasPastOrders: false, hasAwardedPast: true }, true],
    ["history", { hasPastOrders: false, history: "failed" }, false],
    ["history", { pastOrdersDecidedAt: NOW }, true],
    ["history", { pastOrdersDecidedAt: NOW, history: "reading" }, false],
    ["live", { program: live }, true],
    ["live", { program: { ...live, state: "test", tag: "vip" } }, false],
    ["live", { program: { ...live, state: "paused" } }, false],
  ])("%s with %o: %s", (step, facts, done) => {
    expect(doneOf(facts).includes(step as never)).toBe(done);
  });

  test("all done is everything done", () => {
    const all = {
      ...fresh,
      earnRateConfirmedAt: NOW,
      themeUsedAt: NOW,
      hasSender: true,
      hasImprint: true,
      hasPastOrders: false,
      program: live,
    };
    expect(guideOf(all)).toMatchObject({ done: 6, next: null });
  });

  test("a title is asked for in those languages of the shop that shoppers are spoken to in (merchant 18)", () => {
    expect(lacking({ de: "5 € Rabatt" }, ["de-CH", "fr", "pt-BR"])).toEqual(["fr"]);
    expect(lacking({ en: "5 off" }, ["en", "EN-gb"])).toEqual([]);
  });
});

test("the earn rate's cost is that of a sale at the shop's own prices, whatever tiers and multipliers there are (merchant 6, 9)", () => {
  const at = NOW;
  const euros = { currency: "EUR", taxesIncluded: true, taxPerMille: 190, at };
  expect(sampleCost(DEFAULT_RULES, euros)).toEqual({ goodsMinor: 10_000n, points: 420n, worthMinor: 420n });
  expect(sampleCost(DEFAULT_RULES, { ...euros, taxesIncluded: false })).toMatchObject({ points: 500n, worthMinor: 500n });
  const yen = { ...euros, currency: "JPY", taxPerMille: 0 };
  expect(sampleCost({ ...DEFAULT_RULES, earn: { points: "1", units: "100" } }, yen)).toEqual({
    ...{ goodsMinor: 10_000n, points: 100n, worthMinor: 1n },
  });
  expect(sampleCost({ ...DEFAULT_RULES, earn: { points: "0", units: "1" } }, euros)).toMatchObject({
    points: 0n,
    worthMinor: 0n,
  });
});

describe("the facts that the guide goes by", () => {
  const facts = (shop: Shop) => readGuideFacts(database.db, shop, NOW);
  const run = (query: string, values: unknown[]) => database.pool.query(query, values);

  test("are the shop's own, one by one (merchant 9)", async () => {
    const shop = await installShop(database.db, "morgenrot.myshopify.com");
    const other = await installShop(database.db, "nordlicht.myshopify.com");
    for (const { shopId } of [shop, other]) await createDefaultProgram(shopId, INSTALLED_AT);
    const bare = { ...fresh, rewards: [], history: "reading", hasPastOrders: false };
    expect(await facts(shop)).toEqual(bare);

    await run(
      `update shop_settings set earn_rate_confirmed_at = $2, theme_confirmed_at = $2, past_orders_decided_at = $2 where shop_id = $1`,
      [shop.shopId, NOW],
    );
    await run(`update shop_settings set sender_email = 'm@example.com', imprint = 'M GmbH' where shop_id = $1`, [shop.shopId]);
    await run(
      `insert into program_versions (shop_id, version, effective_from, rules, created_at, created_by)
       select shop_id, 2, $2, rules, $2, 'merchant:7' from program_versions where shop_id = $1`,
      [shop.shopId, NOW],
    );
    const said = { earnRateConfirmedAt: NOW, themeConfirmedAt: NOW, pastOrdersDecidedAt: NOW };
    const known = { ...bare, ...said, hasOwnRules: true, hasSender: true, hasImprint: true, senderWaiting: "m@example.com" };
    expect(await facts(shop)).toEqual(known);
    await run(`update shop_settings set sender_proved = 'm@example.com' where shop_id = $1`, [shop.shopId]);
    expect(await facts(shop)).toEqual({ ...known, senderWaiting: null });
    await run(`update shops set customer_accounts = 'new' where shop_id = $1`, [shop.shopId]);
    expect(await facts(shop)).toMatchObject({ accounts: "new", accountsUsedAt: null });
    await notePagesUsed(database.db, shop.shopId, NOW);
    await notePagesUsed(database.db, shop.shopId, new Date(NOW.getTime() + 1));
    expect(await facts(shop)).toMatchObject({ accounts: "new", accountsUsedAt: NOW });
    expect(await facts(other)).toEqual(bare);
  });

  test("history is there once all of it has been read, and is a question where there are orders from before", async () => {
    const shop = await installShop(database.db, "suedwind.myshopify.com");
    const add = (kind: string, state: string) =>
      run(`insert into backfills (shop_id, kind, state) values ($1, $2, $3)`, [shop.shopId, kind, state]);
    await add("orders", "done");
    await add("products", "reading");
    expect(await facts(shop)).toMatchObject({ history: "reading" });
    await run(`update backfills set state = 'failed' where shop_id = $1 and kind = 'products'`, [shop.shopId]);
    expect(await facts(shop)).toMatchObject({ history: "failed" });
    await run(`update backfills set state = 'done' where shop_id = $1`, [shop.shopId]);
    expect(await facts(shop)).toMatchObject({ history: "read", hasPastOrders: false });
    const order = (id: number, at: Date) =>
      run(
        `insert into orders (shop_id, order_id, name, created_at, processed_at, source_updated_at, financial_status, currency, snapshot, first_seen_at)
         values ($1, $2, '#1', $3, $3, $3, 'paid', 'EUR', '{}', $3)`,
        [shop.shopId, id, at],
      );
    const wentLive = new Date("2026-05-01T10:00:00Z");
    const state = (since: Date, name: string) =>
      run(`insert into program_states (shop_id, since, state, actor) values ($1, $2, $3, 'merchant:7')`, [
        shop.shopId,
        since,
        name,
      ]);
    await order(1, wentLive);
    expect(await facts(shop)).toMatchObject({ hasPastOrders: true, program: null });
    await state(wentLive, "live");
    await state(new Date("2026-06-01T10:00:00Z"), "paused");
    expect(await facts(shop)).toMatchObject({ hasPastOrders: false, program: { state: "paused", actor: "merchant:7" } });
    await order(2, new Date(wentLive.getTime() - 1));
    expect(await facts(shop)).toMatchObject({ hasPastOrders: true, hasAwardedPast: false });

    const award = (dryRun: boolean, state: string) =>
      run(
        `insert into batch_runs (shop_id, kind, spec, state, created_by, created_at) values ($1, 'award-history', $2, $3, 'merchant:7', $4)`,
        [shop.shopId, JSON.stringify({ dryRun }), state, NOW],
      );
    await award(true, "done");
    await award(false, "cancelled");
    expect(await facts(shop)).toMatchObject({ hasAwardedPast: false });
    await award(false, "done");
    expect(await facts(shop)).toMatchObject({ hasAwardedPast: true, hasPastOrders: true });
    await run(`update orders set earns = true where shop_id = $1`, [shop.shopId]);
    expect(await facts(shop)).toMatchObject({ hasAwardedPast: true, hasPastOrders: false });
  });

  test("an award leaves the step done until orders come that it has not taken in, by the day from which it awarded (guide 12)", async () => {
    const shop = await installShop(database.db, "ostwind.myshopify.com");
    const order = (id: number, at: string, earns: boolean) =>
      run(
        `insert into orders (shop_id, order_id, name, created_at, processed_at, source_updated_at, financial_status, currency, snapshot, first_seen_at, earns)
         values ($1, $2, '#1', $3, $3, $3, 'paid', 'EUR', '{}', $3, $4)`,
        [shop.shopId, id, at, earns],
      );
    await order(1, "2026-01-01T10:00:00Z", false);
    await order(2, "2026-03-01T10:00:00Z", true);
    await run(
      `insert into batch_runs (shop_id, kind, spec, state, created_by, created_at) values ($1, 'award-history', $2, 'done', 'merchant:7', $3)`,
      [shop.shopId, JSON.stringify({ dryRun: false, since: "2026-02-01T00:00:00.000Z" }), NOW],
    );
    expect(await facts(shop)).toMatchObject({ hasAwardedPast: true, hasPastOrders: false });
    await order(3, "2026-06-01T10:00:00Z", false);
    expect(await facts(shop)).toMatchObject({ hasAwardedPast: true, hasPastOrders: true });
  });

  test("a reward counts that shoppers can redeem, and what a block has sent says that it is in the theme", async () => {
    const shop = await installShop(database.db, "abendrot.myshopify.com");
    await createDefaultProgram(shop.shopId, INSTALLED_AT);
    await createDefaultRewards(database.db, shop, INSTALLED_AT);
    const started = await facts(shop);
    expect(started.rewards.length).toBeGreaterThan(0);
    expect(started.rewards.flatMap(({ lacks }) => lacks)).toEqual([]);
    await sql`update shops set published_locales = '{fr}' where shop_id = ${shop.shopId}`.execute(database.db);
    const terms = rewardTermsSchema.parse({ kind: "amount", title: { de: "10 € Rabatt" }, points: 1_000, valueMinor: 1_000 });
    const rewardId = await createReward(shop.shopId, terms, NOW);
    expect((await facts(shop)).rewards.find((reward) => reward.rewardId === rewardId)?.lacks).toEqual(["fr"]);
    await setRewardState(shop.shopId, rewardId, "paused", NOW);
    expect((await facts(shop)).rewards.map((reward) => reward.rewardId)).not.toContain(rewardId);

    expect((await facts(shop)).themeUsedAt).toBeNull();
    await run(
      `insert into bonus_claims (shop_id, customer_id, rule, occasion, state, submitted_at) values ($1, 7, 'review', '', 'waiting', $2)`,
      [shop.shopId, NOW],
    );
    expect((await facts(shop)).themeUsedAt).toEqual(NOW);
  });
});
