import { sql } from "kysely";
import { beforeEach, expect, test, vi } from "vitest";

import { changeConsent, recordStatements } from "../../app/customers/consent.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { pushConsent } from "../../app/sync/consent-push.server.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

type Pushed = { domain: string; marketingState: string; marketingOptInLevel?: string; consentUpdatedAt: string };
const shopify = vi.hoisted(() => ({ pushed: [] as unknown[], unreachable: new Set<string>() }));
vi.mock("../../app/shopify.server.ts", () => ({
  adminGraphql: (
    { domain }: { domain: string },
    _document: string,
    { input }: { input: { emailMarketingConsent: Record<string, string> } },
  ) => {
    if (shopify.unreachable.has(domain)) return Promise.reject(new Error("unreachable"));
    shopify.pushed.push({ domain, ...input.emailMarketingConsent });
    return Promise.resolve({ customerEmailMarketingConsentUpdate: { userErrors: [] } });
  },
}));

const database = useDatabase();
const NOW = new Date("2026-06-30T12:00:00Z");
const pushed = () => shopify.pushed as Pushed[];
let shop: Shop;

beforeEach(async () => {
  await sql`update consent_events set pushed_at = ${NOW} where pushed_at is null`.execute(database.db);
  shopify.pushed.length = 0;
  shopify.unreachable.clear();
  shop = await stageShop(database.db, plusMs(NOW, -400 * DAY_MS));
});

const withdraw = (of: Shop, customerId: bigint, now = NOW, optInLevel: string | null = "confirmed_opt_in") =>
  database.db
    .transaction()
    .execute((tx) =>
      changeConsent(
        tx,
        of,
        { customerId, channel: "email", state: "unsubscribed", optInLevel, source: "unsubscribe-link", key: `k:${customerId}` },
        now,
      ),
    );

test("Shopify hears of what was withdrawn with us, once and with its date", async () => {
  await stageCustomer(database.db, shop, 1n);
  await withdraw(shop, 1n);
  expect(await pushConsent(plusMs(NOW, 1_000))).toBe(1);
  expect(await pushConsent(plusMs(NOW, 2_000))).toBe(0);
  expect(pushed()).toEqual([
    {
      domain: shop.domain,
      marketingState: "UNSUBSCRIBED",
      marketingOptInLevel: "CONFIRMED_OPT_IN",
      consentUpdatedAt: NOW.toISOString(),
    },
  ]);
});

test("a withdrawal that waited must not undo a sign-up that came after it", async () => {
  await stageCustomer(database.db, shop, 1n);
  await withdraw(shop, 1n);
  const later = { customerId: 1n, channel: "email" as const, state: "subscribed" as const, optInLevel: "confirmed_opt_in" };
  const anew = { ...later, source: "shopify", key: "anew", occurredAt: plusMs(NOW, HOUR_MS) };
  await recordStatements(database.db, shop.shopId, [anew], plusMs(NOW, HOUR_MS));
  expect(await pushConsent(plusMs(NOW, 2 * HOUR_MS))).toBe(1);
  expect(pushed()).toEqual([]);
});

test("a shop that cannot be reached holds up no other, however much waits for it", async () => {
  const ids = Array.from({ length: 60 }, (_, index) => BigInt(index + 1));
  for (const id of ids) {
    await stageCustomer(database.db, shop, id);
    await withdraw(shop, id);
  }
  const next = await stageShop(database.db, plusMs(NOW, -400 * DAY_MS));
  await stageCustomer(database.db, next, 1n);
  await withdraw(next, 1n);
  shopify.unreachable.add(shop.domain);
  for (const seconds of [1, 2, 3]) await pushConsent(plusMs(NOW, seconds * 1_000));
  expect(pushed()).toMatchObject([{ domain: next.domain }]);
  shopify.unreachable.clear();
  expect(await pushConsent(plusMs(NOW, HOUR_MS))).toBe(50);
});

test("a level that Shopify does not know is left to Shopify instead of being refused for ever", async () => {
  await stageCustomer(database.db, shop, 1n);
  await withdraw(shop, 1n, NOW, "triple_opt_in");
  await pushConsent(plusMs(NOW, 1_000));
  expect(pushed()).toHaveLength(1);
  expect(pushed()[0]).not.toHaveProperty("marketingOptInLevel");
});

test("what is withdrawn now counts though the consent bears a later date, and Shopify is told no date to come", async () => {
  await stageCustomer(database.db, shop, 1n);
  await sql`update customers set email_consent_at = ${plusMs(NOW, DAY_MS)} where shop_id = ${shop.shopId}`.execute(database.db);
  expect(await withdraw(shop, 1n)).toMatchObject({ ok: true, changed: true });
  const { rows } = await sql`select email_consent from customers where shop_id = ${shop.shopId}`.execute(database.db);
  expect(rows).toEqual([{ email_consent: "unsubscribed" }]);
  await pushConsent(NOW);
  expect(pushed()).toMatchObject([{ marketingState: "UNSUBSCRIBED", consentUpdatedAt: NOW.toISOString() }]);
});
