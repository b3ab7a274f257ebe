import fc from "fast-check";
import { expect, test } from "vitest";

import { readCalculations, readEquation } from "../../app/points/account/account.server.ts";
import { calculationOf } from "../../app/points/account/calculation.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import * as ledger from "../../app/points/ledger.server.ts";
import { earningOf } from "../../app/points/orders/earning.ts";
import { owed } from "../../app/points/orders/owed.ts";
import { multiplierSchema } from "../../app/program/rules/multiplier.ts";
import { DEFAULT_RULES, programRulesSchema, type Program } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { listPrograms } from "../../app/program/versions.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";
import * as pipeline from "../support/pipeline.ts";

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");
const weekend = multiplierSchema.parse({ key: "weekend", name: "Double weekend", perMille: 2_000, products: ["5"] });
const program: Program = {
  ...{ version: 3, effectiveFrom: new Date(0) },
  rules: programRulesSchema.parse({ ...DEFAULT_RULES, pendingDays: 0, tiers: TIER_PRESET, multipliers: [weekend] }),
};

test("an order's calculation names each step and ends at what the order is owed (merchant 13)", () => {
  const lines = [line(1n, 2_025n, { productId: 5n, title: "Mug" }), line(2n, 2_025n, { productId: 6n })];
  const bought = order(lines, { refunds: [refund(1n, 1_000n, [{ lineId: 2n, quantity: 1 }])] });
  const earning = earningOf(bought, program.rules, null, "gold", new Map());
  expect(calculationOf(bought, program, earning, null)).toMatchObject({
    ...{ nothing: null, boughtMinor: 4_050n, lostMinor: 1_000n, netMinor: 3_050n },
    lines: [{ title: "Mug", perMille: 2_000, rules: ["Double weekend"] }],
    // (20.25 × 2 + 10.25) × 5 × 1.5
    ...{ weighted: 5_075_000n, hundredths: { plain: 25_375n, all: 38_062n }, points: 380n },
    tier: { perMille: 1_500 },
  });
});

test("whatever an order is like, its calculation ends at what it is owed, or says why it is nothing", () => {
  const status = fc.constantFrom("paid", "pending", "partially_refunded", "refunded", "voided");
  const some = fc.array(fc.record({ net: fc.bigInt(0n, 99_999n), tax: fc.bigInt(0n, 999n), product: fc.bigInt(4n, 6n) }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(some, fc.bigInt(0n, 50_000n), status, fc.boolean(), fc.boolean(), (list, money, financialStatus, test, tax) => {
      const rules = { ...program.rules, base: { shipping: true, tax, discounts: false } };
      const bought = order(
        list.map(({ net, tax: taxMinor, product }, index) => line(BigInt(index + 1), net, { taxMinor, productId: product })),
        { financialStatus, test, shippingNetMinor: 490n, refunds: [refund(1n, money)] },
      );
      const earning = earningOf(bought, rules, null, "silver", new Map());
      const told = calculationOf(bought, { ...program, rules }, earning, null);
      expect(told.points).toBe(owed(bought, { ...program, rules }, earning));
      expect(told.boughtMinor - told.lostMinor).toBe(told.netMinor);
      if (told.nothing === null) expect(told.hundredths.all / 100n).toBe(told.points);
      else expect(told.points).toBe(0n);
    }),
  );
});

test("the parts of a balance add up to it, and the account's orders have their calculation (merchant 13)", async () => {
  const shop = await createEarningShop(database.db, { programs: [program] });
  const run = (work: Parameters<typeof pipeline.inShop<unknown>>[1]) => pipeline.inShop(shop.shopId, work);
  await run((tx) => pipeline.apply(tx, shop, [{ kind: "order", order: order([line(1n, 10_000n)]), announced: true }], NOW));
  const adjustment = { customerId: 77n, reason: "Sorry", actor: "merchant:1" };
  await run((tx) => ledger.adjust(tx, shop, { ...adjustment, points: 50n, key: "a" }, NOW));
  await run((tx) => ledger.adjust(tx, shop, { ...adjustment, points: -20n, key: "b" }, NOW));
  const { available, pending } = await readAccount(database.db, shop, 77n, NOW);
  const equation = await readEquation(database.db, shop.shopId, 77n);
  expect(equation).toMatchObject({ parts: { orders: 500n, adjustments: 30n, redeemed: 0n }, total: available + pending });
  const entries = await ledger.listEntries(database.db, shop.shopId, 77n, { limit: 25 });
  const programs = await listPrograms(database.db, shop.shopId);
  const told = await readCalculations(database.db, shop.shopId, 77n, entries, programs);
  expect(Object.values(told)).toMatchObject([{ points: 500n, nothing: null, version: 3 }]);
  expect(await readCalculations(database.db, shop.shopId, 78n, entries, programs)).toEqual({});
});
