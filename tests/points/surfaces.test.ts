import { parse } from "csv-parse/sync";
import { sql } from "kysely";
import { beforeAll, expect, test, vi } from "vitest";

import { gid } from "../../app/lib/gid.ts";
import { readAccounts } from "../../app/points/accounts.server.ts";
import { mature } from "../../app/points/ledger.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { liveOn } from "../support/points-model/life/era.ts";
import { DAY } from "../support/points-model/orders.ts";
import { randomFrom } from "../support/points-model/life/random.ts";
import { ShopLife } from "../support/points-model/life/shop-life.ts";
import { SEED } from "../support/seed-value.ts";

// Who asks is Shopify's to say, and when is the clock's; everything behind them is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null, now: new Date(0) }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));
vi.mock("../../app/clock.server.ts", () => ({ now: () => asking.now, onClockMoved: () => undefined }));

const database = useDatabase();
const api = await useAdminApi();
const seed = SEED ?? Math.floor(Math.random() * 2 ** 31);
const { loader: status } = await import("../../app/routes/proxy.status.tsx");
const { loader: page } = await import("../../app/routes/app.customers.$customerId.tsx");
const { loader: customersCsv } = await import("../../app/routes/app.customers.csv.ts");
const { loader: balancesCsv } = await import("../../app/routes/app.balances.csv.ts");
const { syncDue } = await import("../../app/sync/theme/metafields.server.ts");

let life: ShopLife;

beforeAll(async () => {
  const random = randomFrom(seed);
  life = await ShopLife.open(random, database.db, 25, Date.UTC(2026, 2, 3, 12), api.shop.domain);
  await giveToken(database.db, api.shop.domain, api.token);
  for (const id of life.model.customers.keys()) {
    const customer = createCustomer(api.world, api.shop, { email: `c${id}@example.com` });
    api.shop.customers.set(id, { ...customer, id });
  }
  await liveOn(database.db, [life], random, 10);
  asking.shop = life.shop;
}, 300_000);

type Shown = { available: string; pending: string; expiring: string | null; expiresAt: string | null };
type Some = Partial<Shown>;

async function asked(customerId: bigint): Promise<Some> {
  const query = new URLSearchParams({
    ...{ shop: life.shop.domain, logged_in_customer_id: String(customerId), path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(asking.now.getTime() / 1_000)),
  });
  const request = new Request(
    `http://127.0.0.1:3000/proxy/status?${signQuery(query, "test-client-secret-0123456789").toString()}`,
  );
  const body = await (await status({ request, params: {}, context: {} })).text();
  const found = /"available":(-?\d+),"pending":(-?\d+)/.exec(body);
  return { available: found?.[1] ?? body, pending: found?.[2] ?? body };
}

async function merchantSees(customerId: bigint): Promise<Shown> {
  const id = String(customerId);
  const request = new Request(`http://app.example/app/customers/${id}`);
  const { account } = await page({ request, params: { customerId: id }, context: {} });
  return shown(account);
}

function shown(account: { available: bigint; pending: bigint; expiring: { points: bigint; at: Date } | null }): Shown {
  const { available, pending, expiring } = account;
  return {
    ...{ available: String(available), pending: String(pending) },
    ...{ expiring: expiring === null ? null : String(expiring.points), expiresAt: expiring?.at.toISOString() ?? null },
  };
}

/** Each line of a file by customer. */
async function file(loader: typeof customersCsv, columns: Record<keyof Shown, string>): Promise<Map<string, Shown>> {
  const response = await loader({ request: new Request("http://app.example/app/points.csv"), params: {}, context: {} });
  const rows = parse<Record<string, string>>(await response.text(), { bom: true, columns: true });
  const orNull = (text: string | undefined) => (text === undefined || text === "" ? null : text);
  return new Map(
    rows.map((row) => [
      row["customer_id"] ?? "",
      {
        ...{ available: row[columns.available] ?? "", pending: row[columns.pending] ?? "" },
        ...{ expiring: orNull(row[columns.expiring]), expiresAt: orNull(row[columns.expiresAt]) },
      },
    ]),
  );
}

function metafieldsSay(customerId: bigint): Some {
  const fields = [...(api.shop.metafields.get(gid("Customer", customerId))?.values() ?? [])];
  const value = (key: string) => fields.find((field) => field.key === key)?.value ?? "0";
  return { available: value("points_balance"), pending: value("points_pending") };
}

/** What every surface says is what the one function says. */
async function compareAll(withMetafields: boolean): Promise<number> {
  const known = await sql<{ id: bigint }>`select customer_id as id from customers where shop_id = ${life.shop.shopId}`.execute(
    database.db,
  );
  const told = new Set(known.rows.map(({ id }) => id));
  // Of some who are there from the start nobody has told in all the run.
  const living = [...life.model.customers.values()]
    .filter(({ id, mergedInto, hasAccount }) => mergedInto === null && (hasAccount || told.has(id)))
    .map(({ id }) => id);
  const accounts = await readAccounts(database.db, life.shop, living, asking.now);
  const everybody = await file(customersCsv, {
    ...{ available: "points_available", pending: "points_pending", expiring: "points_expiring", expiresAt: "points_expire_at" },
  });
  const members = await file(balancesCsv, {
    ...{ available: "points", pending: "points_pending", expiring: "expiring_points", expiresAt: "expiring_at" },
  });
  for (const customerId of living) {
    const account = accounts.get(customerId);
    if (account === undefined) throw new Error("Everybody has a balance");
    const right = shown(account);
    const pair = { available: right.available, pending: right.pending };
    expect({ customerId, storefront: await asked(customerId) }).toEqual({ customerId, storefront: pair });
    expect({ customerId, admin: await merchantSees(customerId) }).toEqual({ customerId, admin: right });
    expect({ customerId, csv: everybody.get(String(customerId)) }).toEqual({ customerId, csv: right });
    if (members.has(String(customerId)))
      expect({ customerId, balances: members.get(String(customerId)) }).toEqual({ customerId, balances: right });
    if (withMetafields) expect({ customerId, metafields: metafieldsSay(customerId) }).toEqual({ customerId, metafields: pair });
  }
  return [...accounts.values()].filter(({ available, pending }) => available !== 0n || pending !== 0n).length;
}

async function writeMetafields(): Promise<void> {
  while ((await syncDue(asking.now)) > 0);
}

test(`after a random run (seed ${seed}) storefront, admin, metafields and files show what one function says`, async () => {
  asking.now = life.date();
  await writeMetafields();
  expect(await compareAll(true)).toBeGreaterThan(10);
});

test("also days later, before and after the loops have noticed the time", async () => {
  asking.now = new Date(life.now + 3 * DAY);
  await compareAll(false);
  const everybody = await sql<{
    id: bigint;
  }>`select customer_id as id from customers where shop_id = ${life.shop.shopId}`.execute(database.db);
  await life.inShop((tx) =>
    mature(
      tx,
      life.shop,
      everybody.rows.map(({ id }) => id),
      asking.now,
    ),
  );
  await writeMetafields();
  await compareAll(true);
});
