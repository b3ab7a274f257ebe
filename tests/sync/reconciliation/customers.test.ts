import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { readLastDay } from "../../../app/insights/scores/days.server.ts";
import { scoreCustomers } from "../../../app/insights/scores/score-customers.server.ts";
import { readAccount } from "../../../app/points/accounts.server.ts";
import { verify } from "../../../app/points/verification/verify.server.ts";
import * as pipeline from "../../support/pipeline.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { fateOf } from "../../../app/sync/deletions/deleted-customers.server.ts";
import { openWideFor } from "../../../app/sync/reconciliation/state.server.ts";
import {
  addTags,
  createCustomer,
  deleteCustomer,
  mergeCustomers,
  removeTags,
  setEmailConsent,
  updateCustomer,
} from "../../sandbox/world/commerce.ts";
import type { Customer } from "../../sandbox/world/types.ts";
import { useAdminApi } from "../../support/admin-api.ts";
import { useDatabase } from "../../support/database.ts";
import { addSegment, members } from "../../segments/support.ts";
import { createStage, DAY, MINUTE } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const stage = createStage(database, api);
let shop: Shop;
let number = 0;

beforeEach(async () => {
  api.wait(DAY);
  shop = await stage.install();
  await stage.compare(shop);
  stage.drain();
});
afterEach(() => {
  api.shop.orders.clear();
  for (const customer of api.shop.customers.values()) if (customer !== api.customer) api.shop.customers.delete(customer.id);
});

function person(): Customer {
  number += 1;
  const details = {
    email: `person${number}@example.com`,
    firstName: "Ada",
    tags: ["regular"],
    emailConsent: "subscribed" as const,
  };
  return createCustomer(api.world, api.shop, details);
}

async function known(customer: Customer) {
  const { rows } = await sql<Record<string, unknown>>`
    select first_name, country_code, province_code, tags, email_consent, deleted_at is not null as deleted, merged_into from customers
    where shop_id = ${shop.shopId} and customer_id = ${customer.id}
  `.execute(database.db);
  return rows[0];
}

const wide = async () => {
  await openWideFor(database.db, shop.shopId, 3 * DAY, stage.now());
  return stage.compare(shop, "wide");
};

/** Two nights, as many as it takes to believe that somebody is gone. */
const nights = async () => {
  await wide();
  api.wait(DAY);
  return wide();
};

describe("what webhooks lost of a customer", () => {
  test("somebody new", async () => {
    const ada = person();
    expect((await stage.compare(shop)).last).toMatchObject({ customersCaught: 1 });
    expect(await known(ada)).toMatchObject({ first_name: "Ada", tags: ["regular"], email_consent: "subscribed" });
  });

  test.each<[string, (ada: Customer) => unknown, object]>([
    ["a name", (ada) => updateCustomer(api.world, api.shop, ada, { firstName: "Augusta" }), { first_name: "Augusta" }],
    ["a tag more", (ada) => addTags(api.world, api.shop, ada, ["vip"]), { tags: ["regular", "vip"] }],
    ["a tag less", (ada) => removeTags(api.world, api.shop, ada, ["regular"]), { tags: [] }],
    ["a withdrawal", (ada) => setEmailConsent(api.world, api.shop, ada, "unsubscribed"), { email_consent: "unsubscribed" }],
  ])("%s", async (_name, change, expected) => {
    const ada = person();
    await stage.deliver(shop, stage.drain());
    api.wait(30 * MINUTE);
    change(ada);
    expect((await stage.compare(shop)).last).toMatchObject({ customersCaught: 1 });
    expect(await known(ada)).toMatchObject(expected);
    const before = await stage.rows(shop);
    await stage.deliver(shop, stage.drain());
    expect(await stage.rows(shop)).toEqual(before);
    expect((await stage.compare(shop)).last).toMatchObject({ customersSeen: 1, customersCaught: 0 });
  });

  test("a move to another province, which either way tells alike (flows 9)", async () => {
    const ada = person();
    api.wait(MINUTE);
    updateCustomer(api.world, api.shop, ada, { city: "Austin", countryCode: "US", provinceCode: "TX" });
    await stage.deliver(shop, stage.drain());
    expect(await known(ada)).toMatchObject({ country_code: "US", province_code: "TX" });
    api.wait(30 * MINUTE);
    updateCustomer(api.world, api.shop, ada, { city: "San Francisco", provinceCode: "CA" });
    const lost = stage.drain();
    expect((await stage.compare(shop)).last).toMatchObject({ customersCaught: 1 });
    expect(await known(ada)).toMatchObject({ country_code: "US", province_code: "CA" });
    const before = await stage.rows(shop);
    await stage.deliver(shop, lost);
    expect(await stage.rows(shop)).toEqual(before);
    api.wait(MINUTE);
    updateCustomer(api.world, api.shop, ada, { provinceCode: null });
    await stage.deliver(shop, stage.drain());
    expect(await known(ada)).toMatchObject({ country_code: "US", province_code: null });
  });

  test("the province of those who were known before it was kept, which no webhook lost (flows 9)", async () => {
    const ada = person();
    api.wait(MINUTE);
    updateCustomer(api.world, api.shop, ada, { city: "San Francisco", countryCode: "US", provinceCode: "CA" });
    await stage.deliver(shop, stage.drain());
    await sql`update customers set province_code = null where shop_id = ${shop.shopId}`.execute(database.db);
    expect((await stage.compare(shop)).last).toMatchObject({ customersSeen: 1, customersCaught: 0 });
    expect(await known(ada)).toMatchObject({ province_code: "CA" });
  });

  test("tags whose message was lost while another about the same second came", async () => {
    const ada = person();
    await stage.deliver(shop, stage.drain());
    api.wait(30 * MINUTE);
    addTags(api.world, api.shop, ada, ["vip"]);
    await stage.deliver(
      shop,
      stage.drain().filter(({ topic }) => topic === "customers/update"),
    );
    await stage.compare(shop);
    expect(await known(ada)).toMatchObject({ tags: ["regular", "vip"] });
  });
});

test("whom webhooks told of is looked at and left alone", async () => {
  const ada = person();
  await stage.deliver(shop, stage.drain());
  expect((await stage.compare(shop)).last).toMatchObject({ customersSeen: 1, customersCaught: 0 });
  expect(await known(ada)).toMatchObject({ tags: ["regular"] });
});

test("a consent withdrawn with us, of which Shopify does not know yet, stays withdrawn", async () => {
  const ada = person();
  await stage.deliver(shop, stage.drain());
  api.wait(5 * MINUTE);
  await sql`
    update customers set email_consent = 'unsubscribed', email_consent_at = ${stage.now()} where shop_id = ${shop.shopId} and customer_id = ${ada.id}
  `.execute(database.db);
  updateCustomer(api.world, api.shop, ada, { firstName: "Augusta" });
  await stage.compare(shop);
  expect(await known(ada)).toMatchObject({ first_name: "Augusta", email_consent: "unsubscribed" });
});

describe("customers who are gone, whose message was lost", () => {
  test("are found at night: deleted, or merged with their points into whom has their orders now", async () => {
    const [deleted, gone, kept] = [person(), person(), person()];
    stage.order({ customerId: gone.id });
    stage.order({ customerId: kept.id });
    await stage.deliver(shop, stage.drain());
    api.wait(2 * DAY);
    deleteCustomer(api.world, api.shop, deleted);
    mergeCustomers(api.world, api.shop, kept, gone);
    const lost = stage.drain();

    await stage.compare(shop);
    await nights();
    expect(await known(deleted)).toMatchObject({ deleted: true, merged_into: null });
    expect(await known(gone)).toMatchObject({ deleted: true, merged_into: kept.id });
    expect(await known(kept)).toMatchObject({ deleted: false });
    const points = async (customer: Customer) => {
      const { available, pending } = await readAccount(database.db, shop, customer.id, stage.now());
      return available + pending;
    };
    expect([await points(kept), await points(gone)]).toEqual([326n, 0n]);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);

    await stage.deliver(shop, lost);
    expect([await points(kept), await points(gone)]).toEqual([326n, 0n]);
    expect((await wide()).last).toMatchObject({ customersCaught: 0 });
  });

  test("are not believed to be most of a page", async () => {
    const people = Array.from({ length: 12 }, person);
    await stage.deliver(shop, stage.drain());
    api.wait(2 * DAY);
    for (const one of people) api.shop.customers.delete(one.id);
    await nights();
    expect(await known(people[0] ?? expect.fail())).toMatchObject({ deleted: false });
  });

  test("are not who is missing for one night", async () => {
    const [ada] = [person(), person()];
    await stage.deliver(shop, stage.drain());
    api.wait(2 * DAY);
    api.shop.customers.delete(ada.id);
    await wide();
    await wide();
    expect(await known(ada)).toMatchObject({ deleted: false });
    api.wait(DAY);
    api.shop.customers.set(ada.id, ada);
    await wide();
    api.wait(DAY);
    api.shop.customers.delete(ada.id);
    await wide();
    expect(await known(ada)).toMatchObject({ deleted: false });
    api.wait(DAY);
    await wide();
    expect(await known(ada)).toMatchObject({ deleted: true });
  });

  test("are not whom their orders still name", () => {
    const at = new Date(0);
    expect(fateOf(1n, [2n, 1n], at)).toEqual([]);
    expect(fateOf(1n, [2n, 2n], at)).toEqual([{ kind: "customers-merged", keptId: 2n, goneId: 1n, at }]);
    expect(fateOf(1n, [2n, 3n], at)).toEqual([{ kind: "customer-deleted", customerId: 1n, at }]);
    expect(fateOf(1n, [], at)).toEqual([{ kind: "customer-deleted", customerId: 1n, at }]);
  });

  test("are not who has only just come, and are nobody where Shopify knows none", async () => {
    const ada = person();
    await stage.deliver(shop, stage.drain());
    api.shop.customers.delete(ada.id);
    await wide();
    const { rows } = await sql`select from customers where shop_id = ${shop.shopId} and missing_since is not null`.execute(
      database.db,
    );
    expect(rows).toEqual([]);
    await sql`update customers set deleted_at = now() where shop_id = ${shop.shopId} and customer_id <> ${ada.id}`.execute(
      database.db,
    );
    api.wait(2 * DAY);
    await nights();
    expect(await known(ada)).toMatchObject({ deleted: false });
  });

  test("live again, with their points, when Shopify changes them later after all", async () => {
    const ada = person();
    stage.order({ customerId: ada.id });
    await stage.deliver(shop, stage.drain());
    const at = stage.now();
    await pipeline.inShop(shop.shopId, (tx) =>
      pipeline.apply(tx, shop, [{ kind: "customer-deleted", customerId: ada.id, at }], at),
    );
    expect(await known(ada)).toMatchObject({ deleted: true });
    api.wait(2 * DAY);
    updateCustomer(api.world, api.shop, ada, { note: "calls on Mondays" });
    expect((await stage.compare(shop)).last).toMatchObject({ customersCaught: 1 });
    expect(await known(ada)).toMatchObject({ deleted: false });
    const { available, pending } = await readAccount(database.db, shop, ada.id, stage.now());
    expect(available + pending).toBeGreaterThan(0n);
  });
});

test("a night tells in which of Shopify's groups customers are, beside ours, and the page how far both agree (insights B4)", async () => {
  const [ada, eve] = [person(), person()];
  for (let times = 0; times < 3; times += 1) stage.order({ customerId: eve.id });
  stage.order({ customerId: eve.id, lines: [{ variantId: api.product.variants[0]?.id ?? 0n, quantity: 1, sellingPlanId: 5n }] });
  stage.order({ customerId: ada.id });
  await stage.deliver(shop, stage.drain());
  await scoreCustomers(database.db, shop, stage.now());
  await addSegment(database.db, shop.shopId, "subscribed", "product_subscription_status = 'ACTIVE'");
  await addSegment(database.db, shop.shopId, "never", "product_subscription_status = 'NEVER_SUBSCRIBED'");
  api.wait(2 * DAY);
  await wide();
  await scoreCustomers(database.db, shop, stage.now());
  const { rows } = await sql<{ customer_id: bigint; ours: string; theirs: string | null; tier: string | null }>`
    select customer_id, rfm_group as ours, shopify_group as theirs, shopify_spend_tier as tier from customer_scores where shop_id = ${shop.shopId} order by customer_id
  `.execute(database.db);
  // By the sandbox's own reckoning of these two.
  expect(rows.map(({ customer_id, theirs }) => [customer_id, theirs])).toEqual([
    [ada.id, expect.stringMatching(/^[A-Z_]+$/)],
    [eve.id, expect.stringMatching(/^[A-Z_]+$/)],
  ]);
  expect(new Set(rows.map(({ theirs }) => theirs)).size).toBe(2);
  expect(rows.map(({ tier }) => tier)).toEqual(["LOW", "MEDIUM"]);
  // The night that told it has moved whom it moves.
  expect(await members(database.db, shop.shopId)).toEqual([`${ada.id}:never`, `${eve.id}:subscribed`]);
  const day = await readLastDay(database.db, shop.shopId);
  const agreement = day?.summary.agreement ?? [];
  expect(agreement.reduce((sum, { customers }) => sum + customers, 0)).toBe(2);
  expect(agreement).toEqual(
    expect.arrayContaining(rows.map(({ ours, theirs }) => expect.objectContaining({ ours, theirs }) as unknown)),
  );
});
