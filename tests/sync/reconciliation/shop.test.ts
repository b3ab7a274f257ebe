import { beforeEach, expect, test } from "vitest";

import type { Shop } from "../../../app/shops/shop.ts";
import { readStorefront } from "../../../app/shops/shops.server.ts";
import { openWideFor } from "../../../app/sync/reconciliation/state.server.ts";
import { updateShop } from "../../sandbox/world/commerce.ts";
import { useAdminApi } from "../../support/admin-api.ts";
import { useDatabase } from "../../support/database.ts";
import { createStage, DAY, MINUTE } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const stage = createStage(database, api);
let shop: Shop;

beforeEach(async () => {
  api.wait(DAY);
  shop = await stage.install();
  await stage.compare(shop);
  stage.drain();
});

const found = () => readStorefront(database.db, shop);

test("the night tells where the shop is on the web, and in which languages (shopper 28)", async () => {
  expect(await found()).toMatchObject({ primaryUrl: null, publishedLocales: [] });
  api.shop.ownHost = "www.morgenrot.de";
  await openWideFor(database.db, shop.shopId, 3 * DAY, stage.now());
  await stage.compare(shop, "wide");
  expect(await found()).toMatchObject({ primaryUrl: "https://www.morgenrot.de", primaryLocale: "de", publishedLocales: ["en"] });
});

test("a new domain is known at once, by the message of the change (shopper 28)", async () => {
  api.wait(MINUTE);
  updateShop(api.world, api.shop, { ownHost: "neu.morgenrot.de" });
  await stage.deliver(shop, stage.drain());
  expect(await found()).toMatchObject({ primaryUrl: "https://neu.morgenrot.de" });
});
