import { beforeEach, expect, it } from "vitest";

import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { AskedKind } from "../../app/refill/wishes/form.ts";
import { isKept, keepWishes } from "../../app/refill/wishes/wishes.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const now = new Date("2026-11-29T10:00:00Z");
const askedKinds: AskedKind[] = ["later", "stop", "again"];
const productIds = [7n, 8n];
let shop: Shop;

beforeEach(async () => {
  shop = await stageShop(database.db, plusMs(now, -DAY_MS));
  await stageCustomer(database.db, shop, 1n);
});

it("a wish is known to be kept already exactly where keeping it would change nothing, so that it need not wait", async () => {
  const kept = (what: AskedKind, at = now) => isKept(database.db, shop.shopId, 1n, { what, productIds }, at);
  for (const first of askedKinds) {
    await keepWishes(database.db, shop.shopId, 1n, { what: first, productIds }, now);
    for (const second of askedKinds) expect([first, second, await kept(second)]).toEqual([first, second, first === second]);
  }
  await keepWishes(database.db, shop.shopId, 1n, { what: "later", productIds }, now);
  expect(await kept("later", plusMs(now, DAY_MS + 1))).toBe(false);
  await keepWishes(database.db, shop.shopId, 1n, { what: "again", productIds: [8n] }, now);
  expect([await kept("later"), await kept("again")]).toEqual([false, false]);
});
