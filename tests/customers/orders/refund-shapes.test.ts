import { describe, expect, it } from "vitest";

import { mergeOrders } from "../../../app/customers/orders/snapshot/order-merge.ts";
import { orderFromWebhook } from "../../../app/customers/orders/snapshot/order-from-webhook.ts";
import { netOf } from "../../../app/customers/orders/worth/order-net.ts";
import type { OrderSnapshot } from "../../../app/facts/order-snapshot.ts";
import { refundFromWebhook } from "../../../app/customers/orders/snapshot/refund-from-webhook.ts";
import { parseJson } from "../../../app/lib/json.ts";
import { editOrder, payOrder, placeOrder, refundOrder } from "../../sandbox/world/commerce.ts";
import { renderJson } from "../../sandbox/world/json.ts";
import { orderBody } from "../../sandbox/world/order-body.ts";
import { refundBody } from "../../sandbox/world/refund-body.ts";
import { sampleShop } from "../../support/sample-shop.ts";
import { readOrders } from "../../support/read-orders.ts";
import { someShop } from "../../support/shops.ts";

type Body = Record<string, unknown>;

/** A paid order of 60.00 and 40.00 without tax, with 5.00 of shipping. */
function stage(webhookVersion: string | undefined) {
  const sample = sampleShop(webhookVersion === undefined ? {} : { webhookVersion });
  const order = placeOrder(sample.world, sample.shop, {
    customerId: sample.customer.id,
    lines: [
      { title: "Grinder", priceMinor: 6_000n, quantity: 1, taxable: false },
      { title: "Kettle", priceMinor: 4_000n, quantity: 1, taxable: false },
    ],
    shippingMinor: 500n,
  });
  const [grinder, kettle] = order.lines.map(({ id }) => id);
  if (grinder === undefined || kettle === undefined) throw new Error("The order has two lines");
  const refund = (input: Parameters<typeof refundOrder>[3]) => {
    sample.wait(60_000);
    return refundOrder(sample.world, sample.shop, order, input);
  };
  const body = (): Body => parseJson(renderJson(orderBody(sample.shop, order))) as Body;
  const read = async () => {
    const [found] = await readOrders(sample, [order.id]);
    if (found === undefined) throw new Error("Shopify has the order");
    return found;
  };
  return { ...sample, placed: order, grinder, kettle, refund, body, read };
}

function told(body: Body): OrderSnapshot {
  const result = orderFromWebhook(body, someShop);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.order;
}

const PAID = 10_500n;

describe.each([
  ["as told since 2024-10", undefined],
  ["with kinds, as told before", "2024-07"],
])("refunds %s (real-store A4)", (_name, version) => {
  it("restocked without money, the order first seen afterwards: all of it was paid, all of it counts (real-store A4)", () => {
    const { refund, kettle, body } = stage(version);
    refund({ lines: [{ lineId: kettle, quantity: 1 }], moneyMinor: 0n });
    expect(told(body()).receivedMinor).toBe(PAID);
    expect(netOf(told(body()))).toBe(10_000n);
  });

  it("restocked without money, the paid order seen before: the same (real-store A4)", () => {
    const { refund, kettle, body } = stage(version);
    const before = told(body());
    refund({ lines: [{ lineId: kettle, quantity: 1 }], moneyMinor: 0n });
    const after = mergeOrders(before, told(body()));
    expect([after.receivedMinor, netOf(after)]).toEqual([PAID, 10_000n]);
  });

  it("goodwill of 10.00: what was received stays, and an edit that is not paid later takes nothing more (real-store A4)", () => {
    const { refund, body, world, shop, placed, product } = stage(version);
    const before = told(body());
    refund({ moneyMinor: 1_000n });
    const after = mergeOrders(before, told(body()));
    expect([after.receivedMinor, netOf(after)]).toEqual([PAID, 9_000n]);
    editOrder(world, shop, placed, { add: [{ variantId: product.variants[0]?.id ?? 0n, quantity: 1 }] });
    expect(mergeOrders(after, told(body())).receivedMinor).toBe(PAID);
    payOrder(world, shop, placed);
    expect(mergeOrders(after, told(body())).receivedMinor).toBe(placed.paidMinor);
  });

  it("5.00 of shipping given back, of which the body has no line: never taken for goods (real-store A4)", async () => {
    const { refund, body, read } = stage(version);
    refund({ shippingMinor: 500n });
    const source = body();
    const [only] = source["refunds"] as Body[];
    const order = told({ ...source, refunds: [{ ...only, refund_shipping_lines: [] }] });
    // Without kinds nothing in the body says so: it says what was received no more, and the order is read.
    expect(order.receivedMinor).toBe(version === undefined ? null : PAID);
    const known = version === undefined ? mergeOrders(order, await read()) : order;
    expect([known.receivedMinor, netOf(known)]).toEqual([PAID, 10_000n]);
  });

  it("shipping given back with its line: not goods, and all of it is told (real-store A4)", () => {
    const { refund, body } = stage(version);
    refund({ shippingMinor: 500n });
    expect([told(body()).receivedMinor, netOf(told(body()))]).toEqual([PAID, 10_000n]);
  });

  it("what an edit left over, given back: the order is read, and what is left of it counts (points 7)", async () => {
    const { refund, body, read, world, shop, placed, kettle } = stage(version);
    const before = told(body());
    editOrder(world, shop, placed, { setQuantity: [{ lineId: kettle, quantity: 0 }] });
    const given = refund({});
    expect(given.moneyMinor).toBe(4_000n);
    expect(told(body()).receivedMinor).toBeNull();
    const known = mergeOrders(mergeOrders(before, told(body())), await read());
    expect([known.receivedMinor, netOf(known)]).toEqual([PAID, 6_000n]);
  });

  // The stand-in tells refunded shipping with its tax; Shopify does not say whether it does.
  it.each([true, false])("says how much of the money was shipping whether or not the subtotal contains its tax (%s)", (gross) => {
    const { refund, body, shop, placed } = stage(version);
    const { shippingTaxMinor } = refund({ shippingMinor: 500n });
    expect(shippingTaxMinor).toBe(80n);
    const source = body();
    const [only] = source["refunds"] as [Body];
    const subtotal = (set: Body) =>
      gross ? set : { ...set, subtotal_amount_set: { shop_money: { amount: "4.20", currency_code: "EUR" } } };
    const change = (each: Body): Body => ({
      ...each,
      refund_shipping_lines: (each["refund_shipping_lines"] as Body[]).map(subtotal),
    });
    expect(told({ ...source, refunds: [change(only)] })).toMatchObject({
      receivedMinor: PAID,
      refunds: [{ shippingMinor: 500n }],
    });
    const alone = parseJson(renderJson(refundBody(shop, placed, placed.refunds[0] ?? expect.fail()))) as Body;
    expect(refundFromWebhook(change(alone), someShop)).toMatchObject({ refund: { shippingMinor: 500n } });
  });
});

it("adds the tax of refunded shipping where prices do not contain it (real-store A4)", () => {
  const { world, shop, customer, wait } = sampleShop({ taxesIncluded: false });
  const lines = [{ title: "Grinder", priceMinor: 6_000n, quantity: 1 }];
  const order = placeOrder(world, shop, { customerId: customer.id, lines, shippingMinor: 500n });
  wait(60_000);
  refundOrder(world, shop, order, { shippingMinor: 500n });
  const read = told(parseJson(renderJson(orderBody(shop, order))) as Body);
  expect(read).toMatchObject({ receivedMinor: order.paidMinor, refunds: [{ moneyMinor: 595n, shippingMinor: 595n }] });
  expect(netOf(read)).toBe(6_000n);
});
