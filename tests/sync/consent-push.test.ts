import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { changeConsent, recordStatements } from "../../app/customers/consent/consent.server.ts";
import { countUntold, listUntold, retryUntold } from "../../app/customers/consent/push-problems.server.ts";
import { claimPush, settlePush } from "../../app/customers/consent/pushes.server.ts";
import type { TellableState } from "../../app/customers/consent/told-consent.ts";
import * as customers from "../../app/customers/customers.server.ts";
import { obeyPrivacy } from "../../app/pipeline/forget.server.ts";
import { findCustomerDetail } from "../../app/customers/views/detail.server.ts";
import { readHome } from "../../app/insights/home/home.server.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { pushConsent } from "../../app/sync/customers/consent-push.server.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { createCustomer, deleteCustomer, setEmailConsent } from "../sandbox/world/commerce.ts";
import type { Customer } from "../sandbox/world/types.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

async function untoldCount(at: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`select ${countUntold(shop.shopId, at)} as count`.execute(database.db);
  return rows[0]?.count ?? -1;
}
const api = await useAdminApi();
const scopes = [...api.shop.installedScopes];
const now = () => api.world.clock.now();
let shop: Shop;
let names = 0;

beforeEach(async () => {
  for (const table of ["consent_pushes", "consent_events", "customers", "Session", "shops"])
    await sql`delete from ${sql.table(table)}`.execute(database.db);
  shop = await stageShop(database.db, plusMs(now(), -400 * DAY_MS), api.shop.domain);
  await giveToken(database.db, api.shop.domain, api.token);
});
afterEach(() => {
  api.config.faults.refuseConsent = "never";
  api.shop.installedScopes = scopes;
  api.wait(DAY_MS);
});

/** A subscriber whom both sides know. */
async function subscriber(): Promise<Customer> {
  names += 1;
  const customer = createCustomer(api.world, api.shop, {
    ...{ email: `reader${names}@example.com`, emailConsent: "subscribed" as const, emailOptInLevel: "confirmed_opt_in" as const },
  });
  await stageCustomer(database.db, shop, customer.id, { email: customer.email });
  return customer;
}

let acts = 0;
function say(
  of: Shop,
  customerId: bigint,
  state: TellableState = "unsubscribed",
  optInLevel: string | null = "confirmed_opt_in",
) {
  acts += 1;
  const change = { customerId, channel: "email" as const, state, optInLevel, source: "unsubscribe-link", key: `act:${acts}` };
  return database.db.transaction().execute((tx) => changeConsent(tx, of, change, now()));
}

/** What Shopify itself states, as a webhook brings it. */
const hear = (customerId: bigint, state: "subscribed" | "unsubscribed", occurredAt: Date) => {
  acts += 1;
  const statement = { customerId, channel: "email" as const, state, optInLevel: null, source: "shopify", key: `said:${acts}` };
  return recordStatements(database.db, shop.shopId, [{ ...statement, occurredAt }], now());
};

/** Everything that is due now. @returns how many were dealt with */
async function pushAll(): Promise<number> {
  for (let done = 0; ; done += 1) if ((await pushConsent(now())) === 0) return done;
}

const atShopify = (customer: Customer) => api.shop.customers.get(customer.id)?.emailConsent;

async function waiting() {
  const { rows } = await sql<{
    customer_id: bigint;
    due_at: Date;
    attempts: number;
    problem: string | null;
    answer: string | null;
  }>`select customer_id, due_at, attempts, problem, answer from consent_pushes order by customer_id`.execute(database.db);
  return rows;
}

const told = async (customerId: bigint) =>
  (
    await sql<{ pushed_at: Date | null }>`
      select pushed_at from consent_events where customer_id = ${customerId} and source <> 'shopify' order by event_id
    `.execute(database.db)
  ).rows.map(({ pushed_at }) => pushed_at);

test("Shopify hears of what was withdrawn with us, once and with its date", async () => {
  const customer = await subscriber();
  const withdrawnAt = now();
  await say(shop, customer.id);
  api.wait(SECOND_MS);
  expect(await pushAll()).toBe(1);
  expect(atShopify(customer)).toMatchObject({ state: "unsubscribed", updatedAt: withdrawnAt });
  expect(await told(customer.id)).toEqual([now()]);
  expect(await waiting()).toEqual([]);
  api.wait(DAY_MS);
  expect(await pushAll()).toBe(0);
});

test("a withdrawal that waited must not undo a sign-up that came after it", async () => {
  const customer = await subscriber();
  await say(shop, customer.id);
  await hear(customer.id, "subscribed", plusMs(now(), HOUR_MS));
  api.wait(2 * HOUR_MS);
  await pushAll();
  expect(atShopify(customer)).toMatchObject({ state: "subscribed" });
  expect([await waiting(), await told(customer.id)]).toEqual([[], [null]]);
});

test("a shop that cannot be reached holds up no other, however much waits for it", async () => {
  const unreachable = await stageShop(database.db, plusMs(now(), -400 * DAY_MS));
  for (let id = 1n; id <= 60n; id += 1n) {
    await stageCustomer(database.db, unreachable, id);
    await say(unreachable, id);
  }
  const customer = await subscriber();
  await say(shop, customer.id);
  expect(await pushAll()).toBe(2);
  expect(atShopify(customer)).toMatchObject({ state: "unsubscribed" });
  expect((await waiting()).map(({ problem }) => problem).sort()).toEqual([...Array<null>(59).fill(null), "unreachable"]);
});

test("what is withdrawn now counts though the consent bears a later date, and Shopify is told no date to come", async () => {
  const customer = await subscriber();
  await sql`update customers set email_consent_at = ${plusMs(now(), DAY_MS)} where shop_id = ${shop.shopId}`.execute(database.db);
  expect(await say(shop, customer.id)).toMatchObject({ ok: true, changed: true });
  await pushAll();
  expect(atShopify(customer)).toMatchObject({ state: "unsubscribed", updatedAt: now() });
});

describe("a consent that Shopify refuses", () => {
  test("stays due, is asked for later each time, at most four hours apart, and arrives once Shopify takes it (real-store B10)", async () => {
    const customer = await subscriber();
    const withdrawnAt = now();
    await say(shop, customer.id);
    api.config.faults.refuseConsent = "internal-error";
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      expect(await pushAll()).toBe(1);
      const [push] = await waiting();
      expect(push).toMatchObject({ attempts: attempt, problem: "refused", answer: "Unexpected internal error happened" });
      const pause = (push?.due_at.getTime() ?? 0) - now().getTime();
      pauses.push(pause / MINUTE_MS);
      api.wait(pause - 1);
      expect(await pushAll()).toBe(0);
      api.wait(1);
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 240, 240, 240]);
    expect(atShopify(customer)).toMatchObject({ state: "subscribed" });
    expect(await told(customer.id)).toEqual([null]);
    api.config.faults.refuseConsent = "never";
    await pushAll();
    expect(atShopify(customer)).toMatchObject({ state: "unsubscribed", updatedAt: withdrawnAt });
    expect([await waiting(), await told(customer.id)]).toEqual([[], [now()]]);
  });

  test.each(["invalid", "inclusion", "missing-argument"] as const)(
    "is not given up whatever Shopify calls it: %s, and holds up no other customer (real-store B10)",
    async (code) => {
      const [refused, fine] = [await subscriber(), await subscriber()];
      await say(shop, refused.id);
      api.config.faults.refuseConsent = code;
      await pushAll();
      api.config.faults.refuseConsent = "never";
      await say(shop, fine.id);
      await pushAll();
      expect(atShopify(fine)).toMatchObject({ state: "unsubscribed" });
      expect(await waiting()).toMatchObject([{ customer_id: refused.id, problem: "refused" }]);
    },
  );

  test("is dropped when Shopify states something newer, and not before (real-store B10)", async () => {
    const customer = await subscriber();
    await say(shop, customer.id);
    api.config.faults.refuseConsent = "invalid";
    await pushAll();
    await hear(customer.id, "subscribed", plusMs(now(), -MINUTE_MS));
    api.wait(2 * MINUTE_MS);
    await pushAll();
    expect(await waiting()).toMatchObject([{ attempts: 2 }]);
    await hear(customer.id, "unsubscribed", plusMs(now(), MINUTE_MS));
    api.wait(4 * MINUTE_MS);
    await pushAll();
    expect([await waiting(), await told(customer.id)]).toEqual([[], [null]]);
  });

  test("is replaced by what the customer says with us after it, which is tried at once (real-store B10)", async () => {
    const customer = await subscriber();
    await say(shop, customer.id, "unsubscribed");
    api.config.faults.refuseConsent = "invalid";
    await pushAll();
    api.config.faults.refuseConsent = "never";
    api.wait(SECOND_MS);
    await say(shop, customer.id, "subscribed", "confirmed_opt_in");
    expect(await waiting()).toMatchObject([{ attempts: 0, problem: null, due_at: now() }]);
    await pushAll();
    expect(atShopify(customer)).toMatchObject({ state: "subscribed", optInLevel: "confirmed_opt_in", updatedAt: now() });
    expect(await told(customer.id)).toEqual([null, now()]);
  });

  test("stays due when it was given, with the level that is known, and is not lost either (real-store B10)", async () => {
    const customer = await subscriber();
    setEmailConsent(api.world, api.shop, customer, "unsubscribed");
    await sql`update customers set email_consent = 'unsubscribed' where shop_id = ${shop.shopId}`.execute(database.db);
    await say(shop, customer.id, "subscribed", "triple_opt_in");
    api.config.faults.refuseConsent = "inclusion";
    await pushAll();
    expect(await waiting()).toMatchObject([{ attempts: 1, problem: "refused" }]);
    expect(await untoldCount(now())).toBe(1);
    api.config.faults.refuseConsent = "never";
    api.wait(2 * MINUTE_MS);
    await pushAll();
    expect(atShopify(customer)).toMatchObject({ state: "subscribed", optInLevel: "unknown" });
  });

  test("waits until a customer whom Shopify does not know is gone for us too, and is dropped then (real-store B10)", async () => {
    const customer = await subscriber();
    await say(shop, customer.id);
    deleteCustomer(api.world, api.shop, customer);
    await pushAll();
    expect(await waiting()).toMatchObject([{ problem: "unknown-customer", answer: "Customer not found" }]);
    expect(await untoldCount(plusMs(now(), 9 * DAY_MS))).toBe(0);
    const gone = [{ kind: "customer-deleted" as const, customerId: customer.id, at: now() }];
    await database.db.transaction().execute((tx) => customers.apply(tx, shop, gone, now()));
    api.wait(2 * MINUTE_MS);
    await pushAll();
    expect(await waiting()).toEqual([]);
  });

  test("is forgotten with the customer who is erased (real-store B10)", async () => {
    const customer = await subscriber();
    await say(shop, customer.id);
    api.config.faults.refuseConsent = "invalid";
    await pushAll();
    const request = { kind: "customer-redacted" as const, key: "r", customerId: customer.id, email: customer.email, at: now() };
    await database.db.transaction().execute((tx) => obeyPrivacy(tx, shop, [request], now()));
    expect(await waiting()).toEqual([]);
  });

  test("of a customer without an address is no alarm (real-store B10)", async () => {
    const customer = await subscriber();
    await say(shop, customer.id);
    customer.email = null;
    await sql`update customers set email = null where shop_id = ${shop.shopId}`.execute(database.db);
    await pushAll();
    expect(await waiting()).toMatchObject([{ problem: "no-address" }]);
    expect(await untoldCount(plusMs(now(), 9 * DAY_MS))).toBe(0);
  });

  test("for want of a permission is said to be so, and the shop rests instead of being asked for each customer (real-store B10)", async () => {
    const some = [await subscriber(), await subscriber()];
    for (const { id } of some) await say(shop, id);
    api.shop.installedScopes = scopes.filter((scope) => scope !== "write_customers");
    expect(await pushAll()).toBe(1);
    expect((await waiting()).map(({ problem }) => problem)).toContain("access");
    expect(await untoldCount(now())).toBe(1);
  });
});

test("a newer consent does not overtake an older one that is under way (real-store B10)", async () => {
  const customer = await subscriber();
  await say(shop, customer.id, "unsubscribed");
  const underWay = await claimPush(database.db, shop.shopId, now());
  if (underWay === null) throw new Error("Nothing was due");
  api.wait(SECOND_MS);
  await say(shop, customer.id, "subscribed");
  expect(await pushAll()).toBe(0);
  expect(atShopify(customer)).toMatchObject({ optInLevel: "confirmed_opt_in", state: "subscribed" });
  await settlePush(database.db, underWay, now());
  expect(await pushAll()).toBe(1);
  expect((await told(customer.id)).every((at) => at !== null)).toBe(true);
});

test("a process that dies during a call leaves the consent due once its lease has ended (real-store B10)", async () => {
  const customer = await subscriber();
  await say(shop, customer.id);
  expect(await claimPush(database.db, shop.shopId, now())).not.toBeNull();
  expect(await pushAll()).toBe(0);
  api.wait(10 * MINUTE_MS);
  expect(await pushAll()).toBe(1);
  expect(atShopify(customer)).toMatchObject({ state: "unsubscribed" });
});

test("what waits for a customer who is merged waits for whom they became (real-store B10)", async () => {
  const [kept, gone] = [await subscriber(), await subscriber()];
  await say(shop, gone.id);
  api.config.faults.refuseConsent = "invalid";
  await pushAll();
  api.config.faults.refuseConsent = "never";
  const merged = [{ kind: "customers-merged" as const, keptId: kept.id, goneId: gone.id, at: now() }];
  await database.db.transaction().execute((tx) => customers.apply(tx, shop, merged, now()));
  expect(await waiting()).toMatchObject([{ customer_id: kept.id, attempts: 0 }]);
  await pushAll();
  expect(atShopify(kept)).toMatchObject({ state: "unsubscribed" });
});

describe("merchants", () => {
  test("see at home, on the customer's page and in a list what Shopify does not take, of their shop alone (real-store B10)", async () => {
    const customer = await subscriber();
    const other = await stageShop(database.db, now());
    await say(shop, customer.id);
    const withdrawnAt = now();
    expect((await readHome(database.db, shop, now())).consentsUntold).toBe(0);
    api.config.faults.refuseConsent = "inclusion";
    await pushAll();
    expect((await readHome(database.db, shop, now())).consentsUntold).toBe(1);
    expect((await readHome(database.db, other, now())).consentsUntold).toBe(0);
    const trouble = {
      problem: "refused",
      answer: "The input value isn't included in the list",
      since: withdrawnAt,
      nextAt: plusMs(now(), 2 * MINUTE_MS),
    };
    expect(await listUntold(database.db, shop.shopId, now(), 10)).toMatchObject([
      { customerId: customer.id, state: "unsubscribed", ...trouble },
    ]);
    expect(await listUntold(database.db, other.shopId, now(), 10)).toEqual([]);
    expect(await findCustomerDetail(database.db, shop.shopId, customer.id, now())).toMatchObject({ consentTrouble: trouble });
    expect(await retryUntold(database.db, other.shopId, now())).toBe(0);
    expect(await retryUntold(database.db, shop.shopId, now())).toBe(1);
    api.config.faults.refuseConsent = "never";
    await pushAll();
    expect((await readHome(database.db, shop, now())).consentsUntold).toBe(0);
    expect(await findCustomerDetail(database.db, shop.shopId, customer.id, now())).toMatchObject({ consentTrouble: null });
  });

  test("hear after a day also of what waits because Shopify cannot be reached (real-store B10)", async () => {
    await sql`delete from "Session"`.execute(database.db);
    const customer = await subscriber();
    await say(shop, customer.id);
    await pushAll();
    expect(await untoldCount(plusMs(now(), DAY_MS - 1))).toBe(0);
    expect(await untoldCount(plusMs(now(), DAY_MS))).toBe(1);
  });
});
