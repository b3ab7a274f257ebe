import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import * as commerce from "../../sandbox/world/commerce.ts";
import {
  allocate,
  currentTotals,
  lineTotal,
  originalTotals,
  outstandingMinor,
  refundedMinor,
  taxOn,
} from "../../sandbox/world/money.ts";
import { load, save } from "../../sandbox/world/persist.ts";
import { sampleShop, type Sample } from "../../support/sample-shop.ts";
import type { Order } from "../../sandbox/world/types.ts";
import { createWorld } from "../../sandbox/world/world.ts";

const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);

describe("allocation", () => {
  it("gives the cents of a real order", () => {
    expect(allocate(1000n, [9400n, 10000n, 10000n, 10000n])).toEqual([239n, 254n, 254n, 253n]);
  });

  it("adds up and never takes more than there is", () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 100_000n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 1000 }), (values, perMille) => {
        const amount = (sum(values) * BigInt(perMille)) / 1000n;
        const parts = allocate(amount, values);
        expect(sum(parts)).toBe(amount);
        parts.forEach((part, index) => expect(part >= 0n && part <= (values[index] ?? 0n)).toBe(true));
      }),
    );
  });
});

describe("tax", () => {
  it("is contained in or added to the price", () => {
    expect(taxOn(11900n, 190, true)).toBe(1900n);
    expect(taxOn(10000n, 190, false)).toBe(1900n);
  });
});

const arbitraryOrder = fc.record({
  taxesIncluded: fc.boolean(),
  lines: fc.array(
    fc.record({
      priceMinor: fc.bigInt({ min: 1n, max: 20_000n }),
      quantity: fc.integer({ min: 1, max: 5 }),
      giftCard: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  percent: fc.option(fc.integer({ min: 1, max: 100 })),
  amountMinor: fc.option(fc.bigInt({ min: 1n, max: 5_000n })),
  shippingPercent: fc.option(fc.integer({ min: 1, max: 100 })),
  tipMinor: fc.bigInt({ min: 0n, max: 500n }),
  shippingMinor: fc.bigInt({ min: 0n, max: 900n }),
});

const arbitraryStep = fc.oneof(
  fc.record({
    kind: fc.constant("refund" as const),
    line: fc.nat(5),
    quantity: fc.integer({ min: 1, max: 5 }),
    shipping: fc.bigInt({ min: 0n, max: 900n }),
  }),
  fc.record({ kind: fc.constant("restock" as const), line: fc.nat(5), quantity: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant("goodwill" as const), perMille: fc.integer({ min: 1, max: 1000 }) }),
  fc.record({ kind: fc.constant("edit" as const), line: fc.nat(5), quantity: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ kind: fc.constant("pay" as const) }),
  fc.record({ kind: fc.constant("fulfil" as const) }),
);
type Step = typeof arbitraryStep extends fc.Arbitrary<infer Value> ? Value : never;

function place(sample: Sample, input: typeof arbitraryOrder extends fc.Arbitrary<infer Value> ? Value : never): Order {
  return commerce.placeOrder(sample.world, sample.shop, {
    customerId: sample.customer.id,
    taxesIncluded: input.taxesIncluded,
    lines: input.lines,
    tipMinor: input.tipMinor,
    shippingMinor: input.shippingMinor,
    discounts: [
      ...(input.amountMinor === null ? [] : [{ title: "First line", amountMinor: input.amountMinor, target: [0] }]),
      ...(input.percent === null ? [] : [{ code: "PERCENT", percent: input.percent }]),
      ...(input.shippingPercent === null ? [] : [{ code: "SHIP", percent: input.shippingPercent, target: "shipping" as const }]),
    ],
  });
}

function apply(sample: Sample, order: Order, step: Step): void {
  const { world, shop } = sample;
  if (step.kind === "pay") return void commerce.payOrder(world, shop, order);
  if (step.kind === "fulfil") return void commerce.fulfilOrder(world, shop, order);
  const refundable = order.paidMinor - refundedMinor(order);
  if (step.kind === "goodwill") {
    return void commerce.refundOrder(world, shop, order, { moneyMinor: (refundable * BigInt(step.perMille)) / 1000n });
  }
  const line = order.lines[step.line % order.lines.length];
  if (line === undefined) return;
  if (step.kind === "edit") {
    return void commerce.editOrder(world, shop, order, { setQuantity: [{ lineId: line.id, quantity: step.quantity }] });
  }
  const quantity = Math.min(step.quantity, line.currentQuantity);
  const lines = quantity === 0 ? [] : [{ lineId: line.id, quantity }];
  if (step.kind === "restock") return void commerce.refundOrder(world, shop, order, { lines, moneyMinor: 0n });
  const shippingMinor = step.shipping < order.currentShippingMinor ? step.shipping : order.currentShippingMinor;
  commerce.refundOrder(world, shop, order, { lines, shippingMinor });
}

/** Without the app no body is rendered: thousands of orders cost little. */
function silentShop(): Sample {
  const sample = sampleShop();
  sample.shop.installed = false;
  return sample;
}

function checkBooks(order: Order): void {
  const [before, now] = [originalTotals(order), currentTotals(order)];
  expect(before.subtotal + before.tip).toBe(sum(order.lines.map(lineTotal)));
  expect(before.lineItems - before.subtotal + sum(order.shippingDiscounts.map((part) => part.amountMinor))).toBe(
    before.discounts,
  );
  expect(before.total).toBe(before.subtotal + before.tip + before.shipping + (order.taxesIncluded ? 0n : before.tax));
  for (const line of order.lines) {
    expect(line.currentQuantity >= 0 && line.currentQuantity <= line.quantity).toBe(true);
    expect(line.currentTotalMinor >= 0n && line.currentTotalMinor <= lineTotal(line)).toBe(true);
    expect(line.currentTaxMinor >= 0n && line.currentTaxMinor <= line.taxMinor).toBe(true);
    if (line.currentQuantity === 0) expect([line.currentTotalMinor, line.currentTaxMinor]).toEqual([0n, 0n]);
  }
  expect(now.subtotal <= before.subtotal && now.tax >= 0n && now.shipping >= 0n).toBe(true);
  const transactions = (kind: "sale" | "refund") =>
    sum(order.transactions.filter((each) => each.kind === kind).map((each) => each.amountMinor));
  expect(transactions("sale")).toBe(order.paidMinor);
  expect(transactions("refund")).toBe(refundedMinor(order));
  expect(refundedMinor(order) <= order.paidMinor).toBe(true);
}

describe("orders", () => {
  it("keep their books through any refunds, edits and payments", () => {
    fc.assert(
      fc.property(arbitraryOrder, fc.array(arbitraryStep, { maxLength: 8 }), (input, steps) => {
        const sample = silentShop();
        const order = place(sample, input);
        checkBooks(order);
        expect(outstandingMinor(order)).toBe(0n);
        for (const step of steps) {
          apply(sample, order, step);
          checkBooks(order);
        }
        commerce.cancelOrder(sample.world, sample.shop, order, { refund: true });
        checkBooks(order);
        expect(refundedMinor(order)).toBe(order.paidMinor);
        expect(currentTotals(order)).toEqual({
          subtotal: 0n,
          tip: 0n,
          tax: 0n,
          discounts: 0n,
          lineItems: 0n,
          shipping: 0n,
          total: 0n,
        });
        expect(order.lines.every((line) => line.currentQuantity === 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("give back every cent when the units are refunded one by one", () => {
    fc.assert(
      fc.property(arbitraryOrder, (input) => {
        const sample = silentShop();
        const order = place(sample, input);
        for (const line of order.lines) {
          while (line.currentQuantity > 0) {
            commerce.refundOrder(sample.world, sample.shop, order, { lines: [{ lineId: line.id, quantity: 1 }] });
          }
        }
        commerce.refundOrder(sample.world, sample.shop, order, { shippingMinor: order.currentShippingMinor });
        expect(refundedMinor(order)).toBe(order.paidMinor);
        expect(order.refunds.every((refund) => refund.discrepancyMinor === 0n)).toBe(true);
        if (order.paidMinor > 0n) expect(order.financialStatus).toBe("refunded");
      }),
      { numRuns: 100 },
    );
  });

  it("leave gift cards and tips without tax and discount", () => {
    const sample = sampleShop();
    const order = commerce.placeOrder(sample.world, sample.shop, {
      customerId: sample.customer.id,
      lines: [
        { priceMinor: 5000n, quantity: 1, giftCard: true },
        { priceMinor: 11900n, quantity: 1 },
      ],
      discounts: [{ code: "HALF", percent: 50 }],
      tipMinor: 300n,
      shippingMinor: 0n,
    });
    expect(order.lines.map((line) => [lineTotal(line), line.taxMinor])).toEqual([
      [5000n, 0n],
      [5950n, 950n],
      [300n, 0n],
    ]);
    expect(originalTotals(order)).toMatchObject({ subtotal: 10950n, tip: 300n, total: 11250n, tax: 950n });
  });

  it("owe nothing more once what an edit left over was given back, and a later payment takes the right sum (points 7)", () => {
    const { world, shop, customer, product } = silentShop();
    const lines = [
      { title: "Grinder", priceMinor: 14_360n, quantity: 1 },
      { title: "Kettle", priceMinor: 4_085n, quantity: 1 },
    ];
    const order = commerce.placeOrder(world, shop, { customerId: customer.id, lines, shippingMinor: 0n });
    expect(order.paidMinor).toBe(18_445n);
    commerce.editOrder(world, shop, order, { setQuantity: [{ lineId: order.lines[1]?.id ?? 0n, quantity: 0 }] });
    expect([outstandingMinor(order), order.financialStatus]).toEqual([-4_085n, "paid"]);

    const part = commerce.refundOrder(world, shop, order, { moneyMinor: 1_000n });
    expect([part.discrepancyMinor, outstandingMinor(order)]).toEqual([0n, -3_085n]);
    const rest = commerce.refundOrder(world, shop, order, {});
    expect([rest.moneyMinor, rest.discrepancyMinor]).toEqual([3_085n, 0n]);
    expect([outstandingMinor(order), order.financialStatus]).toEqual([0n, "partially_refunded"]);

    commerce.editOrder(world, shop, order, { add: [{ variantId: product.variants[0]?.id ?? 0n, quantity: 1 }] });
    expect(outstandingMinor(order)).toBe(1_299n);
    commerce.payOrder(world, shop, order);
    expect([order.paidMinor, outstandingMinor(order)]).toEqual([18_445n + 1_299n, 0n]);
  });

  it("book as goodwill only what goes beyond the items and what an edit left over (points 7)", () => {
    const { world, shop, customer } = silentShop();
    const lines = [
      { title: "Grinder", priceMinor: 5_000n, quantity: 1 },
      { title: "Kettle", priceMinor: 4_000n, quantity: 1 },
      { title: "Filter", priceMinor: 1_000n, quantity: 1 },
    ];
    const order = commerce.placeOrder(world, shop, { customerId: customer.id, lines, shippingMinor: 0n });
    const [, kettle, filter] = order.lines.map(({ id }) => id);
    commerce.editOrder(world, shop, order, { setQuantity: [{ lineId: kettle ?? 0n, quantity: 0 }] });
    const refund = commerce.refundOrder(world, shop, order, {
      lines: [{ lineId: filter ?? 0n, quantity: 1 }],
      moneyMinor: 5_500n,
    });
    expect([refund.discrepancyMinor, outstandingMinor(order)]).toEqual([-500n, 0n]);
  });

  it("refuse to refund more than there is", () => {
    const sample = sampleShop();
    const order = sample.order();
    const line = order.lines[0]?.id ?? 0n;
    const refund = (input: commerce.RefundInput) => () => commerce.refundOrder(sample.world, sample.shop, order, input);
    expect(refund({ lines: [{ lineId: line, quantity: 4 }] })).toThrow(/units left/);
    expect(refund({ lines: [{ lineId: line, quantity: 0 }] })).toThrow(/units left/);
    expect(refund({ moneyMinor: 10_000_000n })).toThrow(/can be refunded/);
    expect(refund({ shippingMinor: 491n })).toThrow(/shipping/);
    expect(order.refunds).toEqual([]);
  });

  it("are voided when cancelled unpaid, and stay paid when cancelled without refund", () => {
    const sample = sampleShop();
    const { world, shop, customer } = sample;
    const unpaid = commerce.placeOrder(world, shop, {
      customerId: customer.id,
      lines: [{ priceMinor: 100n, quantity: 1 }],
      paid: false,
    });
    expect(unpaid.financialStatus).toBe("pending");
    commerce.cancelOrder(world, shop, unpaid, { refund: false });
    expect(unpaid.financialStatus).toBe("voided");
    const kept = sample.order();
    commerce.cancelOrder(world, shop, kept, { refund: false });
    expect(kept.financialStatus).toBe("paid");
    expect(kept.refunds[0]).toMatchObject({ moneyMinor: 0n, discrepancyMinor: kept.paidMinor });
  });

  it("announce themselves as Shopify does", () => {
    const sample = sampleShop();
    const { world, shop } = sample;
    const seen = () => sample.events.splice(0).map(({ topic }) => topic);
    seen();
    const order = sample.order();
    expect(seen()).toEqual(["orders/create", "orders/paid", "orders/updated"]);
    commerce.fulfilOrder(world, shop, order);
    expect(seen()).toEqual(["fulfillments/create", "orders/fulfilled", "orders/updated"]);
    commerce.refundOrder(world, shop, order, { moneyMinor: 100n });
    expect(seen()).toEqual(["refunds/create", "orders/updated"]);
    commerce.editOrder(world, shop, order, { setQuantity: [{ lineId: order.lines[0]?.id ?? 0n, quantity: 4 }] });
    expect(seen()).toEqual(["orders/edited", "orders/updated"]);
    commerce.cancelOrder(world, shop, order, { refund: true });
    expect(seen()).toEqual(["refunds/create", "orders/cancelled", "orders/updated"]);
  });
});

describe("customers", () => {
  it("do not share an e-mail, and keep what a merge brings", () => {
    const { world, shop, customer, order } = sampleShop();
    expect(() => commerce.createCustomer(world, shop, { email: " ERIKA@example.com " })).toThrow(/already been taken/);
    const other = commerce.createCustomer(world, shop, { email: "other@example.com", tags: ["vip", "Friend"] });
    const placed = order();
    commerce.mergeCustomers(world, shop, other, customer);
    expect(placed.customerId).toBe(other.id);
    expect(shop.customers.has(customer.id)).toBe(false);
    expect(other.tags).toEqual(["Friend", "vip"]);
    expect(commerce.findCustomerByEmail(shop, "erika@example.com")).toBeUndefined();
    expect(() => commerce.deleteCustomer(world, shop, other)).toThrow(/associated orders/);
  });
});

describe("a saved world", () => {
  it("comes back whole, and goes on counting its ids", () => {
    const folder = mkdtempSync(join(tmpdir(), "world-"));
    try {
      const sample = sampleShop();
      const order = sample.order();
      const file = join(folder, "nested", "world.bin");
      save(sample.world, file);
      const next = createWorld(sample.world.clock, () => undefined);
      expect(load(next, join(folder, "absent"))).toBe(false);
      expect(load(next, file)).toBe(true);
      const shop = next.shops.get(sample.shop.domain);
      expect(shop).toEqual(sample.shop);
      expect(shop?.orders.get(order.id)?.createdAt).toBeInstanceOf(Date);
      expect(next.nextId()).toBeGreaterThan(sample.world.lastId);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
