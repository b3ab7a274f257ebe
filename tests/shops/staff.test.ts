import { expect, test } from "vitest";

import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { isToBeAsked, listStaff, nameStaff } from "../../app/shops/staff/staff.server.ts";
import { nameOf, userIn } from "../../app/shops/staff/staff.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const database = useDatabase();
const NOW = new Date("2026-11-30T12:00:00Z");

test.each([
  [{ first_name: "Anna", last_name: "Berg", email: "anna@example.com" }, "Anna Berg"],
  [{ first_name: "", last_name: "Berg" }, "Berg"],
  [{ first_name: " ", last_name: "", email: "anna@example.com" }, "anna@example.com"],
  [{}, null],
])("staff are called as Shopify calls them: %j", (user, name) => expect(nameOf(user)).toBe(name));

test("only merchants are staff", () => {
  expect(["merchant:7", "shopper", "system", null].map(userIn)).toEqual(["7", null, null, null]);
});

test("who opens a page is asked for once, again when the name is a month old, and the day after no answer (merchant 16)", async () => {
  const shop = await installShop(database.db, "staff.myshopify.com");
  const asks = (days: number, userId = 7n) => isToBeAsked(database.db, shop.shopId, userId, plusMs(NOW, days * DAY_MS));
  expect((await Promise.all([asks(0), asks(0), asks(0)])).filter(Boolean)).toHaveLength(1);
  await nameStaff(database.db, shop.shopId, 7n, "Anna Berg");
  expect([await asks(29), await asks(31), await asks(31)]).toEqual([false, true, false]);
  expect([await asks(0, 8n), await asks(0.5, 8n), await asks(2, 8n)]).toEqual([true, false, true]);
  expect(await listStaff(database.db, shop.shopId)).toEqual({ 7: "Anna Berg" });
});
