import fc from "fast-check";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { verify } from "../../../app/points/verification/verify.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { readOrders } from "../../../app/sync/history/fetch-orders.server.ts";
import { reconcile } from "../../../app/sync/reconciliation/reconcile.server.ts";
import { ensureReconciliations, openWideFor } from "../../../app/sync/reconciliation/state.server.ts";
import { noFaults } from "../../sandbox/config.ts";
import { cancelOrder, createCustomer, editOrder, fulfilOrder, payOrder, refundOrder } from "../../sandbox/world/commerce.ts";
import { SAMPLE_SCOPES } from "../../support/sample-shop.ts";
import { giveToken, useAdminApi } from "../../support/admin-api.ts";
import { useDatabase } from "../../support/database.ts";
import { createEarningShop } from "../../support/earning-shop.ts";
import { turn } from "../../support/program-state.ts";
import { operations, play, START, webhookVersions } from "../../support/random-commerce.ts";
import { createStage, DAY, MINUTE } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const stage = createStage(database, api);
let shop: Shop;

beforeEach(async () => {
  api.shop.orders.clear();
  api.wait(DAY);
  shop = await stage.install();
  await stage.compare(shop);
  stage.drain();
});
afterEach(() => {
  api.config.faults = noFaults();
  api.shop.installedScopes = SAMPLE_SCOPES;
});

async function isWhole(of: Shop = shop): Promise<void> {
  expect((await verify(database.db, of)).discrepancies).toEqual([]);
}

/** Another shop of the app, to which all of it was told. */
async function twin(): Promise<Shop> {
  return createEarningShop(database.db, { installedAt: shop.installedAt });
}

async function sameAsTold(): Promise<void> {
  const events = stage.drain();
  const told = await twin();
  const {
    rows: [known],
  } = await sql<{ row: object }>`select to_jsonb(c) - 'shop_id' as row from customers c where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  expect(known).toBeDefined();
  await sql`
    insert into customers select (jsonb_populate_record(null::customers, to_jsonb(c) || jsonb_build_object('shop_id', ${told.shopId}::int,
      'orders_count', 0, 'net_spend_minor', 0, 'first_order_at', null, 'last_order_at', null, 'aov_minor', 0))).*
    from customers c where shop_id = ${shop.shopId}
  `.execute(database.db);
  await stage.deliver(told, events);
  const [reconciled, expected] = [await stage.rows(shop), await stage.rows(told)];
  expect({ ...reconciled, timeline: reconciled.timeline.filter(isOfOrders) }).toEqual({
    ...expected,
    timeline: expected.timeline.filter(isOfOrders),
  });
}

/** Points change once with the final state, or once with each on the way to it. */
const isOfOrders = (event: unknown) => (event as { kind: string }).kind.startsWith("order.");

async function earned(of: Shop = shop): Promise<bigint> {
  const { rows } = await sql<{ points: bigint }>`
    select coalesce(sum(points), 0)::bigint as points from ledger_entries where shop_id = ${of.shopId}
  `.execute(database.db);
  return rows[0]?.points ?? 0n;
}

describe("what webhooks lost has its effects as if they had come", () => {
  const changes: Record<string, (order: ReturnType<typeof stage.order>) => unknown> = {
    "an order": () => undefined,
    "a refund": (order) =>
      refundOrder(api.world, api.shop, order, { lines: [{ lineId: order.lines[0]?.id ?? 0n, quantity: 2 }] }),
    "a goodwill refund": (order) => refundOrder(api.world, api.shop, order, { moneyMinor: 500n }),
    "a cancellation": (order) => cancelOrder(api.world, api.shop, order, { refund: true }),
    "an edit": (order) =>
      editOrder(api.world, api.shop, order, { setQuantity: [{ lineId: order.lines[0]?.id ?? 0n, quantity: 1 }] }),
    "a fulfilment": (order) => fulfilOrder(api.world, api.shop, order),
  };
  test.each(Object.keys(changes))("%s", async (name) => {
    const order = stage.order();
    if (name !== "an order") {
      await stage.compare(shop);
      expect(await earned()).toBe(163n);
    }
    api.wait(MINUTE);
    changes[name]?.(order);
    const { last } = await stage.compare(shop);
    expect(last).toMatchObject({ ordersCaught: 1, customersCaught: 0 });
    await sameAsTold();
    await isWhole();
  });

  test("a payment within the second of the order", async () => {
    const order = stage.order({ paid: false });
    await stage.deliver(shop, stage.drain());
    payOrder(api.world, api.shop, order);
    expect((await stage.compare(shop)).last?.ordersCaught).toBe(1);
    expect(await earned()).toBe(163n);
  });

  test("an order of somebody of whom nobody has told", async () => {
    const customer = createCustomer(api.world, api.shop, { email: "new@example.com", firstName: "Neu", tags: ["vip"] });
    stage.order({ customerId: customer.id });
    // Their own search has not heard of them yet.
    customer.updatedAt = new Date(customer.updatedAt.getTime() + DAY);
    await stage.compare(shop);
    const { rows } =
      await sql`select first_name, tags from customers where shop_id = ${shop.shopId} and customer_id = ${customer.id}`.execute(
        database.db,
      );
    expect(rows).toEqual([{ first_name: "Neu", tags: ["vip"] }]);
    api.shop.customers.delete(customer.id);
  });
});

test("webhooks that come after all change nothing", async () => {
  const order = stage.order();
  api.wait(MINUTE);
  refundOrder(api.world, api.shop, order, { moneyMinor: 300n });
  await stage.compare(shop);
  const [before, entries] = [await stage.rows(shop), await stage.entries(shop)];
  await stage.deliver(shop, stage.drain().toReversed());
  expect(await stage.rows(shop)).toEqual(before);
  expect(await stage.entries(shop)).toBe(entries);
  expect((await stage.compare(shop)).last).toMatchObject({ ordersSeen: 1, ordersCaught: 0, customersCaught: 0 });
});

test("what is known is looked at and not read again", async () => {
  stage.order();
  await stage.deliver(shop, stage.drain());
  expect((await stage.compare(shop)).last).toMatchObject({ ordersSeen: 1, ordersCaught: 0 });
});

test("random commerce with random losses ends as it is in Shopify, and no other shop is touched", async () => {
  const domain = "play.myshopify.com";
  const other = await twin();
  await stage.deliver(other, [orderEvent()]);
  const before = await stage.rows(other);
  await fc.assert(
    fc.asyncProperty(
      operations,
      fc.boolean(),
      webhookVersions,
      fc.array(fc.boolean(), { minLength: 1 }),
      async (list, taxed, version, arrives) => {
        const played = play(list, taxed, version);
        played.shop.installedScopes = SAMPLE_SCOPES;
        api.world.shops.set(domain, played.shop);
        const told = await createEarningShop(database.db, { installedAt: START });
        await stage.deliver(told, played.events, played);
        const some = await createEarningShop(database.db, { installedAt: START, domain: `x${told.shopId}.myshopify.com` });
        api.world.shops.set(some.domain, Object.assign(played.shop, { domain: some.domain }));
        await giveToken(
          database.db,
          some.domain,
          api.identity.grant(some.domain, "offline", { expiring: true, userId: null }).access.token,
        );
        // Nobody can be told any more of an order that is gone and was never told of.
        const gone = [...played.deleted.keys()].map(String);
        await stage.deliver(
          some,
          played.events.filter(({ body }, index) => arrives[index % arrives.length] || gone.some((id) => body.includes(id))),
          played,
        );
        await stage.compare(some);
        // Disputes are compared at night.
        await openWideFor(database.db, some.shopId, DAY, stage.now());
        await stage.compare(some, "wide");
        const [reconciled, expected] = [await stage.rows(some), await stage.rows(told)];
        expect(reconciled.accounts).toEqual(expected.accounts);
        expect(reconciled.orders.map(withoutVersion)).toEqual(expected.orders.map(withoutVersion));
        await isWhole(some);
      },
    ),
    { numRuns: 15 },
  );
  expect(await stage.rows(other)).toEqual(before);
});

/** What Shopify refuses may move `updated_at` and is told by no webhook. */
function withoutVersion(row: unknown): unknown {
  const { snapshot, ...rest } = row as { snapshot: object };
  return { ...rest, snapshot: { ...snapshot, updatedAt: null } };
}

function orderEvent() {
  stage.order();
  const event = stage.drain().find(({ topic }) => topic === "orders/create");
  if (event === undefined) throw new Error("no order");
  return event;
}

describe("orders from before the install", () => {
  test("do not earn, whatever happens to them; those after it do", async () => {
    api.shop.orders.clear();
    const old = stage.order();
    api.wait(MINUTE);
    shop = await stage.install();
    api.wait(MINUTE);
    fulfilOrder(api.world, api.shop, old);
    expect((await stage.compare(shop)).last?.ordersCaught).toBe(1);
    expect(await earned()).toBe(0n);
    stage.order();
    await stage.compare(shop);
    expect(await earned()).toBe(163n);
  });

  test("earn when they are paid after it, as orders/paid would have told; also when only that was lost", async () => {
    const [one, other] = [stage.order({ paid: false }), stage.order({ paid: false })];
    api.wait(MINUTE);
    shop = await stage.install();
    await stage.compare(shop);
    stage.drain();
    api.wait(MINUTE);
    for (const order of [one, other]) payOrder(api.world, api.shop, order);
    await stage.deliver(
      shop,
      stage.drain().filter(({ topic }) => topic === "orders/updated"),
    );
    expect(await earned()).toBe(0n);
    expect((await stage.compare(shop)).last?.ordersCaught).toBe(2);
    expect(await earned()).toBe(326n);
    await isWhole();
  });
});

describe("orders from before a reinstall", () => {
  test("earn when they are paid after it as the program ran when they were placed (program state 4)", async () => {
    const live = stage.order({ paid: false });
    api.wait(MINUTE);
    await turn(shop, "paused", stage.now());
    api.wait(MINUTE);
    const paused = stage.order({ paid: false });
    api.wait(MINUTE);
    await turn(shop, "live", stage.now());
    api.wait(MINUTE);
    await sql`update shops set installed_at = ${stage.now()} where shop_id = ${shop.shopId}`.execute(database.db);
    shop = { ...shop, installedAt: stage.now() };
    await stage.compare(shop);
    stage.drain();
    for (const order of [live, paused]) payOrder(api.world, api.shop, order);
    await stage.compare(shop);
    expect(await earned()).toBe(163n);
    await isWhole();
  });
});

describe("long outages", () => {
  const MANY = 270;
  const place = () => Array.from({ length: MANY }, () => stage.order());
  const upto = async (): Promise<Date | null> =>
    (
      await sql<{
        orders_upto: Date;
      }>`select orders_upto from reconciliations where shop_id = ${shop.shopId} and span = 'recent'`.execute(database.db)
    ).rows[0]?.orders_upto ?? null;

  test("are caught up page by page; a crash anywhere repeats a part and changes nothing", async () => {
    place();
    api.wait(2 * MINUTE);
    const reached: number[] = [];
    // Each attempt dies somewhere else, a little later than the one before, until one does not.
    for (let survives = 2, killed = true; killed; survives += 3) {
      let calls = 0;
      killed = false;
      await reconcile(shop, "recent", () => {
        calls += 1;
        if (calls !== survives + 1) return stage.now();
        killed = true;
        throw new Error("killed");
      });
      reached.push((await upto())?.getTime() ?? 0);
    }
    expect(reached.length).toBeGreaterThan(3);
    expect(reached).toEqual(reached.toSorted((a, b) => a - b));
    expect(new Set(reached).size).toBeGreaterThan(1);
    expect(await earned()).toBe(163n * BigInt(MANY));
    expect(await stage.entries(shop)).toBe(MANY);
    expect((await stage.report(shop)).last?.ordersCaught).toBe(MANY);
    expect((await stage.report(shop)).problem).toBeNull();
    await isWhole();
  }, 120_000);

  test("two workers at once: every order has its effect once and is counted once", async () => {
    place();
    api.wait(2 * MINUTE);
    await Promise.all([1, 2].map(() => reconcile(shop, "recent", stage.now)));
    expect(await stage.entries(shop)).toBe(MANY);
    expect(await earned()).toBe(163n * BigInt(MANY));
    const { last, period } = await stage.report(shop);
    expect(last?.ordersCaught).toBe(MANY);
    expect(period.ordersCaught).toBe(MANY);
    await isWhole();
  }, 120_000);

  test("do not fail for orders that Shopify does not show without read_all_orders", async () => {
    api.shop.installedScopes = SAMPLE_SCOPES.filter((scope) => scope !== "read_all_orders");
    stage.order();
    api.wait(61 * DAY);
    stage.order();
    expect(await stage.compare(shop)).toMatchObject({ problem: null, last: { ordersSeen: 1, ordersCaught: 1 } });
  });
});

test("what the search learned late is found by the wide comparison", async () => {
  api.config.faults.searchLagMs = 60 * MINUTE;
  stage.order();
  for (let round = 0; round < 5; round += 1) {
    api.wait(10 * MINUTE);
    expect((await stage.compare(shop)).last?.ordersSeen).toBe(0);
  }
  api.wait(60 * MINUTE);
  await openWideFor(database.db, shop.shopId, 3 * DAY, stage.now());
  const { last, open } = await stage.compare(shop, "wide");
  expect(last).toMatchObject({ ordersSeen: 1, ordersCaught: 1 });
  expect(open).toBeNull();
  expect(await earned()).toBe(163n);
});

describe("an order that cannot be read", () => {
  const spoil = ({ lines: [line] }: ReturnType<typeof stage.order>) => Object.assign(line ?? {}, { id: -(line?.id ?? 1n) });

  test("holds up no other, and is tried until it can", async () => {
    const [odd, even] = [stage.order(), stage.order()];
    spoil(odd);
    expect(await stage.compare(shop)).toMatchObject({ problem: null, last: { ordersSeen: 2, ordersCaught: 1 } });
    expect(await earned()).toBe(163n);
    // Found stale by a webhook, and given up on.
    spoil(even);
    await readOrders(shop, [odd.id, even.id], stage.now);
    expect((await stage.report(shop)).unread).toBe(2);
    api.wait(DAY);
    expect(await stage.compare(shop)).toMatchObject({ unread: 2, last: { ordersCaught: 0 }, problem: null });
    for (const order of [odd, even]) spoil(order);
    api.wait(DAY);
    expect(await stage.compare(shop)).toMatchObject({ unread: 0, last: { ordersSeen: 0, ordersCaught: 1 }, problem: null });
    expect(await earned()).toBe(326n);
  });
});

test("begins where the history was asked for, and waits while it is read", async () => {
  stage.order();
  const startedAt = new Date(stage.now().getTime() + 30 * MINUTE);
  const set = (state: string) =>
    sql`
      insert into backfills (shop_id, kind, state, started_at) values (${shop.shopId}, 'orders', ${state}, ${startedAt})
      on conflict (shop_id, kind) do update set state = excluded.state
    `.execute(database.db);
  await sql`delete from reconciliations where shop_id = ${shop.shopId}`.execute(database.db);
  await set("reading");
  api.wait(60 * MINUTE);
  await ensureReconciliations(database.db, stage.now());
  expect((await stage.compare(shop)).last).toBeNull();
  await set("done");
  expect((await stage.compare(shop)).last).toMatchObject({ ordersSeen: 0 });
  stage.order();
  expect((await stage.compare(shop)).last).toMatchObject({ ordersSeen: 1, ordersCaught: 1 });
});
