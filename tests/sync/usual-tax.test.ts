import { expect, test } from "vitest";

import { applyOrders } from "../../app/customers/orders/orders.server.ts";
import { usualTaxPerMille } from "../../app/sync/theme/shop-taxes.server.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { useDatabase } from "../support/database.ts";
import { line, order } from "../support/orders.ts";

const database = useDatabase();
const NOW = new Date("2026-03-20T09:00:00Z");
const taxes = (minor: bigint, times: number) => Array.from({ length: times }, () => minor);

test.each([
  ["without sales, the country's standard rate", [], 190],
  ["the rate that most sales carried", [...taxes(190n, 2), ...taxes(70n, 3)], 70],
  ["sales without tax say nothing about those with", [...taxes(0n, 30), 190n], 190],
  ["a few sales abroad are no small business", taxes(0n, 9), 190],
  ["a small business that charges no tax", taxes(0n, 10), 0],
])("%s", async (_name, taxMinors, rate) => {
  const shop = { ...(await createEarningShop(database.db)), countryCode: "DE" };
  const lines = taxMinors.map((taxMinor, index) => line(BigInt(index + 1), 1_000n, { taxMinor }));
  const cards = Array.from({ length: 20 }, (_, index) => line(BigInt(100 + index), 1_000n, { giftCard: true }));
  await database.db
    .transaction()
    .execute((tx) =>
      applyOrders(tx, shop, [{ kind: "order", order: order([...lines, ...cards]), announced: true }], () => "everybody", NOW),
    );
  expect(await usualTaxPerMille(database.db, shop)).toBe(rate);
});
