import { describe, expect, it } from "vitest";

import { base, factsOf, orderOf } from "./bodies.ts";

const set = (shop: string, shown = shop, currency = "EUR") => ({
  shop_money: { amount: shop, currency_code: "EUR" },
  presentment_money: { amount: shown, currency_code: currency },
});

/** A refund of an item that cost 40.00. */
const ITEM = { refund_line_items: [{ line_item_id: 5, quantity: 1, subtotal_set: set("40.00") }] };
const BACK = [{ kind: "refund", status: "success", amount: "40.00", currency: "EUR" }];

describe("money of an order", () => {
  it("takes the tax out of prices that contain it, after discounts", () => {
    const line = {
      id: 1,
      quantity: 2,
      price: "59.50",
      discount_allocations: [{ amount: "11.90" }, { amount: "0.01" }],
      tax_lines: [{ price: "17.10" }],
    };
    const shipping = { price: "5.95", discounted_price: "5.95", tax_lines: [{ price: "0.95" }] };
    const body = { ...base, line_items: [line], shipping_lines: [shipping] };
    expect(orderOf({ ...body, taxes_included: true })).toMatchObject({
      lines: [{ netMinor: 8999n, taxMinor: 1710n }],
      shippingNetMinor: 500n,
      shippingTaxMinor: 95n,
    });
    expect(orderOf({ ...body, taxes_included: false })).toMatchObject({
      lines: [{ netMinor: 10709n, taxMinor: 1710n }],
      shippingNetMinor: 595n,
    });
  });

  it("counts in shop money when the customer paid in another", () => {
    const line = {
      id: 1,
      quantity: 3,
      price: "11.00",
      price_set: set("10.00", "11.00", "USD"),
      discount_allocations: [{ amount: "1.10", amount_set: set("1.00", "1.10", "USD") }],
    };
    expect(orderOf({ ...base, line_items: [line] }).lines[0]?.netMinor).toBe(2900n);
  });

  it("tells gift cards and tips apart", () => {
    const lines = [
      { id: 1, quantity: 1, price: "50", gift_card: true },
      { id: 2, quantity: 1, price: "2", tip: { payment_gateway: "x" } },
      { id: 3, quantity: 1, price: "3", tip: null },
    ];
    expect(orderOf({ ...base, line_items: lines }).lines.map(({ giftCard, tip }) => [giftCard, tip])).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  it.each([
    ["amount_set", { amount: "11.00", currency: "USD", amount_set: set("10.00", "11.00", "USD") }, 1000n],
    ["the shop's currency", { amount: "11.00", currency: "EUR" }, 1100n],
    ["the order's rate, half up", { amount: "11.01", currency: "USD" }, 1001n],
  ])("converts refund transactions by %s", (_name, transaction, moneyMinor) => {
    const refunds = [
      { id: 1, created_at: "2026-01-03T00:00:00Z", transactions: [{ kind: "refund", status: "success", ...transaction }] },
    ];
    expect(orderOf({ ...base, total_price_set: set("100.00", "110.00", "USD"), refunds }).refunds[0]?.moneyMinor).toBe(
      moneyMinor,
    );
  });

  it("does not take what a foreign refund books for what went back when the two differ", () => {
    const refund = {
      ...{ id: 1, created_at: "2026-01-03T00:00:00Z" },
      transactions: [{ kind: "refund", status: "success", amount: "109.45", currency: "USD" }],
      refund_line_items: [{ line_item_id: 5, quantity: 1, subtotal_set: set("100.00", "110.00", "USD") }],
    };
    const told = orderOf({ ...base, total_price_set: set("100.00", "110.00", "USD"), refunds: [refund] });
    expect(told.refunds[0]?.moneyMinor).toBe(9_950n);
  });

  it("counts only money that went back", () => {
    const transactions = [
      { kind: "refund", status: "failure", amount: "10", currency: "EUR" },
      { kind: "void", status: "success", amount: "10", currency: "EUR" },
      { kind: "refund", status: "success", amount: "3.50", currency: "EUR" },
    ];
    const refunds = [{ id: 1, created_at: "2026-01-03T00:00:00Z", transactions }];
    expect(orderOf({ ...base, refunds }).refunds[0]?.moneyMinor).toBe(350n);
  });

  it("reads refunded shipping and duties from adjustments or lines, never twice", () => {
    const refund = {
      ...{
        id: 1,
        created_at: "2026-01-03T00:00:00Z",
        transactions: [{ kind: "refund", status: "success", amount: "20.00", currency: "EUR" }],
      },
      order_adjustments: [
        { kind: "shipping_refund", amount: "-5.00", tax_amount: "-0.95" },
        { kind: "refund_discrepancy", amount: "-1.00", tax_amount: "0" },
      ],
      refund_shipping_lines: [{ subtotal_amount_set: set("5.95") }],
      total_duties_set: set("2.00"),
    };
    expect(orderOf({ ...base, refunds: [refund] }).refunds[0]).toMatchObject({ shippingMinor: 795n, dutiesMinor: 200n });
    const small = { ...refund, transactions: [{ kind: "refund", status: "success", amount: "6.00", currency: "EUR" }] };
    expect(orderOf({ ...base, refunds: [small] }).refunds[0]).toMatchObject({ shippingMinor: 600n, dutiesMinor: 5n });
  });

  it.each([
    ["an order as it was bought", { current_total_price: "100.00", total_outstanding: "0.00" }, [], 10_000n],
    ["an order that waits for its money", { current_total_price: "100.00", total_outstanding: "100.00" }, [], 0n],
    ["items that an edit removed before it was paid", { current_total_price: "60.00", total_outstanding: "0.00" }, [{}], 6_000n],
    [
      "items put back without money",
      { current_total_price: "60.00", total_outstanding: "0.00" },
      [{ ...ITEM, order_adjustments: [{ kind: "refund_discrepancy", amount: "33.61", tax_amount: "6.39" }] }],
      10_000n,
    ],
    [
      "items put back without money, told without a kind",
      { current_total_price: "60.00", total_outstanding: "0.00" },
      [{ ...ITEM, order_adjustments: [{ amount: "33.61", tax_amount: "6.39" }] }],
      10_000n,
    ],
    [
      "items put back without money, of which nothing is told: perhaps they had never been paid for",
      { current_total_price: "60.00", total_outstanding: "0.00" },
      [ITEM],
      null,
    ],
    [
      "items of an order that nobody has paid",
      { current_total_price: "60.00", total_outstanding: "60.00", financial_status: "pending" },
      [ITEM],
      0n,
    ],
    ["items paid back", { current_total_price: "60.00", total_outstanding: "0.00" }, [{ ...ITEM, transactions: BACK }], 10_000n],
    [
      "money of which nothing is told: goodwill, or what an edit left over",
      { current_total_price: "60.00", total_outstanding: "0.00" },
      [{ transactions: BACK }],
      null,
    ],
    [
      "money without items",
      { current_total_price: "100.00", total_outstanding: "0.00" },
      [
        {
          transactions: [{ kind: "refund", status: "success", amount: "10.00", currency: "EUR" }],
          order_adjustments: [{ kind: "refund_discrepancy", amount: "-10.00", tax_amount: "0.00" }],
        },
      ],
      10_000n,
    ],
    ["what says nothing about it", { total_outstanding: "0.00" }, [], null],
  ])("says what was paid before refunds (real-store A4): %s", (_name, totals, refunds, receivedMinor) => {
    const booked = refunds.map((refund, index) => ({ id: index + 1, created_at: "2026-01-03T00:00:00Z", ...refund }));
    expect(orderOf({ ...base, total_price: "100.00", ...totals, refunds: booked }).receivedMinor).toBe(receivedMinor);
  });

  it("asks for the order when nothing in a foreign refund tells the rate, and uses its lines when they do", () => {
    const refund = {
      id: 1,
      order_id: 9,
      created_at: "2026-01-03T00:00:00Z",
      transactions: [{ kind: "refund", status: "success", amount: "11.00", currency: "USD" }],
    };
    expect(factsOf("refunds/create", refund)).toEqual([{ kind: "order-stale", orderId: 9n }]);
    const line = { line_item_id: 5, quantity: 1, subtotal_set: set("20.00", "22.00", "USD") };
    expect(factsOf("refunds/create", { ...refund, refund_line_items: [line] })).toMatchObject([
      { kind: "refund", refund: { moneyMinor: 1000n } },
    ]);
  });
});
