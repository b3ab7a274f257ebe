import { sql } from "kysely";
import { beforeEach, expect, test, vi } from "vitest";

import { createDefaultProgram } from "../../app/program/versions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { addCustomers } from "../customers/views/list-seed.ts";
import { useDatabase } from "../support/database.ts";
import { INSTALLED_AT, installShop } from "../support/shops.ts";

// Who asks is Shopify's to say, and jobs run elsewhere; everything behind them is real.
const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));
vi.mock("../../app/queue/queue.server.ts", () => ({ enqueue: () => Promise.resolve() }));

const database = useDatabase();
const { action } = await import("../../app/routes/app.customers.$customerId.tsx");
let shop: Shop;

beforeEach(async () => {
  shop = await installShop(database.db, `${crypto.randomUUID()}.myshopify.com`);
  await createDefaultProgram(shop.shopId, INSTALLED_AT);
  await addCustomers(database.db, shop.shopId, [{ id: 11n, firstName: "Anna", email: "anna@example.com" }]);
  asking.shop = shop;
});

/** What the form's "Post adjustment" sends. */
const press = (key: string, points: string) => {
  const fields = { key, points, reason: "Goodwill", publicReason: "", tell: "false", affectsTier: "false" };
  const request = new Request("http://app.example/app/customers/11", { method: "POST", body: new URLSearchParams(fields) });
  return action({ request, params: { customerId: "11" }, context: {} });
};
const posted = async () =>
  (await sql<{ points: bigint }>`select points from ledger_entries where shop_id = ${shop.shopId}`.execute(database.db)).rows;

test("a double click on “Post adjustment” posts one adjustment, and each click is told of success (merchant 40)", async () => {
  const key = crypto.randomUUID();
  const done = { ok: true, points: 20n };
  expect(await Promise.all([press(key, "20"), press(key, "20")])).toEqual([done, done]);
  // And so is whoever sends the form again later.
  expect(await press(key, "20")).toEqual(done);
  expect(await posted()).toEqual([{ points: 20n }]);
});

test("other points under the same form's key post nothing, and say what was posted (merchant 40)", async () => {
  const key = crypto.randomUUID();
  await press(key, "20");
  expect(await press(key, "50")).toMatchObject({
    data: { ok: false, errors: { points: "another-posted" }, count: 20n },
    init: { status: 409 },
  });
  expect(await posted()).toEqual([{ points: 20n }]);
});
