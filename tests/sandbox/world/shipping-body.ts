import { toDecimal } from "../lib/money.ts";
import { allocationsBody, taxLinesBody } from "./line-body.ts";
import { moneySet } from "./money-body.ts";
import type { Order, Shop } from "./types.ts";

/** An order has one shipping line, or none when nothing was shipped. */
export function shippingLinesBody(shop: Shop, order: Order) {
  const discount = order.shippingDiscounts.reduce((sum, allocation) => sum + allocation.amountMinor, 0n);
  const price = order.shippingMinor + discount;
  if (price === 0n) return [];
  return [
    {
      id: order.id + 1n,
      carrier_identifier: null,
      code: "Standard",
      current_discounted_price_set: moneySet(order, order.currentShippingMinor),
      discounted_price: toDecimal(order.shippingMinor, order.currency),
      discounted_price_set: moneySet(order, order.shippingMinor),
      is_removed: false,
      phone: null,
      price: toDecimal(price, order.currency),
      price_set: moneySet(order, price),
      requested_fulfillment_service_id: null,
      source: "shopify",
      title: "Standard",
      tax_lines: taxLinesBody(shop, order, order.shippingTaxMinor, order.shippingTaxMinor > 0n),
      discount_allocations: allocationsBody(order, order.shippingDiscounts),
    },
  ];
}
