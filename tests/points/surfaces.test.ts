import { parse } from "csv-parse/sync";
import { sql } from "kysely";
import { beforeAll, expect, test, vi } from "vitest";

import { gid } from "../../app/lib/gid.ts";
import { readAccounts } from "../../app/points/accounts.server.ts";
import { pointsFacts } from "../../app/points/message-facts.server.ts";
import { mature } from "../../app/points/ledger.server.ts";
import { textIn, type Texts } from "../../app/program/rules/texts.ts";
import { currentProgram } from "../../app/program/versions.server.ts";
import type { CustomerBlock } from "../../app/shopify-admin/blocks.ts";
import type { Shop } from "../../app/shops/shop.ts";
import type { AccountView } from "../../app/storefront/api/account.server.ts";
import type { EstimateView } from "../../app/storefront/api/estimate.server.ts";
import type { OrderView } from "../../app/storefront/api/order.server.ts";
import { tierFacts } from "../../app/tiers/message-facts.server.ts";
import { standing } from "../../app/tiers/tiers.server.ts";
import { call, keyOf } from "../api/stage.ts";
import { blockMarkup, textOf } from "../extensions/blocks.ts";
import { renderEmail } from "../messages/render-stage.ts";
import { createIdentity } from "../sandbox/identity.ts";
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
const { loader: accountApi } = await import("../../app/routes/storefront.v1.account.ts");
const { loader: orderApi } = await import("../../app/routes/storefront.v1.orders.$orderId.ts");
const { action: estimateApi } = await import("../../app/routes/storefront.v1.estimates.ts");
const { loader: adminBlock } = await import("../../app/routes/admin.v1.customers.$customerId.ts");
const { loader: till } = await import("../../app/routes/pos.v1.customers.$customerId.ts");
const { syncDue } = await import("../../app/sync/theme/metafields.server.ts");
const { publishProgram } = await import("../../app/sync/theme/program-metafield.server.ts");

let life: ShopLife;
let key = "";
/** How many customers' blocks of the theme were read. */
let rendered = 0;

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
  key = await keyOf(database.db, life.shop, life.date(), ["read:customers"]);
  const { data } = await api.graphql("{ currentAppInstallation { id } }");
  const { id: installation } = (data as { currentAppInstallation: { id: string } }).currentAppInstallation;
  await sql`update shops set app_installation_gid = ${installation} where shop_id = ${life.shop.shopId}`.execute(database.db);
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

const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });

/** As an extension in Shopify's pages asks for a shopper. */
async function shopperSees<View>(
  loader: typeof accountApi,
  customerId: bigint,
  params: Record<string, string> = {},
): Promise<View> {
  const headers = { authorization: `Bearer ${identity.shopperToken(life.shop.domain, customerId)}` };
  const request = new Request("http://127.0.0.1:3000/storefront/v1/x?locale=en", { headers });
  return (await (await loader({ request, params, context: {} })).json()) as View;
}

/** The checkout: what stands beside the estimate. */
async function checkoutSays(customerId: bigint): Promise<Some> {
  const headers = {
    authorization: `Bearer ${identity.shopperToken(life.shop.domain, customerId)}`,
    "content-type": "application/json",
  };
  const basket = { lines: "0:1000:0", discount: "0", shipping: "0", tax: "", currency: life.shop.currency, country: "" };
  const sent = { method: "POST", headers, body: JSON.stringify(basket) };
  const request = new Request("http://127.0.0.1:3000/storefront/v1/estimates?locale=en", sent);
  const answer = await estimateApi({ request, params: {}, context: {} });
  return pairOf(((await answer.json()) as EstimateView).account);
}

/** The public API, by a key of the shop. */
async function apiSays(customerId: bigint): Promise<{ points: Some; tier: string | null }> {
  const { body } = await call(`GET /customers/${customerId}`, { key });
  const { points, tier } = body as { points: { available: number; pending: number }; tier: { key: string } | null };
  return { points: pairOf(points), tier: tier?.key ?? null };
}

/** The block of the theme, as Liquid renders it out of the metafields. Null: it shows nothing. */
function themeSays(customerId: bigint): Some | null {
  const customer = api.shop.customers.get(customerId);
  if (customer === undefined) throw new Error("Shopify knows everybody");
  const text = textOf(blockMarkup(api, "points", { locale: "en", customer }));
  if (text === "") return null;
  const found = (pattern: RegExp) => plainNumber(pattern.exec(text)?.[1] ?? "0");
  return {
    available: found(/Your points (−?[\d,]+) points?\b/),
    pending: found(/([\d,]+) points? (?:is on its|are on their) way/),
  };
}

/** The monthly email as it is rendered, with the facts that it would be sent with. */
function emailSays(account: Some): Some {
  const balance = { available: BigInt(account.available ?? 0), pending: BigInt(account.pending ?? 0), expiring: null };
  const telling = { template: "points-digest", data: { month: "2026-05", earned: 1, spent: 0 } } as const;
  const { text } = renderEmail(telling, "en", { account: balance });
  const found = (pattern: RegExp) => plainNumber(pattern.exec(text.replace(/\s+/g, " "))?.[1] ?? "0");
  return { available: found(/balance is now ([-−]?[\d,]+) points?\b/), pending: found(/Another ([\d,]+) points? will/) };
}

const plainNumber = (text: string) => text.replaceAll(",", "").replace("−", "-");

const pairOf = (view: { available: number; pending: number } | null): Some => ({
  ...{ available: String(view?.available ?? 0), pending: String(view?.pending ?? 0) },
});

/** The account page, and the page of the latest order: also how many points that one brought. */
async function extensionsSay(
  customerId: bigint,
): Promise<{ account: Some; running: AccountView["running"]; tier: string | null; onOrder: Some; ofOrder: boolean }> {
  const account = await shopperSees<AccountView | null>(accountApi, customerId);
  const { rows } = await sql<{ id: bigint; points: bigint }>`
    select o.order_id as id, coalesce(sum(e.points) filter (where e.kind in ('order', 'bonus') or e.rule is not null), 0)::bigint as points
    from orders o left join ledger_entries e on e.shop_id = o.shop_id and e.order_id = o.order_id and e.customer_id = o.customer_id
    where o.shop_id = ${life.shop.shopId} and o.customer_id = ${customerId} group by o.order_id order by o.order_id desc limit 1
  `.execute(database.db);
  const order = await shopperSees<OrderView>(orderApi, customerId, { orderId: String(rows[0]?.id ?? 1n) });
  return {
    ...{
      account: pairOf(account),
      running: account?.running ?? "no",
      tier: account?.loyalty.tier?.key ?? null,
      onOrder: pairOf(order.account),
    },
    ofOrder: rows[0] === undefined ? order.order === null : BigInt(order.order?.points ?? -1) === rows[0].points,
  };
}

/** The block on the customer's page in Shopify's admin, or the till. */
async function teamSees(loader: typeof adminBlock, customerId: bigint): Promise<{ points: Some; tier: string | undefined }> {
  const request = new Request("http://127.0.0.1:3000/admin/v1/x", { headers: { authorization: "Bearer checked elsewhere" } });
  const answer = await loader({ request, params: { customerId: String(customerId) }, context: {} });
  const [available, pending, tier] = ((await answer.json()) as Pick<CustomerBlock, "figures">).figures;
  const plain = (text = "") => plainNumber(text);
  return { points: { available: plain(available?.value), pending: plain(pending?.value) }, tier: tier?.value };
}

type Level = { key: string; name: Texts };
const nameOfTier = (levels: readonly Level[], tier: string | null) => {
  const level = levels.find(({ key }) => key === tier);
  return tier === null ? "No tier yet" : level === undefined ? tier : textIn(level.name, "en");
};

/** The facts that emails about points and tiers rest on. */
async function emailsSay(customerIds: readonly bigint[]): Promise<Map<bigint, Some & { tier: string | null }>> {
  const questions = customerIds.map((customerId) => ({ customerId })) as unknown as Parameters<typeof pointsFacts>[2];
  return database.db.transaction().execute(async (tx) => {
    const points = await pointsFacts(tx, life.shop.shopId, questions, asking.now);
    const tiers = await tierFacts(tx, life.shop.shopId, questions as unknown as Parameters<typeof tierFacts>[2], asking.now);
    return new Map(
      customerIds.map((customerId, index) => {
        const { available = 0n, pending = 0n } = points[index]?.account ?? {};
        return [customerId, { available: String(available), pending: String(pending), tier: tiers[index]?.key ?? null }];
      }),
    );
  });
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
  const standings = await standing(database.db, life.shop, living, asking.now);
  const levels = (await currentProgram(database.db, life.shop.shopId, asking.now)).rules.tiers?.levels ?? [];
  const emails = await emailsSay(living);
  for (const customerId of living) {
    const account = accounts.get(customerId);
    if (account === undefined) throw new Error("Everybody has a balance");
    const right = shown(account);
    const pair = { available: right.available, pending: right.pending };
    expect({ customerId, storefront: await asked(customerId) }).toEqual({ customerId, storefront: pair });
    expect({ customerId, admin: await merchantSees(customerId) }).toEqual({ customerId, admin: right });
    const shopper = await extensionsSay(customerId);
    const tier = standings.get(customerId)?.tier ?? null;
    expect({ customerId, shopper }).toEqual({
      customerId,
      shopper: { account: pair, running: shopper.running, tier, onOrder: pair, ofOrder: true },
    });
    const forTeam = { points: pair, tier: levels.length === 0 ? undefined : nameOfTier(levels, tier) };
    const team = { block: await teamSees(adminBlock, customerId), till: await teamSees(till, customerId) };
    expect({ customerId, ...team }).toEqual({ customerId, block: forTeam, till: forTeam });
    expect({ customerId, emails: emails.get(customerId) }).toEqual({ customerId, emails: { ...pair, tier } });
    expect({ customerId, email: emailSays(emails.get(customerId) ?? {}) }).toEqual({ customerId, email: pair });
    expect({ customerId, checkout: await checkoutSays(customerId) }).toEqual({ customerId, checkout: pair });
    expect({ customerId, api: await apiSays(customerId) }).toEqual({ customerId, api: { points: pair, tier } });
    const inFiles = { ...right, expiresAt: right.expiresAt === null ? null : byTheShopsClock(right.expiresAt) };
    expect({ customerId, csv: everybody.get(String(customerId)) }).toEqual({ customerId, csv: inFiles });
    if (members.has(String(customerId)))
      expect({ customerId, balances: members.get(String(customerId)) }).toEqual({ customerId, balances: inFiles });
    if (!withMetafields) continue;
    expect({ customerId, metafields: metafieldsSay(customerId) }).toEqual({ customerId, metafields: pair });
    const theme = themeSays(customerId);
    if (shopper.running === "yes") expect({ customerId, theme }).toEqual({ customerId, theme: pair });
    else expect([null, pair]).toContainEqual(theme);
    rendered += theme === null ? 0 : 1;
  }
  return [...accounts.values()].filter(({ available, pending }) => available !== 0n || pending !== 0n).length;
}

/** As files for people have it: Swedish writes days and times so. */
function byTheShopsClock(instant: string): string {
  const { timeZone } = life.shop;
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone }).format(new Date(instant));
}

async function writeMetafields(): Promise<void> {
  while ((await syncDue(asking.now)) > 0);
  await publishProgram(life.shop);
}

test(`after a random run (seed ${seed}) storefront, account, orders, checkout, theme, admin, blocks, till, public API, emails, metafields and files show what one function says`, async () => {
  asking.now = life.date();
  await writeMetafields();
  expect(await compareAll(true)).toBeGreaterThan(10);
  expect(rendered).toBeGreaterThan(10);
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
