import type { LoaderFunctionArgs } from "@remix-run/node";
import { sql } from "kysely";
import { beforeAll, beforeEach, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { loader as orders } from "../../app/routes/storefront.v1.orders.$orderId.ts";
import type { Shop } from "../../app/shops/shop.ts";
import type { OrderView } from "../../app/storefront/api/order.server.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";
import { turn } from "../support/program-state.ts";

/** What an order brings, as extensions on its page ask the app (issue 11). */
const database = useDatabase();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });
const RULES = programRulesSchema.parse({
  ...DEFAULT_RULES,
  bonuses: [{ kind: "first-order", key: "first", points: 50 }],
});
const DAYS_AGO = (days: number) => new Date(now().getTime() - days * 86_400_000);

let shop: Shop;
let shipped: Shop;
let id = 0n;

beforeAll(async () => {
  const version = { version: 1, effectiveFrom: new Date(0) };
  const since = { installedAt: DAYS_AGO(60) };
  shop = await createEarningShop(database.db, { ...since, programs: [{ ...version, rules: RULES }] });
  shipped = await createEarningShop(database.db, {
    ...since,
    programs: [{ ...version, rules: { ...RULES, awardOn: "fulfilled" } }],
  });
});
beforeEach(() => {
  id += 1_000n;
});

type Placed = Parameters<typeof order>[1] & { daysAgo?: number };

/** An order of 100.00 by customer `id`. @returns its id */
async function place(of: Shop, { daysAgo = 1, ...change }: Placed = {}): Promise<bigint> {
  const at = DAYS_AGO(daysAgo);
  const placed = order([line(1n, 10_000n)], {
    ...{
      orderId: id + 1n,
      customerId: id,
      createdAt: at,
      processedAt: at,
      updatedAt: at,
      totalMinor: 10_000n,
      receivedMinor: 10_000n,
    },
    ...change,
  });
  await pipeline.inShop(of.shopId, (tx) => pipeline.apply(tx, of, [{ kind: "order", announced: true, order: placed }], now()));
  return placed.orderId;
}

async function call(orderId: bigint | string, customerId: bigint | null, of = shop, from = "192.0.2.1"): Promise<Response> {
  const request = new Request("http://127.0.0.1:3000/storefront/v1/orders/1?locale=de", {
    headers: { authorization: `Bearer ${identity.shopperToken(of.domain, customerId)}`, "x-forwarded-for": from },
  });
  const args: LoaderFunctionArgs = { request, params: { orderId: String(orderId) }, context: {} };
  return orders(args);
}

async function ask(orderId: bigint | string, customerId: bigint | null = id, of = shop): Promise<OrderView> {
  const response = await call(orderId, customerId, of);
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
  return (await response.json()) as OrderView;
}

test("it brings what the ledger has for it, bonuses included, and says from when that can be spent", async () => {
  const orderId = await place(shop);
  const view = await ask(orderId);
  const { available, pending } = await readAccount(database.db, shop, id, now());
  expect(view).toMatchObject({ running: "yes", account: { available: Number(available), pending: Number(pending) } });
  expect(view.order).toMatchObject({ points: 550, pending: 550, awaits: null, expected: 0 });
  expect(view.order?.available_on).toBe(view.account?.loyalty.history[0]?.available_on);
  // A refund of half of it takes half of its points, not the bonus.
  await pipeline.inShop(shop.shopId, (tx) =>
    pipeline.apply(tx, shop, [{ kind: "refund", orderId, refund: refund(id, 5_000n) }], now()),
  );
  expect((await ask(orderId)).order).toMatchObject({ points: 300 });
});

test("what can be spent is no longer on its way", async () => {
  const orderId = await place(shop, { daysAgo: 20 });
  expect((await ask(orderId)).order).toMatchObject({ points: 550, pending: 0, available_on: null });
});

test("before it is paid, or sent where that awards, it says what it will bring", async () => {
  const unpaid = await place(shop, { financialStatus: "pending", receivedMinor: 0n });
  expect((await ask(unpaid)).order).toMatchObject({ points: 0, awaits: "payment", expected: 500 });
  const unsent = await place(shipped);
  expect((await ask(unsent, id, shipped)).order).toMatchObject({ points: 0, awaits: "fulfilment", expected: 500 });
  id += 1n;
  const cancelled = await place(shop, { orderId: id + 2n, financialStatus: "pending", cancelledAt: DAYS_AGO(1) });
  expect((await ask(cancelled)).order).toMatchObject({ points: 0, awaits: null, expected: 0 });
});

test("of who is excluded, none that was placed meanwhile promises anything, also once they take part again", async () => {
  const waiting = { financialStatus: "pending", receivedMinor: 0n } as const;
  const before = await place(shop, { ...waiting, daysAgo: 5 });
  const during = await place(shop, { ...waiting, orderId: before + 1n, daysAgo: 3 });
  await sql`
    insert into customer_exclusions (shop_id, customer_id, since, until, excluded_by) values (${shop.shopId}, ${id}, ${DAYS_AGO(4)}, ${DAYS_AGO(2)}, 'merchant:1')
  `.execute(database.db);
  expect((await ask(during)).order).toMatchObject({ points: 0, awaits: null, expected: 0 });
  expect((await ask(before)).order).toMatchObject({ awaits: "payment", expected: 500 });
});

test("nobody learns of another's order, nor of one in another shop; an order that has not reached us looks the same", async () => {
  const orderId = await place(shop);
  const theirs = id;
  id += 10n;
  await place(shop);
  const known = await ask(orderId, id);
  expect(known.account?.customer).toBe(String(id));
  expect(known.order).toBeNull();
  expect((await ask(orderId + 5n, id)).order).toBeNull();
  for (const view of [await ask(orderId, null), await ask(orderId, theirs, shipped), await ask("x' or 1=1", null)])
    expect(view).toEqual({ running: "yes", account: null, order: null });
});

test("a guest's order brings nobody anything, until it is somebody's", async () => {
  const orderId = await place(shop, { customerId: null, email: null });
  expect(await ask(orderId, null)).toEqual({ running: "yes", account: null, order: null });
  expect((await ask(orderId)).order).toBeNull();
});

test("points of a customer who became another stay readable to whom they became", async () => {
  const [gone, kept] = [id, id + 1n];
  const orderId = await place(shop);
  await pipeline.inShop(shop.shopId, (tx) =>
    pipeline.apply(tx, shop, [{ kind: "customers-merged", keptId: kept, goneId: gone, at: now() }], now()),
  );
  expect((await ask(orderId, kept)).order).toMatchObject({ points: 550 });
});

test("while the program is tested or set up, it says nothing of it", async () => {
  const orderId = await place(shop);
  await turn(shop, "test", now(), "Insider");
  expect((await ask(orderId)).running).toBe("no");
  expect((await ask(orderId, null)).running).toBe("no");
  await sql`update program_states set state = 'live', tag = null where shop_id = ${shop.shopId}`.execute(database.db);
});

test("whoever hammers without a login is asked to wait, and nobody at another address", async () => {
  const statuses: number[] = [];
  for (let times = 0; times < 62; times += 1) statuses.push((await call(1n, null, shop, "192.0.2.9")).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  expect((await call(1n, null, shop, "192.0.2.10")).status).toBe(200);
  expect((await call(1n, id, shop, "192.0.2.9")).status).toBe(200);
});
