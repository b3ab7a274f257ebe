import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import * as customers from "../../../app/customers/customers.server.ts";
import type { Fact, FactOf } from "../../../app/facts/fact.ts";
import { applyOrders } from "../../../app/customers/orders/orders.server.ts";
import * as privacy from "../../../app/customers/privacy/privacy.server.ts";
import { obeyPrivacy } from "../../../app/pipeline/forget.server.ts";
import { parseJson } from "../../../app/lib/json.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import * as inbox from "../../../app/webhooks/inbox.server.ts";
import { interpret } from "../../../app/webhooks/interpret.ts";
import { useDatabase } from "../../support/database.ts";
import { everything, rowsOf, shopTables } from "../../support/fill.ts";
import { installShop } from "../../support/shops.ts";

const test = useDatabase();
const now = new Date("2026-06-01T00:00:00Z");
const MIA = 706405506930370084n;
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  shop = await installShop(test.db, "morgenrot.myshopify.com");
  other = await installShop(test.db, "nordlicht.myshopify.com");
});

const secrets = ["mia@example.com", "Zitronenfalter", "+4917012345", "MIA wants her money"];
const at = (day: number) => new Date(Date.UTC(2026, 4, day));

async function applyAll(of: Shop, topic: string, body: unknown, triggeredAt = at(1)): Promise<void> {
  const read = interpret(topic, body, { shop: of, triggeredAt });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const only = <Kind extends Fact["kind"]>(...kinds: Kind[]) =>
    read.facts.filter((fact): fact is FactOf<Kind> => (kinds as string[]).includes(fact.kind));
  await test.db.transaction().execute(async (tx) => {
    await customers.apply(tx, of, only("customer", "consent", "tags"), now);
    await applyOrders(tx, of, only("order", "refund"), () => "everybody", now);
    await obeyPrivacy(tx, of, only("export-requested", "customer-redacted", "shop-redacted"), now);
  });
}

/** A customer of whom every table knows something. */
async function live(of: Shop, customerId = MIA): Promise<void> {
  const person = {
    id: customerId,
    email: "Mia@Example.com",
    verified_email: true,
    first_name: "Mia",
    last_name: "Zitronenfalter",
    phone: "+4917012345",
    note: "MIA wants her money",
    tags: "vip",
    updated_at: "2026-04-01T00:00:00Z",
  };
  await applyAll(of, "customers/update", person);
  const order = {
    created_at: "2026-04-02T00:00:00Z",
    updated_at: "2026-04-02T00:00:00Z",
    currency: "EUR",
    financial_status: "paid",
    customer_locale: "de",
    email: "mia@example.com",
  };
  await applyAll(of, "orders/create", {
    ...order,
    id: 11,
    name: "#11",
    customer: person,
    line_items: [{ id: 1, quantity: 1, price: "10", title: "Tea" }],
  });
  await applyAll(of, "orders/create", { ...order, id: 12, name: "#12" });
  await applyAll(of, "refunds/create", { id: 5, order_id: 11, created_at: "2026-04-03T00:00:00Z" });
  const key = `${of.shopId}`;
  await sql`update orders set claimed_by = null, customer_id = null where shop_id = ${of.shopId} and order_id = 12`.execute(
    test.db,
  );
  await sql`insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, actor, reason, public_reason)
    values (${of.shopId}, ${customerId}, 1, ${key}, 'adjustment', 50, ${at(1)}, ${at(1)}, ${at(1)}, 'merchant:1', 'MIA wants her money', 'For Mia')`.execute(
    test.db,
  );
  await sql`insert into ledger_accounts (shop_id, customer_id, last_seq, available, as_of, sync_due_at) values (${of.shopId}, ${customerId}, 1, 50, ${at(1)}, ${at(1)})`.execute(
    test.db,
  );
  await sql`insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at, data)
    values (${of.shopId}, ${customerId}, 'points.adjusted', ${key}, ${at(1)}, ${at(1)}, '{"points": "50", "reason": "MIA wants her money"}')`.execute(
    test.db,
  );
  await sql`insert into messages (shop_id, customer_id, template, key, locale, recipient, subject, due_at, created_at)
    values (${of.shopId}, ${customerId}, 'win-back', ${key}, 'de', 'mia@example.com', 'Mia Zitronenfalter', ${at(9)}, ${at(1)})`.execute(
    test.db,
  );
  await sql`insert into suppressions (shop_id, channel, address, reason, source, created_at) values (${of.shopId}, 'email', 'mia@example.com', 'bounced', 'smtp', ${at(1)})`.execute(
    test.db,
  );
  await sql`insert into segments (shop_id, segment_id, key, name, query, created_at, updated_at) values (${of.shopId}, 1, 'vip', 'VIP', 'x', ${at(1)}, ${at(1)})`.execute(
    test.db,
  );
  await sql`insert into segment_members values (${of.shopId}, 1, ${customerId}, ${at(1)})`.execute(test.db);
  await sql`insert into flow_runs (shop_id, run_id, flow_id, version, customer_id, occasion, since, state, arrived_at, entered_at) values (${of.shopId}, 1, 1, 1, ${customerId}, 'a', ${at(1)}, 'active', ${at(1)}, ${at(1)})`.execute(
    test.db,
  );
  await sql`insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at) values (${of.shopId}, 1, 1, ${customerId}, ${at(1)})`.execute(
    test.db,
  );
  const arrival = { domain: of.domain, topic: "orders/create", apiVersion: "2026-10", triggeredAt: null, receivedAt: at(1) };
  const bodies = [
    `{"email":"MIA@example.com","last":"Zitronenfalter"}`,
    `{"customer":{"id":${customerId}},"phone":"+4917012345"}`,
    `{"customer":{"id":${customerId}1}}`,
  ];
  await inbox.accept(
    test.db,
    bodies.map((body, index) => ({ ...arrival, dedupeKey: `${index}`, webhookId: `${index}`, body: Buffer.from(body) })),
  );
}

beforeEach(async () => {
  await test.db.transaction().execute(async (tx) => {
    await sql`select set_config('reprise.erasing_shop', 'on', true)`.execute(tx);
    for (const table of await shopTables(tx))
      if (!["shops", "shop_settings"].includes(table)) await sql`delete from ${sql.table(table)}`.execute(tx);
  });
});

const redact = (customer: object) => ({ shop_id: 1, shop_domain: "x", customer, orders_to_redact: [] });

describe("customers/redact", () => {
  it.each([
    ["by id", { id: MIA }],
    ["by id and address", { id: MIA, email: "mia@example.com" }],
    ["by address only", { email: "MIA@example.com" }],
  ])("%s leaves nothing that says who it was, and the ledger whole", async (_name, customer) => {
    await live(shop);
    await live(other);
    const theirs = await everything(test.db, other.shopId);
    for (const secret of secrets) expect(await everything(test.db, shop.shopId)).toContain(secret);
    await applyAll(shop, "customers/redact", redact(customer), at(20));
    const left = (await everything(test.db, shop.shopId)).toLowerCase();
    for (const secret of secrets) expect(left).not.toContain(secret.toLowerCase());
    expect(await everything(test.db, other.shopId)).toBe(theirs);

    const { rows } = await sql`select points, reason, public_reason from ledger_entries where shop_id = ${shop.shopId}`.execute(
      test.db,
    );
    expect(rows).toEqual([{ points: 50n, reason: null, public_reason: null }]);
    expect((await sql`select state, end_reason from flow_runs where shop_id = ${shop.shopId}`.execute(test.db)).rows).toEqual([
      { state: "ended", end_reason: "redacted" },
    ]);
    expect((await sql`select state, reason from messages where shop_id = ${shop.shopId}`.execute(test.db)).rows).toEqual([
      { state: "dropped", reason: "redacted" },
    ]);
    const counts = await rowsOf(test.db, shop.shopId);
    expect(counts).not.toHaveProperty("segment_members");
    expect(counts).not.toHaveProperty("flow_timers");
    const waiting = await sql`select dedupe_key from webhook_inbox where shop_id = ${shop.shopId} and state = 'pending'`.execute(
      test.db,
    );
    expect(waiting.rows).toEqual([{ dedupe_key: "2" }]);
  });

  it("holds against what arrives late, and for somebody not heard of before", async () => {
    await live(shop);
    await applyAll(shop, "customers/redact", redact({ id: MIA }), at(20));
    await applyAll(
      shop,
      "customers/update",
      { id: MIA, email: "mia@example.com", last_name: "Zitronenfalter", updated_at: "2026-05-19T00:00:00Z" },
      at(19),
    );
    await applyAll(shop, "customers/redact", redact({ id: 77 }), at(20));
    await applyAll(shop, "customers/update", { id: 77, email: "mia@example.com", updated_at: "2026-05-19T00:00:00Z" }, at(19));
    expect(await everything(test.db, shop.shopId)).not.toContain("mia@example.com");
  });

  it("is recorded once, without the address", async () => {
    await live(shop);
    for (let round = 0; round < 2; round += 1)
      await applyAll(shop, "customers/redact", redact({ id: MIA, email: "mia@example.com" }), at(20));
    expect(await privacy.listRequests(test.db, shop.shopId, { limit: 10 })).toMatchObject([
      { kind: "erase", customerId: MIA, requestedAt: at(20), completedAt: now, downloadable: false },
    ]);
  });

  it("the ledger stays closed to every other change", async () => {
    await live(shop);
    const change = (column: string) =>
      test.db.transaction().execute(async (tx) => {
        await sql`select set_config('reprise.erasing_customer', 'on', true)`.execute(tx);
        await sql.raw(`update ledger_entries set ${column} where shop_id = ${shop.shopId}`).execute(tx);
      });
    await expect(change("points = 60")).rejects.toThrow("immutable");
    await expect(change("reason = 'another'")).rejects.toThrow("immutable");
    await expect(change("reason = null, points = 60")).rejects.toThrow("immutable");
    await expect(sql`update ledger_entries set reason = null where shop_id = ${shop.shopId}`.execute(test.db)).rejects.toThrow(
      "immutable",
    );
  });
});

describe("customers/data_request", () => {
  const request = (id: number, customer: object) => ({
    shop_domain: shop.domain,
    customer,
    orders_requested: [],
    data_request: { id },
  });

  it("keeps one complete export for the merchant, exact to the digit", async () => {
    await live(shop);
    await live(other, 1n);
    await applyAll(shop, "customers/data_request", request(9, { id: MIA, email: "mia@example.com" }), at(20));
    await applyAll(shop, "customers/data_request", request(9, { id: MIA }), at(20));
    const requests = await privacy.listRequests(test.db, shop.shopId, { limit: 10 });
    expect(requests).toMatchObject([{ kind: "export", downloadable: true, completedAt: now }]);
    const requestId = requests[0]?.requestId ?? 0n;
    const text = (await privacy.findExport(test.db, shop.shopId, requestId)) ?? "";
    expect(text).toContain(String(MIA));
    const document = parseJson(text) as Record<string, Record<string, unknown>[]>;
    expect(document["customers"]).toMatchObject([
      { customer_id: String(MIA), email: "mia@example.com", last_name: "Zitronenfalter", tags: ["vip"] },
    ]);
    expect(document["orders"]?.map(({ name }) => name)).toEqual(["#11", "#12"]);
    for (const table of [
      "ledger_entries",
      "ledger_accounts",
      "timeline_events",
      "messages",
      "suppressions",
      "flow_runs",
      "segment_members",
    ]) {
      expect(document[table]?.length, table).toBeGreaterThan(0);
    }
    expect(document["segments"]).toEqual(["VIP"]);
    expect(await privacy.findExport(test.db, other.shopId, requestId)).toBeNull();
  });

  it("has the lines of imports that named the person, also those that found nobody when they were read", async () => {
    await live(shop);
    await sql`
      insert into import_rows (shop_id, import_id, row, email, customer_id, points, state) values
        (${shop.shopId}, 1, 2, 'mia@example.com', null, 70, 'problem'), (${shop.shopId}, 2, 9, null, ${MIA}, 80, 'applied'),
        (${shop.shopId}, 2, 10, 'else@example.com', null, 90, 'problem')
    `.execute(test.db);
    await applyAll(shop, "customers/data_request", request(9, { id: MIA, email: "Mia@example.com" }), at(20));
    const [found] = await privacy.listRequests(test.db, shop.shopId, { limit: 1 });
    const text = (await privacy.findExport(test.db, shop.shopId, found?.requestId ?? 0n)) ?? "";
    const document = parseJson(text) as Record<string, { row: number }[]>;
    expect(document["import_rows"]?.map(({ row }) => row)).toEqual([2, 9]);
  });

  it("has what the person has signed up for, also where they have not confirmed it", async () => {
    await live(shop);
    await sql`
      insert into sign_ups (shop_id, email, locale, text_version, source, asked_at)
      values (${shop.shopId}, 'mia@example.com', 'de', '1:de', 'thank-you-page', ${at(2)}), (${shop.shopId}, 'else@example.com', 'de', '1:de', 'theme-block', ${at(2)})
    `.execute(test.db);
    await applyAll(shop, "customers/data_request", request(12, { id: MIA, email: "Mia@example.com" }), at(20));
    const [found] = await privacy.listRequests(test.db, shop.shopId, { limit: 1 });
    const document = parseJson((await privacy.findExport(test.db, shop.shopId, found?.requestId ?? 0n)) ?? "") as {
      sign_ups: unknown[];
    };
    expect(document.sign_ups).toMatchObject([{ email: "mia@example.com", source: "thank-you-page" }]);
  });

  it("answers for somebody unknown, and forgets an export when its person asks to be forgotten", async () => {
    await live(shop);
    await applyAll(shop, "customers/data_request", request(10, { email: "nobody@example.com" }), at(20));
    await applyAll(shop, "customers/data_request", request(11, { id: MIA }), at(20));
    await applyAll(shop, "customers/redact", redact({ id: MIA }), at(21));
    const requests = await privacy.listRequests(test.db, shop.shopId, { limit: 10 });
    expect(requests.map(({ kind, downloadable }) => [kind, downloadable])).toEqual([
      ["erase", false],
      ["export", false],
      ["export", true],
    ]);
    const unknown = await privacy.findExport(test.db, shop.shopId, requests[2]?.requestId ?? 0n);
    expect(parseJson(unknown ?? "")).toMatchObject({ customers: [], orders: [] });
  });
});
