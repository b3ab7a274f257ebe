import { beforeAll, describe, expect, test } from "vitest";

import { QUIET, useStage } from "./stage.ts";

const stage = useStage();

describe("a shop's life", () => {
  let adaId: string;
  beforeAll(async () => {
    const { status, json } = await stage.call("POST", "/customers", {
      email: "ada@example.com",
      firstName: "Ada",
      locale: "de",
      emailConsent: "pending",
    });
    expect(status).toBe(201);
    adaId = json["id"] as string;
  });

  test("ids are strings of digits above 2^53, and are understood as strings, gids and in the path", async () => {
    expect(BigInt(adaId)).toBeGreaterThan(2n ** 53n);
    for (const named of [adaId, `gid://shopify/Customer/${adaId}`, "ada@example.com", "ADA@example.com"]) {
      const { json } = await stage.call("GET", `/customers/${encodeURIComponent(named)}`);
      expect(json).toMatchObject({ id: adaId, gid: `gid://shopify/Customer/${adaId}`, email: "ada@example.com" });
    }
    const asNumber = await stage.call("POST", "/orders", `{"customer": ${adaId}, "lines": [{"sku": "MR-ESP-250"}]}`);
    expect(asNumber).toMatchObject({ status: 201, json: { customerId: adaId } });
  });

  test("merchants switch discounts off and on, and delete codes", async () => {
    const active = async () =>
      ((await stage.call("GET", "/discounts")).json["discounts"] as { status: string; codes: { code: string }[] }[]).find(
        ({ codes }) => codes.some(({ code }) => code === "DANKE5"),
      )?.status;
    expect((await stage.call("POST", "/discounts/danke5/deactivate")).json).toMatchObject({ status: "EXPIRED" });
    expect(await stage.call("POST", "/orders", { lines: [{ sku: "MR-ESP-250" }], discountCode: "DANKE5" })).toMatchObject({
      status: 422,
    });
    await stage.call("POST", "/discounts/DANKE5/activate");
    expect(await active()).toBe("ACTIVE");
    expect((await stage.call("POST", "/discounts/DANKE5/delete-code")).json).toMatchObject({ codes: [] });
    expect(await stage.call("POST", "/discounts/DANKE5/delete")).toMatchObject({ status: 404 });
    const told = stage.events.filter(({ topic }) => topic.startsWith("discounts/")).map(({ topic }) => topic);
    expect(told).toEqual(["discounts/update", "discounts/update", "discounts/redeemcode_removed"]);
  });

  test("order, refund a part, edit, fulfil, cancel", async () => {
    const placed = await stage.order({ discountCode: "WILLKOMMEN10", shipping: "4.90" });
    expect(placed).toMatchObject({
      financialStatus: "paid",
      subtotal: "17.82",
      shipping: "4.90",
      total: "22.72",
      lines: [{ quantity: 2, price: "9.90" }],
    });
    const id = placed["id"] as string;
    const refunded = await stage.call("POST", `/orders/${id}/refund`, { lines: [{ line: 0, quantity: 1 }] });
    expect(refunded).toMatchObject({
      status: 200,
      json: { financialStatus: "partially_refunded", refunded: "8.91", lines: [{ currentQuantity: 1 }] },
    });
    const edited = await stage.call("POST", `/orders/${id}/edit`, {
      add: [{ sku: "MR-LIP-010" }],
      setQuantity: [{ line: 0, quantity: 0 }],
    });
    expect(edited.json).toMatchObject({ lines: [{ currentQuantity: 0 }, { currentQuantity: 1, sku: "MR-LIP-010" }] });
    expect((await stage.call("POST", `/orders/${id}/fulfil`)).json).toMatchObject({ fulfillmentStatus: "fulfilled" });
    expect(
      (await stage.call("POST", `/orders/${encodeURIComponent(placed["name"] as string)}/cancel`, { refund: true })).json[
        "cancelledAt"
      ],
    ).not.toBeNull();
    const topics = stage.events.filter(({ body }) => body.includes(id)).map(({ topic }) => topic);
    for (const topic of [
      "orders/create",
      "orders/paid",
      "refunds/create",
      "orders/edited",
      "orders/fulfilled",
      "orders/cancelled",
    ])
      expect(topics).toContain(topic);
  });

  test("parcels are sent one by one and arrive, and checkouts begin and end", async () => {
    const placed = await stage.order({ lines: [{ product: "espresso-morgenrot" }, { title: "Gift box", price: "4.00" }] });
    const id = placed["id"] as string;
    expect((await stage.call("POST", `/orders/${id}/fulfil`, { lines: [0] })).json).toMatchObject({
      fulfillmentStatus: "partial",
    });
    expect((await stage.call("POST", `/orders/${id}/fulfil`)).json).toMatchObject({ fulfillmentStatus: "fulfilled" });
    expect((await stage.call("POST", `/orders/${id}/deliver`, { parcel: 1, status: "in_transit" })).status).toBe(200);
    expect((await stage.call("POST", `/orders/${id}/deliver`, { parcel: 2, status: "in_transit" })).status).toBe(400);
    expect((await stage.call("POST", `/orders/${id}/deliver`)).status).toBe(200);
    const begun = await stage.call("POST", "/checkouts", {
      email: "new@example.com",
      lines: [{ product: "espresso-morgenrot" }],
    });
    expect(begun.status).toBe(201);
    const checkout = begun.json["id"] as string;
    expect((await stage.call("POST", `/checkouts/${checkout}/complete`)).status).toBe(200);
    expect((await stage.call("POST", `/checkouts/${checkout}/delete`)).status).toBe(200);
    expect((await stage.call("POST", `/checkouts/${checkout}/work`)).status).toBe(404);
    const topics = new Set(stage.events.map(({ topic }) => topic));
    for (const topic of [
      "fulfillments/create",
      "fulfillment_events/create",
      "fulfillments/update",
      "checkouts/create",
      "checkouts/delete",
    ])
      expect(topics).toContain(topic);
  });

  test("guests, own prices, tips, other currencies, test orders, unpaid orders that are paid later", async () => {
    const placed = await stage.order({
      customer: null,
      email: "guest@example.com",
      paid: false,
      test: true,
      tip: "2.00",
      currency: "CHF",
      rate: 0.94,
      lines: [{ title: "Röstkurs", price: "49.00", quantity: 1 }],
    });
    expect(placed).toMatchObject({
      customerId: null,
      email: "guest@example.com",
      financialStatus: "pending",
      test: true,
      presentmentCurrency: "CHF",
    });
    expect((await stage.call("POST", `/orders/${String(placed["id"])}/pay`)).json).toMatchObject({
      financialStatus: "paid",
      paid: "55.90",
    });
  });

  test("without lines or amount everything is refunded", async () => {
    const placed = await stage.order();
    expect((await stage.call("POST", `/orders/${String(placed["id"])}/refund`)).json).toMatchObject({
      financialStatus: "refunded",
      currentTotal: "0.00",
    });
  });

  test("customers change, consent, merge, vanish", async () => {
    expect((await stage.call("PATCH", `/customers/${adaId}`, { lastName: "Brandt", tags: ["vip"] })).json).toMatchObject({
      lastName: "Brandt",
      tags: ["vip"],
    });
    expect((await stage.call("PATCH", `/customers/${adaId}`, { tags: [] })).json).toMatchObject({ tags: [] });
    expect(
      (await stage.call("POST", `/customers/${adaId}/consent`, { state: "subscribed", optInLevel: "confirmed_opt_in" })).json,
    ).toMatchObject({ emailConsent: { state: "subscribed", optInLevel: "confirmed_opt_in" } });
    const other = (await stage.call("POST", "/customers", { email: "ada2@example.com" })).json;
    expect((await stage.call("POST", "/customers/merge", { kept: adaId, gone: other["id"] })).json).toMatchObject({ id: adaId });
    expect((await stage.call("GET", `/customers/${String(other["id"])}`)).status).toBe(404);
    const last = (await stage.call("POST", "/customers", { email: "ada3@example.com" })).json;
    expect((await stage.call("POST", `/customers/${String(last["id"])}/delete`)).status).toBe(200);
    expect(stage.events.map(({ topic }) => topic)).toEqual(
      expect.arrayContaining([
        "customers/merge",
        "customers/delete",
        "customers_email_marketing_consent/update",
        "customer.tags_added",
        "customer.tags_removed",
      ]),
    );
  });

  test("who is subscribed has confirmed it, unless said otherwise", async () => {
    const level = (json: Record<string, unknown>, channel: string) => (json[channel] as { optInLevel: string }).optInLevel;
    const made = (await stage.call("POST", "/customers", { email: "level@example.com", emailConsent: "subscribed" })).json;
    expect(level(made, "emailConsent")).toBe("confirmed_opt_in");
    expect(level(made, "smsConsent")).toBe("single_opt_in");
    const single = (
      await stage.call("POST", "/customers", {
        email: "level2@example.com",
        emailConsent: "subscribed",
        optInLevel: "single_opt_in",
      })
    ).json;
    expect(level(single, "emailConsent")).toBe("single_opt_in");
    const say = async (body: Record<string, unknown>) =>
      level((await stage.call("POST", `/customers/${String(made["id"])}/consent`, body)).json, "emailConsent");
    expect(await say({ state: "pending" })).toBe("single_opt_in");
    expect(await say({ state: "subscribed" })).toBe("confirmed_opt_in");
    expect(await say({ state: "subscribed", optInLevel: "unknown" })).toBe("unknown");
  });

  test("metafields are read as Shopify holds them", async () => {
    const owner = `gid://shopify/Customer/${adaId}`;
    const field = {
      id: 1n,
      namespace: "app--client",
      key: "points_balance",
      type: "number_integer",
      value: "120",
      updatedAt: stage.clock.now(),
    };
    stage.shop.metafields.set(owner, new Map([["app--client.points_balance", field]]));
    expect((await stage.call("GET", `/customers/${adaId}`)).json).toMatchObject({
      app: { points_balance: "120" },
      metafields: [{ namespace: "app--client", key: "points_balance", value: "120" }],
    });
  });

  test("customer accounts and store credit are the merchant's to change, told or not (real-store A5)", async () => {
    const change = async (body: object) => (await stage.call("POST", "/shops/morgenrot/accounts", body)).json;
    const told = () => stage.events.filter(({ topic }) => topic === "customer_account_settings/update").length;
    const before = told();
    expect(await change({})).toMatchObject({ accounts: "legacy", loginRequired: false, storeCredit: true });
    expect(await change({ accounts: "new" })).toMatchObject({ accounts: "new", storeCredit: true });
    expect(await change({ accounts: "new" })).toMatchObject({ accounts: "new" });
    expect(told() - before).toBe(1);
    expect(await change({ accounts: "legacy", storeCredit: false, told: false })).toMatchObject({
      accounts: "legacy",
      storeCredit: false,
    });
    expect(told() - before).toBe(1);
    await change({ storeCredit: true });
    expect(told() - before).toBe(2);
    expect(await change({ loginRequired: true })).toMatchObject({ loginRequired: true });
    expect(told() - before).toBe(3);
    await change({ loginRequired: false });
    expect((await stage.call("POST", "/shops/morgenrot/accounts", { accounts: "classic" })).status).toBe(400);
  });

  test("uninstall, reinstall, redact, and a shop of one's own", async () => {
    expect((await stage.call("POST", "/shops/nordlicht/reinstall")).json).toMatchObject({
      installed: true,
      scopes: ["read_orders"],
    });
    expect((await stage.call("POST", "/shops/nordlicht.myshopify.com/uninstall")).json).toMatchObject({ installed: false });
    expect((await stage.call("POST", "/shops/nordlicht/redact")).status).toBe(200);
    expect(stage.events.filter(({ shop: domain }) => domain.startsWith("nordlicht")).map(({ topic }) => topic)).toEqual([
      "app/uninstalled",
      "shop/redact",
    ]);
    expect((await stage.call("POST", "/shops", { name: "tokyo", currency: "USD", taxesIncluded: false })).json).toMatchObject({
      domain: "tokyo.myshopify.com",
      currency: "USD",
      installed: true,
    });
  });
});

describe("time and quiet", () => {
  test("the clock goes forward in steps of a day, back in one, and to an instant", async () => {
    const before = stage.clock.now().getTime();
    expect((await stage.call("POST", "/clock", { advanceDays: 3.5 })).json).toMatchObject({
      steps: expect.toBeOneOf([4, 5]) as number,
      pending: null,
    });
    expect(stage.clock.now().getTime() - before - 3.5 * 86_400_000).toBeLessThan(600_000);
    const to = new Date(before + 10 * 86_400_000).toISOString();
    await stage.call("POST", "/clock", { to });
    expect(Math.abs(stage.clock.now().getTime() - Date.parse(to))).toBeLessThan(600_000);
    expect((await stage.call("POST", "/clock", { to: new Date(before).toISOString() })).json).toMatchObject({ steps: 1 });
    expect((await stage.call("GET", "/clock")).json).toMatchObject({ offsetMs: stage.clock.offsetMs() });
  });

  test("a journey stops where something is due on the way", async () => {
    stage.dueAt = new Date(stage.clock.now().getTime() + 1.5 * 86_400_000);
    const stops: number[] = [];
    const { advance } = stage.clock;
    Object.assign(stage.clock, { advance: (ms: number) => (advance(ms), stops.push(stage.clock.now().getTime())) });
    expect((await stage.call("POST", "/clock", { advanceDays: 2 })).json).toMatchObject({
      // Both nights, what is due, and the end; what lies close together is one stop.
      steps: expect.toBeOneOf([3, 4]) as number,
    });
    Object.assign(stage.clock, { advance });
    expect(stops.some((at) => Math.abs(at - (stage.dueAt?.getTime() ?? 0)) < 600_000)).toBe(true);
    stage.dueAt = null;
  });

  test("journeys asked for at once follow one another", async () => {
    const before = stage.clock.now().getTime();
    await Promise.all([1, 2, 3].map((advanceDays) => stage.call("POST", "/clock", { advanceDays })));
    expect(Math.abs(stage.clock.now().getTime() - before - 6 * 86_400_000)).toBeLessThan(600_000);
  });

  test("waiting for quiet says what is left when it is not quiet in time", async () => {
    expect(await stage.call("POST", "/idle", { timeoutMs: 100 })).toMatchObject({ status: 200, json: { idle: true } });
    stage.pending = { ...QUIET, timers: 2, undelivered: 1 };
    expect(await stage.call("POST", "/idle", { timeoutMs: 0 })).toMatchObject({
      status: 408,
      json: { error: { code: "busy", message: "Not idle within 0 ms: 1 undelivered, 2 timers" } },
    });
    stage.pending = QUIET;
  });
});

describe("webhooks by hand", () => {
  test("any body goes out as it is: text untouched, ids exact", async () => {
    const odd = '{"id": 9007199254740993,  "x":1}';
    expect((await stage.call("POST", "/webhooks", { topic: "orders/create", body: odd })).json).toMatchObject({
      status: 200,
      body: "taken",
    });
    expect(stage.received.at(-1)?.body).toBe(odd);
    await stage.call("POST", "/webhooks", '{"topic":"no/such-topic","body":{"id":820982911946154508}}');
    expect(stage.received.at(-1)).toMatchObject({ topic: "no/such-topic", body: '{"id":820982911946154508}' });
    for (const body of [null, [], 5, "", "\u0000", false])
      expect((await stage.call("POST", "/webhooks", { topic: "t", body })).json).toMatchObject({ status: 200 });
    const good = stage.received.at(-1)?.hmac;
    await stage.call("POST", "/webhooks", { topic: "t", body: false, hmac: "bad" });
    expect(stage.received.at(-1)?.hmac).not.toBe(good);
  });

  test("faults are set, shown and taken back", async () => {
    const set = await stage.call("POST", "/faults", {
      webhooks: { loss: 0.5, next: { duplicate: 2 } },
      admin: { throttleNext: 3 },
      mail: { rejectNext: 1, kind: "permanent" },
    });
    expect(set.json).toMatchObject({ webhooks: { loss: 0.5, next: { duplicate: 2 } }, admin: { throttleNext: 3, dropNext: 0 } });
    expect((await stage.call("POST", "/faults")).json).toMatchObject({ webhooks: { loss: 0 }, admin: { throttleNext: 0 } });
  });

  test("state, deliveries and mailbox can be read", async () => {
    expect((await stage.call("GET", "/state")).json).toMatchObject({
      shops: [{ domain: "morgenrot.myshopify.com", products: 14 }, {}, {}],
      pending: QUIET,
      app: { pid: 1 },
    });
    expect((await stage.call("GET", "/deliveries?limit=5&state=delivered")).json).toMatchObject({ deliveries: [] });
    expect((await stage.call("GET", "/mailbox?to=ada@example.com")).json).toEqual({ count: 0, messages: [] });
    expect((await stage.call("DELETE", "/mailbox")).json).toEqual({ count: 0, messages: [] });
    expect((await stage.call("GET", "/products")).json["products"]).toHaveLength(14);
  });
});
