import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { listClaims } from "../../app/bonuses/claims/claims-list.server.ts";
import * as claims from "../../app/bonuses/claims/claims.server.ts";
import { listWays } from "../../app/bonuses/ways.server.ts";
import * as pipeline from "../support/pipeline.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { line } from "../support/orders.ts";
import { apply, bonusShop, customer, given, later, NOW, placed, rulesWith } from "./stage.ts";

const database = useDatabase();
const url = "https://example.com";
const social = { key: "insta", kind: "social", network: "instagram", action: "follow", url, cap: { times: 5, period: "day" } };
const survey = { key: "ask", kind: "survey", url, word: "Kaffee", cap: { times: 2, period: "month" } };
const review = { key: "stars", kind: "review", disclosure: { en: "x" }, cap: { times: 2, period: "year" } };

const posted = (shop: Shop, customerId = 77n) => given(database.db, shop, customerId);
const claim = (shop: Shop, rule: string, more: Partial<claims.Claim> = {}, now = NOW) =>
  pipeline.inShop(shop.shopId, (tx) => claims.claim(tx, shop, { customerId: 77n, rule, occasion: "", ...more }, now));
const decide = (shop: Shop, claimId: bigint, decision: claims.Decision, now = later(1)) =>
  pipeline.inShop(shop.shopId, (tx) => claims.decide(tx, shop, claimId, decision, "merchant:7", now));
const idOf = (outcome: claims.ClaimOutcome) => (outcome.ok ? outcome.claimId : expect.fail(outcome.reason));
const bought = (productIds: bigint[], orderId = 1n) =>
  placed(orderId, { lines: productIds.map((productId, index) => line(BigInt(index + 1), 1_000n, { productId })) });

describe("a declared follow", () => {
  test("is rewarded at once and once, however often the button is pressed at the same moment", async () => {
    const shop = await bonusShop(database.db, [social]);
    await apply(shop, [customer(77n)]);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => claim(shop, "insta")));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toEqual({ ok: false, reason: "already-claimed" });
    expect(await claim(shop, "insta", {}, later(400))).toEqual({ ok: false, reason: "already-claimed" });
    expect(await posted(shop)).toEqual(["insta 10"]);
    const { rows } = await sql`select actor, tier_points from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ actor: "shopper", tier_points: 10n }]);
  });

  test.each([
    ["nonsense", 77n, "unknown-rule"],
    ["off", 77n, "unknown-rule"],
    ["insta", 404n, "unknown-customer"],
    ["insta", 78n, "unknown-customer"],
  ])("under the rule %s by customer %s: %s", async (rule, customerId, reason) => {
    const shop = await bonusShop(database.db, [social, { ...social, key: "off", enabled: false }]);
    await apply(shop, [customer(77n), customer(78n), { kind: "customer-deleted", customerId: 78n, at: NOW }]);
    expect(await claim(shop, rule, { customerId })).toEqual({ ok: false, reason });
  });
});

describe("a survey", () => {
  test("wants its word, in any case, and takes five wrong ones a day", async () => {
    const shop = await bonusShop(database.db, [survey]);
    await apply(shop, [customer(77n)]);
    expect(await claim(shop, "ask", { word: "Tee" })).toEqual({ ok: false, reason: "wrong-word" });
    expect(await claim(shop, "ask", { word: " kaffee" })).toMatchObject({ ok: true, state: "approved", points: 10n });
    for (let index = 0; index < claims.WORDS_A_DAY - 1; index += 1) await claim(shop, "ask", { word: "Tee" });
    expect(await claim(shop, "ask", { word: "Kaffee" })).toEqual({ ok: false, reason: "too-many" });
    expect(await claim(shop, "ask", { word: "Kaffee" }, later(1))).toMatchObject({ ok: true });
    expect(await claim(shop, "ask", { word: "Kaffee" }, later(2))).toEqual({ ok: false, reason: "already-claimed" });
    expect((await listWays(database.db, shop, [77n], later(2))).get(77n)?.[0]).toMatchObject({ usedUp: true });
    // The month is the shop's: it begins at midnight in Berlin.
    expect(await claim(shop, "ask", { word: "Kaffee" }, new Date("2026-03-31T22:00:00Z"))).toMatchObject({ ok: true });
    expect(await posted(shop)).toHaveLength(3);
    expect((await listClaims(database.db, shop.shopId, {}, { limit: 50 })).claims).toHaveLength(3);
  });
});

describe("a review", () => {
  test("waits for the merchant, and brings what was promised when it was written", async () => {
    const off = { version: 2, effectiveFrom: later(0.5), rules: rulesWith([]) };
    const shop = await bonusShop(database.db, [review], {}, [off]);
    await apply(shop, [customer(77n), bought([900n])]);
    const claimId = idOf(
      await claim(shop, "stars", { occasion: "900", note: "  https://shop.example/products/coffee#reviews " }),
    );
    expect(await posted(shop)).toEqual([]);
    const { claims: waiting } = await listClaims(database.db, shop.shopId, { state: "waiting" }, { limit: 10 });
    expect(waiting).toMatchObject([
      { claimId, customerId: 77n, rule: "stars", note: "https://shop.example/products/coffee#reviews" },
    ]);
    const decisions = await Promise.all([decide(shop, claimId, "approved"), decide(shop, claimId, "approved")]);
    expect(decisions.map((outcome) => (outcome.ok ? outcome.points : outcome.reason)).toSorted()).toEqual([10n, "repeated"]);
    expect(await decide(shop, claimId, "declined")).toEqual({ ok: false, reason: "already-decided" });
    expect(await posted(shop)).toEqual(["stars 10"]);
    const { rows } = await sql`select actor from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ actor: "merchant:7" }]);
  });

  test("what was decided of it can be taken back, with its points, and decided anew (merchant 17)", async () => {
    const shop = await bonusShop(database.db, [review]);
    await apply(shop, [customer(77n), bought([900n])]);
    const claimId = idOf(await claim(shop, "stars", { occasion: "900" }));
    const reopen = () => pipeline.inShop(shop.shopId, (tx) => claims.reopen(tx, shop, claimId, "merchant:8", later(2)));
    expect(await reopen()).toBeNull();
    await decide(shop, claimId, "approved");
    expect((await Promise.all([reopen(), reopen()])).toSorted()).toEqual([77n, null].toSorted());
    expect(await posted(shop)).toEqual(["stars 10", "stars -10"]);
    expect(await decide(shop, claimId, "declined")).toMatchObject({ ok: true });
    expect(await reopen()).toBe(77n);
    expect(await decide(shop, claimId, "approved")).toMatchObject({ ok: true, points: 10n });
    expect(await posted(shop)).toEqual(["stars 10", "stars -10", "stars 10"]);
    const [shown] = (await listClaims(database.db, shop.shopId, {}, { limit: 10 })).claims;
    expect(shown).toMatchObject({ state: "approved", decidedBy: "merchant:7" });
  });

  test("is for something bought that earns, once a product, and so often a year", async () => {
    const shop = await bonusShop(database.db, [review]);
    await apply(shop, [
      customer(77n),
      bought([900n, 901n, 902n]),
      placed(2n, { test: true, lines: [line(1n, 5n, { productId: 903n })] }),
    ]);
    for (const occasion of ["903", "999", "", "abc"])
      expect(await claim(shop, "stars", { occasion })).toEqual({ ok: false, reason: "not-bought" });
    const first = idOf(await claim(shop, "stars", { occasion: "900" }));
    expect(await claim(shop, "stars", { occasion: "900" })).toEqual({ ok: false, reason: "already-claimed" });
    idOf(await claim(shop, "stars", { occasion: "901" }));
    expect(await claim(shop, "stars", { occasion: "902" })).toEqual({ ok: false, reason: "limit" });
    // One that was declined does not use up the cap.
    expect(await decide(shop, first, "declined")).toMatchObject({ ok: true, points: 0n });
    idOf(await claim(shop, "stars", { occasion: "902" }, later(1)));
    expect(await decide(shop, 987_654n, "approved")).toEqual({ ok: false, reason: "unknown-claim" });
    expect(await posted(shop)).toEqual([]);
  });

  test("of a product that is excluded from earning is not rewarded", async () => {
    const none = { key: "none", name: "None", perMille: 0, products: ["900"] };
    const shop = await bonusShop(database.db, [review], {
      multipliers: [{ ...none, collections: [], tags: [], tiers: [], from: null, until: null }],
    });
    await apply(shop, [customer(77n), bought([900n, 901n])]);
    expect(await claim(shop, "stars", { occasion: "900" })).toEqual({ ok: false, reason: "not-bought" });
    expect(await claim(shop, "stars", { occasion: "901" })).toMatchObject({ ok: true, state: "waiting" });
  });
});

test("one customer claims so much a day of the shop and no more", async () => {
  const many = Array.from({ length: 12 }, (_, index) => ({ ...social, key: `s-${index}` }));
  const shop = await bonusShop(database.db, many);
  await apply(shop, [customer(77n)]);
  const outcomes = [];
  for (const { key } of many) outcomes.push(await claim(shop, key));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(claims.CLAIMS_A_DAY);
  expect(outcomes.at(-1)).toEqual({ ok: false, reason: "too-many" });
  expect(await claim(shop, "s-11", {}, new Date("2026-03-02T23:00:00Z"))).toMatchObject({ ok: true });
});

test("claims move with a merge; what both asked for is decided once; erasing blanks what was written", async () => {
  const shop = await bonusShop(database.db, [review, social]);
  await apply(shop, [
    customer(77n),
    customer(78n),
    bought([900n, 901n]),
    placed(2n, { customerId: 78n, lines: [line(1n, 900n, { productId: 900n })] }),
  ]);
  await claim(shop, "stars", { occasion: "900", note: "mine" });
  await claim(shop, "stars", { occasion: "900", customerId: 78n, note: "his" });
  await claim(shop, "insta", { customerId: 78n });
  await apply(shop, [{ kind: "customers-merged", keptId: 77n, goneId: 78n, at: later(1) }], later(1));
  expect(await claim(shop, "insta", {}, later(2))).toEqual({ ok: false, reason: "already-claimed" });
  expect(
    (await listClaims(database.db, shop.shopId, { state: "waiting" }, { limit: 10 })).claims.map(({ note }) => note),
  ).toEqual(["mine"]);
  await apply(shop, [{ kind: "customer-redacted", key: "r", customerId: 77n, email: null, at: later(3) }], later(3));
  const { rows } =
    await sql`select 1 from bonus_claims where shop_id = ${shop.shopId} and (note is not null or state = 'waiting')`.execute(
      database.db,
    );
  expect(rows).toEqual([]);
});
