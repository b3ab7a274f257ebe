import { expect, test } from "vitest";

import { orderFromWebhook } from "../../../app/customers/orders/snapshot/order-from-webhook.ts";
import { refundFromWebhook } from "../../../app/customers/orders/snapshot/refund-from-webhook.ts";
import { someShop } from "../../support/shops.ts";
import { base, orderOf } from "../../webhooks/bodies.ts";

const line = (id: number, price: string) => ({ id, quantity: 1, price });

test("many amounts that fit, and whose sum does not, are refused at once (security-faults 14)", () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => line(index + 1, "9999999999.99"));
  expect(orderFromWebhook({ ...base, line_items: lines }, someShop)).toEqual({
    ok: false,
    issues: [{ path: "line_items", message: "holds an amount out of range" }],
  });
  expect(orderOf({ ...base, line_items: lines.slice(0, 100) }).lines).toHaveLength(100);
});

test("a refund's amounts are limited together, too", () => {
  const transactions = [1, 2].map((id) => ({
    id,
    kind: "refund",
    status: "success",
    amount: "9999999999999.99",
    currency: "EUR",
  }));
  const body = { id: 1, order_id: 1, created_at: "2026-01-02T00:00:00Z", transactions };
  expect(refundFromWebhook(body, someShop)).toMatchObject({ ok: false, issues: [{ path: "transactions" }] });
});
