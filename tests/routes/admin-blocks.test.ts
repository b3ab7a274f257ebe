import type { LoaderFunctionArgs } from "@remix-run/node";
import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { excludeCustomer } from "../../app/actions/merchant/exclude-customer.server.ts";
import { now } from "../../app/clock.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import { action as adjust, loader as preflight } from "../../app/routes/admin.v1.customers.$customerId.adjustments.ts";
import { loader as customers } from "../../app/routes/admin.v1.customers.$customerId.ts";
import { loader as orders } from "../../app/routes/admin.v1.orders.$orderId.ts";
import type { AdjustedInBlock, CustomerBlock, OrderBlock } from "../../app/shopify-admin/blocks.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { planBackfill } from "../../app/sync/history/backfill.server.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";

/** Blocks on Shopify's own pages of a customer and an order (issue 11). */
const database = useDatabase();
const api = await useAdminApi();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });
// The library takes what does not look like a browser for a robot.
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36";
const OTHER = "nordlicht.myshopify.com";
const LEVELS = TIER_PRESET.levels.map((level, index) => ({ ...level, perMille: index === 0 ? 1_500 : 2_000 }));
const RULES = programRulesSchema.parse({
  ...{ ...DEFAULT_RULES, tiers: { ...TIER_PRESET, levels: LEVELS } },
  multipliers: [{ key: "tea", name: "Tea", perMille: 2_000, products: ["2"] }],
  bonuses: [{ kind: "first-order", key: "first", points: 50 }],
});

let shop: Shop;
let id = 0n;

beforeAll(async () => {
  const programs = [{ version: 1, effectiveFrom: new Date(0), rules: RULES }];
  const installedAt = new Date(now().getTime() - 60 * 86_400_000);
  shop = await createEarningShop(database.db, { domain: api.shop.domain, programs, installedAt });
  const other = await createEarningShop(database.db, { domain: OTHER, programs, installedAt });
  for (const { shopId, domain } of [shop, other]) {
    await giveToken(database.db, domain, api.token);
    // The last step of an install.
    await database.db.transaction().execute((tx) => planBackfill(tx, shopId));
  }
});
beforeEach(() => {
  id += 1_000n;
});

type Placed = Parameters<typeof order>[1] & { lines?: Parameters<typeof order>[0] };

async function place({ lines = [line(1n, 10_000n)], ...change }: Placed = {}): Promise<bigint> {
  const at = new Date(now().getTime() - 20 * 86_400_000);
  const placed = order(lines, {
    ...{ orderId: id + 1n, customerId: id, createdAt: at, processedAt: at, updatedAt: at, ...change },
  });
  await pipeline.inShop(shop.shopId, (tx) =>
    pipeline.apply(tx, shop, [{ kind: "order", announced: true, order: placed }], now()),
  );
  return placed.orderId;
}

type Sent = { token?: string | null; locale?: string; method?: string; body?: unknown };

async function send(route: (args: LoaderFunctionArgs) => Promise<Response>, params: Record<string, string>, sent: Sent = {}) {
  const { token = identity.sessionToken(shop.domain, 42), locale = "de", method = "GET", body } = sent;
  const request = new Request(`http://127.0.0.1:3000/admin/v1/x?locale=${locale}`, {
    method,
    headers: {
      ...{ origin: "https://extensions.shopifycdn.com", "user-agent": BROWSER, "content-type": "application/json" },
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return route({ request, params, context: {} });
}

/** With plain spaces. */
const jsonOf = async (response: Response): Promise<unknown> => JSON.parse((await response.text()).replaceAll("\u00a0", " "));
const customerBlock = async (customerId = id, sent: Sent = {}) =>
  (await jsonOf(await send(customers, { customerId: String(customerId) }, sent))) as CustomerBlock;
const orderBlock = async (orderId: bigint, sent: Sent = {}) =>
  (await jsonOf(await send(orders, { orderId: String(orderId) }, sent))) as OrderBlock;
const post = async (fields: Record<string, string>, customerId = id, sent: Sent = {}) =>
  send(adjust, { customerId: String(customerId) }, { method: "POST", body: fields, ...sent });

describe("a customer's block", () => {
  test("says what the app's own page says, in the reader's language, kept by nobody", async () => {
    await place();
    const response = await send(customers, { customerId: String(id) });
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://extensions.shopifycdn.com");
    const block = (await jsonOf(response)) as CustomerBlock;
    const { available } = await readAccount(database.db, shop, id, now());
    expect(available).toBe(800n);
    expect(block.figures).toMatchObject([
      { label: "Verfügbar", value: "800", note: "8,00 € wert" },
      { label: "Ausstehend", value: "0" },
      { label: "Stufe" },
    ]);
    expect(block.open).toEqual({ label: "In Reprise öffnen", href: `app:app/customers/${id}` });
    expect(block.next).not.toBeNull();
    expect((await customerBlock(id, { locale: "en" })).figures[0]).toEqual({
      ...{ label: "Available", value: "800", note: "worth €8.00" },
    });
  });

  test("says that a customer is excluded, and suggests nothing that they cannot have", async () => {
    await place();
    const fiveOff = { kind: "amount", title: { en: "5 off", de: "5 € Rabatt" }, points: 500, valueMinor: 500 };
    await createReward(shop.shopId, rewardTermsSchema.parse(fiveOff), now());
    await sql`
      insert into customers (shop_id, customer_id, email, created_at, email_consent, email_consent_at)
      values (${shop.shopId}, ${id}, ${`c${id}@example.com`}, ${now()}, 'subscribed', ${now()})
      on conflict (shop_id, customer_id) do update set email = excluded.email, email_consent = excluded.email_consent, email_consent_at = excluded.email_consent_at
    `.execute(database.db);
    const before = await customerBlock(id, { locale: "en" });
    expect([before.next?.title, before.lines]).toEqual(["Tell them about “5 off”", []]);
    await excludeCustomer(shop, { customerId: id, reason: "Wiederverkauf", actor: "merchant:1" });
    const block = await customerBlock(id);
    expect(block.next).toBeNull();
    expect(block.lines[0]).toMatch(/^Seit .* vom Programm ausgeschlossen\. Sammelt nichts und kann nichts einlösen\.$/);
    expect(JSON.stringify(block)).not.toContain("Wiederverkauf");
  });

  test("says of a customer who is unknown, of another shop or merged into another, that it is so", async () => {
    await place();
    expect(await customerBlock(id + 5n)).toMatchObject({ figures: [], adjust: null, missing: expect.any(String) as string });
    const elsewhere = await customerBlock(id, { token: identity.sessionToken(OTHER, 42) });
    expect(elsewhere).toMatchObject({ figures: [], missing: expect.stringContaining("noch nicht") as string });
    await pipeline.inShop(shop.shopId, (tx) =>
      pipeline.apply(tx, shop, [{ kind: "customers-merged", keptId: id + 7n, goneId: id, at: now() }], now()),
    );
    expect(await customerBlock()).toMatchObject({ figures: [], adjust: null, missing: expect.any(String) as string });
  });

  test("adjusts as the page does: with a reason, by whom, once for a key, never below zero", async () => {
    await place();
    const key = (await customerBlock()).adjust?.key ?? "";
    const told = async (fields: Record<string, string>) => (await (await post({ key, ...fields })).json()) as AdjustedInBlock;
    expect((await told({ points: "x", reason: "" })).errors).toMatchObject({
      ...{ points: expect.any(String) as string, reason: expect.any(String) as string },
    });
    expect(await told({ points: "−900", reason: "Versehen" })).toMatchObject({
      ok: false,
      errors: { points: expect.any(String) as string },
    });
    const fields = { points: "+25", reason: "Entschuldigung" };
    const answers = await Promise.all([told(fields), told(fields)]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect((await readAccount(database.db, shop, id, now())).available).toBe(825n);
    const { rows } = await database.pool.query("select actor, reason from ledger_entries where key = $1", [`adjustment:${key}`]);
    expect(rows).toEqual([{ actor: "merchant:42", reason: "Entschuldigung" }]);
    // The answer was lost, and the form sent again with something else.
    expect(await told({ ...fields, points: "+50" })).toEqual({
      ...{ ok: false, message: null },
      errors: { points: "Mit diesem Formular wurden bereits 25 Punkte gebucht. Öffnen Sie es für eine weitere Buchung neu." },
    });
    expect((await post({ ...fields, key }, id + 5n)).status).toBe(404);
    expect((await post({ ...fields, key: "none" })).status).toBe(400);
    expect((await post(fields, id, { body: [1] })).status).toBe(422);
    const elsewhere = await post({ ...fields, key }, id, { token: identity.sessionToken(OTHER, 42) });
    expect(elsewhere.status).toBe(404);
  });
});

describe("an order's block", () => {
  test("says what it brought and why, to the line", async () => {
    const orderId = await place({
      lines: [
        line(1n, 10_000n, { title: "Kaffee" }),
        line(2n, 4_000n, { title: "Tee", productId: 2n, quantity: 2 }),
        line(3n, 5_000n, { title: "Gutschein", giftCard: true }),
      ],
    });
    // (100 + 40 × 2) × 5 × 1.5, and the bonus of a first order.
    expect(await orderBlock(orderId)).toEqual({
      headline: "1.400 Punkte für diese Bestellung",
      lines: ["Davon Erste Bestellung: +50"],
      calculation: {
        heading: "So kommt das zustande",
        columns: ["Produkt", "Zählt", "Faktor"],
        rows: [
          ["Kaffee", "100,00 €", "× 1"],
          ["Tee × 2", "40,00 €", "× 2"],
          ["Gutschein", "Zählt nicht", ""],
        ],
        sum: "180,00 € × 5 Punkte je 1,00 € × 1,5 für Bronze = 1.350 Punkte, abgerundet. Version 1 des Programms.",
      },
      open: { label: "Kunden in Reprise öffnen", href: `app:app/customers/${id}` },
    });
    await pipeline.inShop(shop.shopId, (tx) =>
      pipeline.apply(tx, shop, [{ kind: "refund", orderId, refund: refund(id, 1_900n) }], now()),
    );
    const after = await orderBlock(orderId);
    expect(after.calculation?.rows.at(-1)?.[0]).toBe("Erstattungen und offene Beträge ohne einzelnes Produkt");
  });

  test.each([
    ["test", { test: true }, "Testbestellungen bringen keine Punkte."],
    [
      "cancelled",
      { cancelledAt: new Date() },
      "Sie wurde storniert, gelöscht oder durch eine Rückbuchung verloren und bringt keine Punkte.",
    ],
    ["pending", { financialStatus: "pending" }, "750 Punkte, sobald sie bezahlt ist"],
    ["voided", { financialStatus: "voided" }, "Sie ist nicht bezahlt und bringt bis dahin keine Punkte."],
    ["of a company", { b2b: true }, "Für Bestellungen von Firmen gibt Ihr Programm keine Punkte."],
    [
      "a guest's",
      { customerId: null, email: null },
      "Von einem Gast bestellt. Die Punkte kommen, sobald sich der Gast als Kunde zu erkennen gibt.",
    ],
  ] as const)("one that is %s says why it brought nothing", async (_name, change, reason) => {
    const block = await orderBlock(await place(change));
    expect(block).toMatchObject({ headline: "0 Punkte für diese Bestellung", lines: [reason], calculation: null });
  });

  test("one of who was excluded says so, paid or not, and works nothing out", async () => {
    await database.pool.query(
      "insert into customer_exclusions (shop_id, customer_id, since, excluded_by) values ($1, $2, $3, 'merchant:1')",
      [shop.shopId, id, new Date(0)],
    );
    for (const financialStatus of ["paid", "pending"] as const)
      expect(await orderBlock(await place({ financialStatus }))).toMatchObject({
        headline: "0 Punkte für diese Bestellung",
        lines: ["Die Kundin oder der Kunde war vom Programm ausgeschlossen, als die Bestellung aufgegeben wurde."],
        calculation: null,
      });
  });

  test("one that we have not heard of, or of another shop, says so", async () => {
    const orderId = await place();
    for (const block of [await orderBlock(id + 99n), await orderBlock(orderId, { token: identity.sessionToken(OTHER, 42) })])
      expect(block).toMatchObject({ headline: expect.stringContaining("kennt Reprise noch nicht") as string, open: null });
  });
});

test("nothing is answered without a token of the shop's staff; a browser may ask first", async () => {
  await place();
  for (const token of [
    null,
    "",
    "a.b.c",
    identity.shopperToken(shop.domain, id),
    identity.sessionToken(shop.domain, 42, new Date(0)),
  ])
    for (const answer of [
      await send(customers, { customerId: String(id) }, { token }),
      await send(orders, { orderId: String(id + 1n) }, { token }),
      await post({ points: "5", reason: "x", key: crypto.randomUUID() }, id, { token }),
    ]) {
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({ error: "unauthorized" });
    }
  expect((await readAccount(database.db, shop, id, now())).available).toBe(800n);
  const asked = await send(preflight, { customerId: "1" }, { method: "OPTIONS", token: null });
  expect([asked.status, asked.headers.get("access-control-allow-headers")]).toEqual([204, "Authorization, Content-Type"]);
  expect((await send(preflight, { customerId: "1" })).status).toBe(405);
  expect((await send(customers, { customerId: "x' or 1=1" })).status).toBe(404);
});
