import type { LoaderFunctionArgs } from "@remix-run/node";
import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward, setRewardState } from "../../app/rewards/rewards.server.ts";
import { action as redeem, loader as preflight } from "../../app/routes/pos.v1.customers.$customerId.redemptions.ts";
import { loader as one } from "../../app/routes/pos.v1.customers.$customerId.ts";
import { loader as search } from "../../app/routes/pos.v1.customers.ts";
import { action as redeemInAccount } from "../../app/routes/storefront.v1.redemptions.ts";
import type { TillAnswer, TillCustomer, TillSearch } from "../../app/shopify-pos/views.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { planBackfill } from "../../app/sync/history/backfill.server.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { turn } from "../support/program-state.ts";

/** What the extension at the till asks the app, with the session token of whoever is logged in there (issue 11). */
const database = useDatabase();
const api = await useAdminApi();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });
const TILL = "Shopify POS/10.4.0 (iPad; iOS 19.1)";
const OTHER = "nordlicht.myshopify.com";
const RULES = programRulesSchema.parse({ ...DEFAULT_RULES, tiers: TIER_PRESET });

let shop: Shop;
let rewardId = 0;
let customer = 0n;

beforeAll(async () => {
  const programs = [{ version: 1, effectiveFrom: new Date(0), rules: RULES }];
  const installedAt = new Date(now().getTime() - 60 * 86_400_000);
  shop = await createEarningShop(database.db, { domain: api.shop.domain, programs, installedAt });
  const other = await createEarningShop(database.db, { domain: OTHER, programs, installedAt });
  for (const { shopId, domain } of [shop, other]) {
    await giveToken(database.db, domain, api.token);
    await database.db.transaction().execute((tx) => planBackfill(tx, shopId));
  }
  rewardId = await reward({ kind: "amount", title: { en: "5 off", de: "5 € Rabatt" }, points: 500, valueMinor: 500 });
});

beforeEach(async () => {
  customer = createCustomer(api.world, api.shop, {}).id;
  await sql`
    insert into customers (shop_id, customer_id, created_at, first_name, last_name, email)
    values (${shop.shopId}, ${customer}, ${now()}, 'Lena', 'Vogt', ${`lena${customer}@example.com`})
  `.execute(database.db);
  const points = {
    ...{ customerId: customer, points: 600n, reason: "test", actor: "system", key: `give:${customer}`, affectsTier: false },
  };
  await database.db.transaction().execute((tx) => adjust(tx, shop, points, now()));
});

const reward = (terms: unknown) => createReward(shop.shopId, rewardTermsSchema.parse(terms), now());

type Route = (args: LoaderFunctionArgs) => Promise<Response>;
type Sent = { token?: string | null; locale?: string; method?: string; body?: unknown; query?: Record<string, string> };

async function send(route: Route, params: Record<string, string>, sent: Sent = {}): Promise<Response> {
  const { token = identity.sessionToken(shop.domain, 42), locale = "de", method = "GET", body, query = {} } = sent;
  const request = new Request(`http://127.0.0.1:3000/pos/v1/x?${new URLSearchParams({ locale, ...query }).toString()}`, {
    method,
    headers: {
      ...{ "user-agent": TILL, "content-type": "application/json" },
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return route({ request, params, context: {} });
}

/** With plain spaces. */
const jsonOf = async (response: Response): Promise<unknown> => JSON.parse((await response.text()).replaceAll("\u00a0", " "));
const seen = async (sent: Sent = {}, customerId = customer) =>
  (await jsonOf(await send(one, { customerId: String(customerId) }, sent))) as TillCustomer;
const post = (fields: Record<string, string>, sent: Sent = {}) =>
  send(redeem, { customerId: String(customer) }, { method: "POST", body: fields, ...sent });
const told = async (fields: Record<string, string>, sent: Sent = {}) => (await jsonOf(await post(fields, sent))) as TillAnswer;
const found = async (text: string, sent: Sent = {}) =>
  (await jsonOf(await send(search, {}, { query: { search: text }, ...sent }))) as TillSearch;
const available = async () => (await readAccount(database.db, shop, customer, now())).available;

describe("a customer at the till", () => {
  test("says the ledger's points with their worth, the tier, codes and rewards, in the reader's language", async () => {
    expect(await seen()).toMatchObject({
      ...{
        missing: null,
        name: "Lena Vogt",
        contact: `lena${customer}@example.com`,
        balance: "600 Punkte",
        lines: [],
        codes: [],
      },
      figures: [
        { label: "Verfügbar", value: "600", note: "6,00 € wert" },
        { label: "Ausstehend", value: "0" },
        { label: "Stufe", value: "Bronze", note: "Noch 500 Punkte bis Silber" },
      ],
      rewards: [{ id: rewardId, title: "5 € Rabatt", cost: "500 Punkte", missing: null, prices: [], range: null }],
    });
    expect((await seen({ locale: "en" })).rewards[0]).toMatchObject({ title: "5 off", cost: "500 points" });
  });

  test("offers of choices what the points are enough for, of any amount whole steps, and nothing that only a shipped order can use", async () => {
    const steps = await reward({
      ...{ kind: "amount", title: { de: "Rabatt" }, points: 100, valueMinor: 100 },
      steps: [100, 500, 900].map((points) => ({ points, valueMinor: points })),
    });
    const slider = await reward({
      ...{ kind: "slider", title: { de: "Frei" }, points: 100, valueMinor: 100 },
      slider: { minPoints: 150, maxPoints: 1_000, stepPoints: 200 },
    });
    const shipping = await reward({ kind: "free-shipping", title: { de: "Versand" }, points: 5 });
    const gold = await reward({ kind: "amount", title: { de: "Gold" }, points: 5, valueMinor: 100, tiers: ["gold"] });
    const dear = await reward({ kind: "amount", title: { de: "Viel" }, points: 1_600, valueMinor: 100, minSpendMinor: 2_000 });
    const { rewards } = await seen();
    const of = (id: number) => rewards.find((each) => each.id === id);
    expect(of(steps)).toMatchObject({
      cost: "ab 100 Punkten",
      prices: [
        { points: 100, label: "1,00 € für 100 Punkte" },
        { points: 500, label: "5,00 € für 500 Punkte" },
      ],
    });
    expect(of(slider)?.range).toEqual({ min: 150, step: 200, max: 550 });
    expect([shipping, gold, dear].map((id) => of(id)?.missing)).toEqual([
      ...["Nur für Bestellungen mit Versand", "Nur für Gold", "Es fehlen noch 1.000 Punkte"],
    ]);
    expect(of(dear)?.notes).toEqual(["Ab 20,00 € Bestellwert"]);
    for (const id of [steps, slider, shipping, gold, dear]) await setRewardState(shop.shopId, id, "archived", now());
  });

  test("says why nothing can be redeemed: unknown, elsewhere, without points, kept out, paused", async () => {
    const nobody = { missing: expect.stringContaining("kennt Reprise noch nicht") as string, rewards: [], codes: [] };
    expect(await seen({}, customer + 500n)).toMatchObject(nobody);
    expect(await seen({ token: identity.sessionToken(OTHER, 42) })).toMatchObject(nobody);
    await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${customer + 501n}, ${now()})`.execute(
      database.db,
    );
    expect(await seen({}, customer + 501n)).toMatchObject({
      ...{ name: "Ohne Namen", lines: ["Noch keine Punkte. Dieser Einkauf kann die ersten bringen."] },
    });
    await sql`
      insert into customer_exclusions (shop_id, customer_id, since, excluded_by) values (${shop.shopId}, ${customer}, ${new Date(0)}, 'merchant:1')
    `.execute(database.db);
    expect(await seen()).toMatchObject({ lines: [expect.stringContaining("nimmt am Programm nicht teil")], rewards: [] });
    expect(await told({ reward: String(rewardId), price: "500", intent: "x" })).toMatchObject({ ok: false, code: null });
    await sql`delete from customer_exclusions where shop_id = ${shop.shopId}`.execute(database.db);
    await turn(shop, "paused", new Date(now().getTime() - 900));
    expect(await seen()).toMatchObject({ lines: [expect.stringContaining("macht gerade Pause")], rewards: [] });
    await turn(shop, "live", new Date(now().getTime() - 800));
    expect((await seen()).rewards).toHaveLength(1);
    expect(await available()).toBe(600n);
  });

  test("who has been merged into another is that other", async () => {
    await pipeline.inShop(shop.shopId, (tx) =>
      pipeline.apply(tx, shop, [{ kind: "customers-merged", keptId: customer + 502n, goneId: customer, at: now() }], now()),
    );
    expect((await seen()).figures[0]).toMatchObject({ value: "600" });
  });

  test("an order of the till earns as any other does, also when it was sent a day later", async () => {
    const sold = new Date(now().getTime() - 20 * 86_400_000);
    const sent = new Date(sold.getTime() + 2 * 86_400_000);
    const earned = async (createdAt: Date, sourceName: string) => {
      customer += 1_000n;
      const placed = order([line(customer, 10_000n)], {
        ...{ orderId: customer, customerId: customer, createdAt, processedAt: sold, updatedAt: sent },
      });
      const facts = [{ kind: "order" as const, announced: true, order: { ...placed, sourceName } }];
      await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, now()));
      return available();
    };
    expect([await earned(sold, "web"), await earned(sold, "pos"), await earned(sent, "pos")]).toEqual([500n, 500n, 500n]);
  });
});

describe("redeeming at the till", () => {
  const fields = async () => (await seen()).rewards[0]?.fields ?? {};

  test("gives a code for the sale and says who did it; the same decision on the shopper's phone is the same redemption", async () => {
    const decided = await fields();
    const answer = await told(decided);
    expect(answer).toMatchObject({ ok: true, again: false, message: `Eingelöst: 5 € Rabatt. Code: ${answer.code ?? ""}` });
    const request = new Request("http://127.0.0.1:3000/storefront/v1/redemptions?locale=de", {
      ...{ method: "POST", body: JSON.stringify(decided) },
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${identity.shopperToken(shop.domain, customer)}`,
      },
    });
    expect(await (await redeemInAccount({ request, params: {}, context: {} })).json()).toMatchObject({
      ok: true,
      code: answer.code,
    });
    expect(await told(decided)).toMatchObject({ ok: true, code: answer.code });
    expect(await available()).toBe(100n);
    expect(await seen()).toMatchObject({ codes: [{ code: answer.code, title: "5 € Rabatt", applies: true }] });
    const { rows } = await database.pool.query(
      "select actor from ledger_entries where customer_id = $1 and kind = 'redemption'",
      [customer],
    );
    expect(rows).toEqual([{ actor: "merchant:42" }]);
  });

  test("two tills at once: one code", async () => {
    const decided = await fields();
    const answers = await Promise.all([told(decided), told(decided), told({ ...decided, intent: "another" })]);
    expect(new Set(answers.flatMap(({ code }) => code ?? [])).size).toBe(1);
    expect(await available()).toBe(100n);
  });

  test("says what has changed meanwhile, and spends nothing", async () => {
    const decided = await fields();
    expect(await told({ ...decided, offer: "another" })).toMatchObject({ ok: false, code: null });
    expect(await told({ ...decided, price: "5000" }, { locale: "en" })).toMatchObject({ ok: false });
    expect(await told({ ...decided, reward: "999999" })).toMatchObject({
      ok: false,
      message: expect.stringContaining("nichts") as string,
    });
    for (const wrong of [{}, { ...decided, reward: "1 or 1=1" }, { ...decided, intent: "" }, { ...decided, price: "-5" }])
      expect((await post(wrong)).status).toBe(422);
    expect((await post(decided, { body: [1] })).status).toBe(422);
    expect(await told(decided, { token: identity.sessionToken(OTHER, 42) })).toMatchObject({ ok: false });
    expect(await available()).toBe(600n);
  });
});

describe("the search", () => {
  test("finds by name, address, order and code, of this shop alone", async () => {
    const who = { id: String(customer), name: "Lena Vogt", contact: `lena${customer}@example.com` };
    for (const text of [`lena${customer}`, `LENA${customer}@EX`])
      expect(await found(text)).toEqual({ people: [who], more: false });
    const { people, more } = await found("vogt lena");
    expect([people.length <= 10, more || people.some(({ id }) => id === who.id)]).toEqual([true, true]);
    expect(await found(`lena${customer}`, { token: identity.sessionToken(OTHER, 42) })).toEqual({ people: [], more: false });
  });

  test.each(["", "l", "%", "__", "' or 1=1 --", "\0\0", "\\"])("tells nobody for %j", async (text) => {
    for (const asked of [text, text + "x".repeat(4_000)]) expect(await found(asked)).toEqual({ people: [], more: false });
  });
});

test("nothing is answered without a token of the shop's staff; a browser may ask first", async () => {
  const tokens = [
    null,
    "",
    "a.b.c",
    identity.shopperToken(shop.domain, customer),
    identity.sessionToken(shop.domain, 42, new Date(0)),
  ];
  for (const token of tokens)
    for (const answer of [
      await send(one, { customerId: String(customer) }, { token }),
      await send(search, {}, { token, query: { search: "lena" } }),
      await post({ reward: String(rewardId), price: "500", intent: "x" }, { token }),
    ]) {
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({ error: "unauthorized" });
    }
  expect(await available()).toBe(600n);
  expect((await send(preflight, { customerId: "1" }, { method: "OPTIONS", token: null })).status).toBe(204);
  expect((await send(one, { customerId: "x' or 1=1" })).status).toBe(404);
});
