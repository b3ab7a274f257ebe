import { sql } from "kysely";
import { beforeAll, expect, test, vi } from "vitest";

import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "en", actor: "merchant:42" }),
}));

const database = useDatabase();
const { loader, action } = await import("../../app/routes/app.messages.sending.tsx");
let other: Shop;

beforeAll(async () => {
  asking.shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
});

const address = "http://app.example/app/messages/sending";
const view = async () => (await loader({ request: new Request(address), params: {}, context: {} })).rules;
const save = (fields: Record<string, string>) =>
  action({ request: new Request(address, { method: "POST", body: new URLSearchParams(fields) }), params: {}, context: {} });

test("what a merchant says about sending is kept for their shop alone", async () => {
  const usual = {
    capHours: 16,
    capPerWeek: null,
    dailyLimit: null,
    restSundays: false,
    restHolidays: false,
    existingCustomersSince: null,
  };
  expect(await view()).toEqual(usual);
  const said = { capHours: "24", capPerWeek: "3", dailyLimit: "1,000", restSundays: "on", restHolidays: "on" };
  expect(await save({ ...said, shopId: String(other.shopId) })).toMatchObject({ ok: true });
  expect(await view()).toEqual({
    capHours: 24,
    capPerWeek: 3,
    dailyLimit: 1000,
    restSundays: true,
    restHolidays: true,
    existingCustomersSince: null,
  });
  const { rows } = await sql`select 1 from sending_rules where shop_id = ${other.shopId}`.execute(database.db);
  expect(rows).toEqual([]);
  expect(await save({ capHours: "" })).toMatchObject({ ok: true });
  expect(await view()).toEqual({ ...usual, capHours: 0 });
});

test("what is wrong is said at its field, and nothing is saved", async () => {
  const before = await view();
  expect(await save({ capHours: "500", capPerWeek: "x" })).toEqual({
    ok: false,
    errors: { capHours: "range", capPerWeek: "whole" },
  });
  expect(await view()).toEqual(before);
});

test("§ 7 (3) UWG is off until all four conditions are ticked, and holds from then on", async () => {
  const all = { fromSale: "on", similarGoods: "on", noObjection: "on", toldOfRight: "on" };
  for (const missing of Object.keys(all)) {
    const answer = await save({ ...all, [missing]: "" });
    expect(answer).toEqual({ ok: false, errors: { existingCustomers: "all-four" } });
  }
  expect((await view()).existingCustomersSince).toBeNull();
  expect(await save(all)).toMatchObject({ ok: true });
  const since = (await view()).existingCustomersSince;
  expect(since).toBeInstanceOf(Date);
  expect(await save({ ...all, capHours: "5" })).toMatchObject({ ok: true });
  expect((await view()).existingCustomersSince).toEqual(since);
  expect(await save({ capHours: "5" })).toMatchObject({ ok: true });
  expect((await view()).existingCustomersSince).toBeNull();
});

test("DNS is asked for the shop's own sender domain only, and without one for nothing", async () => {
  const domain = await import("../../app/routes/app.messages.domain.json.ts");
  const asked = domain.loader({
    request: new Request("http://app.example/app/messages/domain.json?selector=x&domain=evil.example"),
    params: {},
    context: {},
  });
  await expect(asked).rejects.toMatchObject({ status: 404 });
});
