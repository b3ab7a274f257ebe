import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { loader } from "../../app/routes/proxy.status.tsx";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { findShopByDomain } from "../../app/shops/shops.server.ts";
import { programForTheme } from "../../app/sync/theme/program-for-theme.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const database = useDatabase();
const SECRET = "test-client-secret-0123456789";
const CUSTOMER = 9_100_000_000_000_099n;
let shop: Shop;
let other: Shop;

afterAll(() => stopEngine());
beforeAll(async () => {
  await createQueues();
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
  const past = new Date(now().getTime() - 86_400_000);
  const future = new Date(now().getTime() + 86_400_000);
  await entry(shop, 1, 9_007_199_254_740_993n, past);
  await entry(shop, 2, 40n, future);
  await entry(other, 1, 7n, past);
});

async function entry(at: Shop, seq: number, points: bigint, availableAt: Date): Promise<void> {
  const known = new Date(now().getTime() - 86_400_000);
  await sql`
    insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, actor)
    values (${at.shopId}, ${CUSTOMER}, ${seq}, ${`test:${seq}`}, 'adjustment', ${points}, ${availableAt}, ${known}, ${known}, 'system')
  `.execute(database.db);
}

async function ask(params: Record<string, string>, secret = SECRET): Promise<Response> {
  const query = new URLSearchParams({
    shop: shop.domain,
    logged_in_customer_id: CUSTOMER.toString(),
    path_prefix: "/apps/reprise",
    timestamp: String(Math.floor(now().getTime() / 1000)),
    ...params,
  });
  const url = `http://127.0.0.1:3000/proxy/status?${signQuery(query, secret).toString()}`;
  return loader({ request: new Request(url), params: {}, context: {} });
}

test("the logged-in customer's balances, exact beyond 2^53, never cached", async () => {
  const response = await ask({});
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('{"available":9007199254740993,"pending":40}');
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect(response.headers.get("content-type")).toBe("application/json");
});

test.each<[string, Record<string, string>, number, string]>([
  ["a customer without points", { logged_in_customer_id: "5" }, 200, '{"available":0,"pending":0}'],
  ["nobody logged in", { logged_in_customer_id: "" }, 200, '{"available":null,"pending":null}'],
  ["the same customer id in another shop", { shop: "nordlicht.myshopify.com" }, 200, '{"available":7,"pending":0}'],
  [
    "a customer id of the page's own is ignored",
    { customer_id: "5", customerId: "5" },
    200,
    '{"available":9007199254740993,"pending":40}',
  ],
  ["a shop without the app", { shop: "fremd.myshopify.com" }, 404, '{"error":"not-found"}'],
  ["an old request", { timestamp: "1700000000" }, 401, '{"error":"unauthorized"}'],
])("%s", async (_name, params, status, body) => {
  const response = await ask(params);
  expect([response.status, await response.text()]).toEqual([status, body]);
  expect(response.headers.get("cache-control")).toBe("private, no-store");
});

test("a signed request tells where the merchant has put the proxy, and the theme hears of it (real-store B1)", async () => {
  const where = async () => (await findShopByDomain(database.db, shop.domain))?.proxyPath ?? null;
  await ask({ path_prefix: "/de/apps/reprise" });
  expect(await where()).toBeNull();
  expect((await ask({ path_prefix: "/community/evil" }, "another-secret-0123456789")).status).toBe(401);
  expect((await ask({ path_prefix: "/community/evil", timestamp: "1700000000" })).status).toBe(401);
  expect(await where()).toBeNull();
  await ask({ path_prefix: "/community/points" });
  expect(await where()).toBe("/community/points");
  const { rows: told } = await sql`select data from pgboss.job where name = 'publish-program'`.execute(database.db);
  expect(told).toEqual([{ data: { shopId: shop.shopId } }]);
  const shown = await findShopByDomain(database.db, shop.domain);
  const setting = { now: now(), state: null, shop: shown ?? shop, taxIncludedPerMille: 0, rewards: [], referral: null };
  expect(programForTheme(DEFAULT_RULES, setting).proxy).toBe("/community/points");
  await ask({ path_prefix: "/apps/reprise" });
  expect(await where()).toBe("/apps/reprise");
  expect((await findShopByDomain(database.db, other.domain))?.proxyPath).toBeNull();
});

test("a forged signature", async () => {
  const response = await ask({}, "another-secret-0123456789");
  expect([response.status, await response.text()]).toEqual([401, '{"error":"unauthorized"}']);
});

test("a shop that has uninstalled the app", async () => {
  await sql`update shops set status = 'uninstalled' where shop_id = ${other.shopId}`.execute(database.db);
  expect((await ask({ shop: other.domain })).status).toBe(404);
});
