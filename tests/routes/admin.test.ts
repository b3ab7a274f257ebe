import { randomUUID } from "node:crypto";

import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { createDefaults as createSegments } from "../../app/segments/segments.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";

// Who asks is Shopify's to say; everything behind it is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
let shop: Shop;
let other: Shop;

type Handler = (args: { request: Request; params: Record<string, string>; context: never }) => unknown;
const get = (handler: Handler, path: string, params: Record<string, string> = {}) =>
  Promise.resolve(handler({ request: new Request(`http://app.example${path}`), params, context: undefined as never }));
const post = (handler: Handler, path: string, fields: Record<string, string>, params: Record<string, string> = {}) =>
  Promise.resolve(
    handler({
      request: new Request(`http://app.example${path}`, { method: "POST", body: new URLSearchParams(fields) }),
      params,
      context: undefined as never,
    }),
  );
/** The status of a Response that is thrown, which is how routes say no. */
const refusal = async (answer: Promise<unknown>) => {
  try {
    await answer;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    throw thrown;
  }
  return null;
};

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  for (const { shopId } of [shop, other]) {
    await createDefaultProgram(shopId, INSTALLED_AT);
    await createSegments(shopId, "de", INSTALLED_AT);
  }
  await addCustomers(database.db, shop.shopId, [{ id: 11n, firstName: "Anna", email: "anna@example.com" }]);
  await addCustomers(database.db, other.shopId, [{ id: 22n, firstName: "Stranger" }]);
});
beforeEach(() => {
  asking.shop = shop;
});
afterAll(() => stopEngine());

describe("the customer page", async () => {
  const { loader, action } = await import("../../app/routes/app.customers.$customerId.tsx");
  const adjust = (fields: Record<string, string>, customerId = "11") =>
    post(action, `/app/customers/${customerId}`, { key: randomUUID(), points: "1", reason: "test", ...fields }, { customerId });
  const page = (customerId: string, search = "") =>
    get(loader, `/app/customers/${customerId}${search}`, { customerId }) as Promise<Awaited<ReturnType<typeof loader>>>;

  test.each(["22", "33", "0", "abc", "-1", "1.5", "9".repeat(30), "11;drop"])("is not found for %s", async (customerId) => {
    expect(await refusal(page(customerId))).toBe(404);
    expect(await refusal(adjust({}, customerId))).toBe(404);
  });

  test("posts an adjustment once, however often its form arrives", async () => {
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => adjust({ key, points: "150", reason: "Kulanz" })));
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ ok: true, points: 150n })));
    const { account, entries, worthMinor, history } = await page("11");
    expect(account).toMatchObject({ available: 150n });
    expect(worthMinor).toBe(150n);
    expect(entries).toMatchObject([{ points: 150n, reason: "Kulanz", actor: "merchant:42", runningBalance: 150n }]);
    expect(history.events.map(({ kind }) => kind)).toContain("points.adjusted");
  });

  test("takes no more than there is, and says how much that is; what is refused is 422 (house A9)", async () => {
    const tooFew = (count: bigint) => ({
      data: { ok: false, errors: { points: "insufficient-points" }, count },
      init: { status: 422 },
    });
    expect(await adjust({ points: "-151" })).toMatchObject(tooFew(150n));
    expect(await adjust({ points: "-150" })).toMatchObject({ ok: true, points: -150n });
    expect(await adjust({ points: "-1" })).toMatchObject(tooFew(0n));
  });

  test("writes nothing when the form is wrong", async () => {
    const before = (await page("11")).entries.length;
    expect(await adjust({ points: "a lot", reason: "" })).toMatchObject({
      data: { ok: false, errors: { points: "not-a-number", reason: "required" } },
      init: { status: 422 },
    });
    expect((await page("11")).entries).toHaveLength(before);
  });

  test("makes a new key for each form, and opens on an address that makes no sense", async () => {
    const [one, two] = await Promise.all([page("11"), page("11", "?events=x&entries=-1&tab=nothing")]);
    expect(one.adjustmentKey).not.toBe(two.adjustmentKey);
    expect(two.tab).toBe("points");
  });
});

describe("webhook problems", async () => {
  const { loader, action } = await import("../../app/routes/app.settings.sync.tsx");
  const add = async (of: Shop, key: string) => {
    const { rows } = await sql<{ inbox_id: bigint }>`
      insert into webhook_inbox (shop_id, topic, dedupe_key, webhook_id, api_version, received_at, next_attempt_at, body, state, issues)
      values (${of.shopId}, 'orders/create', ${key}, 'w', '2026-10', now(), now(), '{}', 'problem', '[{"path":"id","message":"is missing"}]')
      returning inbox_id`.execute(database.db);
    return String(rows[0]?.inbox_id);
  };
  test("can be prevented: a comparison with Shopify that was asked for is the shop's own, and one at a time", async () => {
    await createQueues();
    const open = async () => ((await get(loader, "/app/settings/sync")) as Awaited<ReturnType<typeof loader>>).report.open;
    expect(await open()).toBeNull();
    for (let click = 0; click < 2; click += 1)
      expect(await post(action as Handler, "/", { intent: "compare" })).toMatchObject({ did: "compare" });
    expect(await open()).toEqual({ done: 0, total: null });
    const { rows } = await sql`select data from pgboss.job where name = 'reconcile'`.execute(database.db);
    expect(rows).toEqual([{ data: { shopId: shop.shopId, span: "wide" } }]);
    asking.shop = other;
    expect(await open()).toBeNull();
  });

  test("stand beside consents that Shopify refused, which are tried again on demand, the shop's own alone (real-store B10)", async () => {
    await sql`
      with stated as (
        insert into consent_events (shop_id, customer_id, channel, state, source, key, occurred_at, recorded_at)
        values (${shop.shopId}, 11, 'email', 'unsubscribed', 'unsubscribe-link', 'u', now(), now()) returning shop_id, customer_id, event_id
      ) insert into consent_pushes (shop_id, customer_id, event_id, since, due_at, attempts, problem, answer)
      select shop_id, customer_id, event_id, now(), now() + interval '4 hours', 1, 'refused', 'No' from stated
    `.execute(database.db);
    const page = async () => (await get(loader, "/app/settings/sync")) as Awaited<ReturnType<typeof loader>>;
    await sql`
      insert into sign_ups (shop_id, email, locale, text_version, source, asked_at, confirmed_at, due_at, attempts, problem)
      values (${shop.shopId}, 'mira@example.com', 'de', '1:de', 'theme-block', now(), now(), now() + interval '4 hours', 1, 'access')
    `.execute(database.db);
    expect(await page()).toMatchObject({
      untold: {
        consents: [{ customerId: 11n, firstName: "Anna", answer: "No" }],
        signUps: [{ email: "mira@example.com" }],
        total: 2,
      },
    });
    asking.shop = other;
    expect(await page()).toMatchObject({ untold: { consents: [], signUps: [], total: 0 } });
    expect(await post(action as Handler, "/", { intent: "retry-consents" })).toEqual({ did: "retried", count: 0 });
    asking.shop = shop;
    expect(await post(action as Handler, "/", { intent: "retry-consents" })).toEqual({ did: "retried", count: 2 });
    const { rows } = await sql`select 1 from consent_pushes where due_at <= now()`.execute(database.db);
    expect(rows).toHaveLength(1);
  });

  const left = async () => ((await get(loader, "/app/settings/sync")) as Awaited<ReturnType<typeof loader>>).total;

  test("are replayed and discarded one by one or all at once, and only the shop's own", async () => {
    const [a, b, , foreign] = [await add(shop, "a"), await add(shop, "b"), await add(shop, "c"), await add(other, "d")];
    expect(await left()).toBe(3);
    expect(await post(action as Handler, "/", { intent: "replay", inboxId: foreign })).toEqual({
      did: "replayed",
      count: 0,
    });
    expect(await post(action as Handler, "/", { intent: "discard", inboxId: foreign })).toEqual({
      did: "discarded",
      count: 0,
    });
    expect(await post(action as Handler, "/", { intent: "discard", inboxId: a })).toEqual({ did: "discarded", count: 1 });
    expect(await post(action as Handler, "/", { intent: "replay", inboxId: b })).toEqual({ did: "replayed", count: 1 });
    expect(await post(action as Handler, "/", { intent: "replay-all" })).toEqual({ did: "replayed", count: 1 });
    expect(await left()).toBe(0);
    asking.shop = other;
    expect(await left()).toBe(1);
  });

  test.each([{}, { intent: "replay" }, { intent: "discard", inboxId: "all" }, { intent: "drop", inboxId: "1" }])(
    "refuse %j",
    async (fields) => {
      expect(await refusal(post(action as Handler, "/", fields as Record<string, string>))).toBe(422);
    },
  );
});

describe("downloads", async () => {
  const customers = await import("../../app/routes/app.customers.csv.ts");
  const privacy = await import("../../app/routes/app.settings.privacy.$requestId.export.ts");

  test("the customers come as a file that nobody may keep", async () => {
    const response = (await get(customers.loader, "/app/customers.csv?q=anna")) as Response;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="reprise-customers.csv"',
      "cache-control": "private, no-store",
    });
    expect((await response.text()).split("\r\n")).toHaveLength(3);
  });

  test("an export that Shopify asked for comes to its shop only", async () => {
    const { rows } = await sql<{ request_id: bigint }>`
      insert into privacy_requests (shop_id, kind, key, customer_id, requested_at, completed_at, export)
      values (${shop.shopId}, 'export', 'x', 11, now(), now(), '{"customer":{"email":"anna@example.com"}}') returning request_id`.execute(
      database.db,
    );
    const requestId = String(rows[0]?.request_id);
    const response = (await get(privacy.loader, "/", { requestId })) as Response;
    expect(await response.json()).toEqual({ customer: { email: "anna@example.com" } });
    asking.shop = other;
    expect(await refusal(get(privacy.loader as Handler, "/", { requestId }))).toBe(404);
    for (const nonsense of ["", "x", "9".repeat(30), "999"])
      expect(await refusal(get(privacy.loader as Handler, "/", { requestId: nonsense }))).toBe(404);
  });
});

describe("home", async () => {
  const { loader, action } = await import("../../app/routes/app._index.tsx");

  const view = async () => (await get(loader, "/app")) as Awaited<ReturnType<typeof loader>>;
  const mark = (mark: string, is: string) => post(action, "/app?index", { mark, is });

  test("notes what the merchant says about the theme", async () => {
    const confirmedAt = async () => (await view()).guide?.themeConfirmedAt;
    expect(await confirmedAt()).toBeNull();
    await mark("theme", "true");
    expect(await confirmedAt()).toBeInstanceOf(Date);
    await mark("theme", "false");
    expect(await confirmedAt()).toBeNull();
    expect(await refusal(mark("other", "true"))).toBe(422);
    expect(await refusal(mark("theme", "perhaps"))).toBe(422);
  });

  test("notes the other decisions of the guide, and takes them back (merchant 9)", async () => {
    const said = async () => {
      const { guide } = await view();
      return [guide?.earnRateConfirmedAt, guide?.pastOrdersDecidedAt].map((at) => at instanceof Date);
    };
    expect(await said()).toEqual([false, false]);
    await mark("earnRate", "true");
    await mark("pastOrders", "true");
    expect(await said()).toEqual([true, true]);
    await mark("earnRate", "false");
    expect(await said()).toEqual([false, true]);
  });

  test("the guide can be put away and brought back, in this shop alone (merchant 9)", async () => {
    await mark("guide", "true");
    expect((await view()).guide).toBeNull();
    asking.shop = other;
    expect((await view()).guide).not.toBeNull();
    asking.shop = shop;
    await mark("guide", "false");
    expect((await view()).guide).not.toBeNull();
  });

  test("says what the earn rate costs when the page asks (merchant 9)", async () => {
    const cost = await import("../../app/routes/app.earn-cost.json.ts");
    const { sample, month } = (await get(cost.loader, "/app/earn-cost.json")) as Awaited<ReturnType<typeof cost.loader>>;
    // 100 € with 19 % in it are 84.03 € net: 5 points each, of which 100 are worth 1 €.
    expect(sample).toEqual({ goodsMinor: 10_000n, points: 420n, worthMinor: 420n });
    expect(month).toEqual({ buyers: 0, replayed: 0, orders: 0, salesMinor: 0n, points: 0n, worthMinor: 0n });
  });

  test("leads into the theme editor with our block", async () => {
    const { links } = await view();
    expect(links.points).toBe(
      "shopify://admin/themes/current/editor?template=index&addAppBlockId=test-client-id%2Fpoints&target=newAppsSection",
    );
    expect(links.product).toContain("addAppBlockId=test-client-id%2Fproduct-points&target=mainSection");
    expect(links.panel).toBe(
      "shopify://admin/themes/current/editor?context=apps&template=index&activateAppId=test-client-id%2Fpanel",
    );
  });
});
