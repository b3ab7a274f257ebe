import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { parseRedemptionQuery } from "../../app/insights/redemptions/redemption-query.ts";
import { listRedemptionLines } from "../../app/insights/redemptions/redemptions.server.ts";
import { interpretBytes } from "../../app/webhooks/interpret.ts";
import { withdrawRedemption } from "../../app/actions/merchant/withdraw-redemption.server.ts";
import { redeem } from "../../app/actions/shopper/redeem.server.ts";
import { meansBy } from "../../app/actions/redemption-means.server.ts";
import { rewardLoops } from "../../app/rewards/loops.server.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { rewardTermsSchema, type RewardTerms } from "../../app/rewards/reward.ts";
import { findRedemption } from "../../app/rewards/redemptions/rows.server.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { placeOrder } from "../sandbox/world/commerce.ts";

const database = useDatabase();
const api = await useAdminApi();
let shop: Shop;
const now = () => api.world.clock.now();
const loops = new Map(rewardLoops(meansBy, now).map(({ name, step }) => [name, step]));
const step = (name: "rewards" | "rewards-back" | "rewards-time") => loops.get(name)?.() ?? expect.fail();

beforeAll(async () => {
  shop = await installFromApi(database.db, api);
  const { id } = api.customer;
  await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${id}, ${now()})`.execute(
    database.db,
  );
  const points = { customerId: id, points: 10_000n, reason: "test", actor: "system", key: "start" };
  await pipeline.inShop(shop.shopId, (tx) => adjust(tx, shop, points, now()));
});

async function click(terms: Partial<RewardTerms> & Pick<RewardTerms, "kind">) {
  const full = rewardTermsSchema.parse({ title: { en: "Reward" }, points: 500, ...terms });
  const rewardId = await createReward(shop.shopId, full, now());
  const request = { customerId: api.customer.id, rewardId, points: null, intent: crypto.randomUUID(), actor: "shopper" };
  const outcome = await redeem(shop, request, now);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.redemption;
}

/** A click that has come to its end. On a slow machine the shopper's patience may be over sooner. */
async function redeemed(terms: Parameters<typeof click>[0]) {
  const { redemptionId } = await click(terms);
  const read = async () => (await findRedemption(database.db, shop.shopId, redemptionId)) ?? expect.fail();
  await expect.poll(async () => (await read()).state).not.toBe("reserved");
  return read();
}

const latest = async (count: number) =>
  (await listRedemptionLines(database.db, shop, parseRedemptionQuery(new URLSearchParams()), count)).rows;
const available = async () => (await readAccount(database.db, shop, api.customer.id, now())).available;

describe("with the app's own client, over HTTP, with the scopes that shopify.app.toml asks for", () => {
  test.each([
    [{ kind: "amount", valueMinor: 500 }, "issued"],
    [{ kind: "free-shipping" }, "issued"],
    [{ kind: "store-credit", valueMinor: 500 }, "used"],
    [{ kind: "gift-card", valueMinor: 500 }, "used"],
  ] as const)("%j is handed out", async (terms, state) => {
    expect((await redeemed(terms)).state).toBe(state);
  });

  test("what Shopify did not answer is done by the loops", async () => {
    const before = await available();
    api.config.faults.dropNext = 2;
    const redemption = await click({ kind: "store-credit", valueMinor: 123 });
    expect(redemption.state).toBe("reserved");
    for (let minute = 0; minute < 20; minute += 1) {
      api.wait(60_000);
      while ((await step("rewards")) > 0);
    }
    const [last] = await latest(1);
    expect(last).toMatchObject({ redemptionId: redemption.redemptionId, state: "used" });
    const credits = api.shop.storeCredits.get(api.customer.id)?.transactions.filter(({ amountMinor }) => amountMinor === 123n);
    expect([credits?.length, before - (await available())]).toEqual([1, 500n]);
  });

  test("a code expires, is withdrawn, or is found in the order that used it", async () => {
    const before = await available();
    const expiring = await redeemed({ kind: "amount", valueMinor: 300, validDays: 1 });
    const withdrawn = await redeemed({ kind: "amount", valueMinor: 400 });
    const used = await redeemed({ kind: "percentage", percent: 10 });
    const by = { reason: "undone", actor: "merchant:7" } as const;
    expect(await withdrawRedemption(shop, withdrawn.redemptionId, by, now)).toEqual({ ok: true, state: "released" });
    const lines = [{ variantId: api.product.variants[0]?.id ?? 0n, quantity: 1 }];
    placeOrder(api.world, api.shop, { customerId: api.customer.id, lines, discountCodes: [used.code] });
    expect(await withdrawRedemption(shop, used.redemptionId, by, now)).toEqual({ ok: false, reason: "used" });
    api.wait(3 * 86_400_000);
    expect(await step("rewards-time")).toBe(1);
    while ((await step("rewards-back")) > 0);
    const states = (await latest(3)).map(({ state }) => state);
    expect(states).toEqual(["used", "released", "released"]);
    expect(before - (await available())).toBe(500n);
    expect([...api.shop.discounts.values()].flatMap(({ codes }) => codes.map(({ code }) => code))).not.toContain(expiring.code);
  });

  test("webhooks about discounts reach the redemptions they are about", async () => {
    const redemption = await redeemed({ kind: "amount", valueMinor: 700 });
    const body = JSON.stringify({ admin_graphql_api_id: redemption.discountGid, deleted_at: "2026-06-16T09:30:00Z" });
    const meaning = interpretBytes("discounts/delete", Buffer.from(body), { shop, triggeredAt: now() });
    if (!meaning.ok) throw new Error("The body was not understood");
    api.shop.discounts.delete(redemption.discountGid ?? "");
    await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, meaning.facts, now()));
    while ((await step("rewards-back")) > 0);
    const [last] = await latest(1);
    expect(last).toMatchObject({ state: "released", releaseReason: "disabled" });
  });

  test("an app that may not make codes, cards or credit gives the points back at once, and asks no further", async () => {
    const before = await available();
    const granted = api.shop.installedScopes;
    api.shop.installedScopes = granted.filter((scope) => !/discounts|gift_cards|store_credit/.test(scope));
    const kinds = [
      { kind: "amount", valueMinor: 500 },
      { kind: "free-shipping" },
      { kind: "gift-card", valueMinor: 500 },
    ] as const;
    for (const terms of [...kinds, { kind: "store-credit", valueMinor: 500 } as const]) {
      const { state, releaseReason, redemptionId } = await redeemed(terms);
      expect({ state, releaseReason }, terms.kind).toEqual({ state: "released", releaseReason: "refused" });
      const { rows } =
        await sql`select 1 from redemptions where redemption_id = ${redemptionId} and next_attempt_at is not null`.execute(
          database.db,
        );
      expect(rows).toEqual([]);
    }
    expect(await available()).toBe(before);
    api.shop.installedScopes = granted;
  });

  test("a shopper does not wait for a Shopify that is slow; what was begun is finished", async () => {
    const before = await available();
    api.config.faults.delayMs = 7_000;
    const redemption = await click({ kind: "amount", valueMinor: 650 });
    api.config.faults.delayMs = 0;
    expect(redemption.state).toBe("reserved");
    expect(before - (await available())).toBe(500n);
    await expect.poll(async () => (await latest(1))[0]?.state).toBe("issued");
  });
});
