import { toDecimal } from "../lib/money.ts";
import { moneySet } from "./money-body.ts";
import type { DiscountAllocation, LineItem, Order, Shop } from "./types.ts";

/** What can still be shipped of a line. */
export function fulfillableQuantity(line: LineItem): number {
  return line.tip || line.giftCard ? 0 : Math.max(0, line.currentQuantity - line.fulfilledQuantity);
}

export function allocationsBody(order: Order, allocations: readonly DiscountAllocation[]) {
  return allocations.map((allocation) => ({
    amount: toDecimal(allocation.amountMinor, order.currency),
    amount_set: moneySet(order, allocation.amountMinor),
    discount_application_index: allocation.application,
  }));
}

export function taxLinesBody(shop: Shop, order: Order, taxMinor: bigint, taxable: boolean) {
  if (!taxable) return [];
  return [
    {
      channel_liable: false,
      price: toDecimal(taxMinor, order.currency),
      price_set: moneySet(order, taxMinor),
      rate: shop.taxPerMille / 1000,
      title: taxTitle(order),
    },
  ];
}

export function taxTitle(order: Pick<Order, "countryCode">): string {
  return `${order.countryCode} VAT`;
}

export function lineBody(shop: Shop, order: Order, line: LineItem) {
  const shipped = line.fulfilledQuantity === 0 ? null : line.fulfilledQuantity >= line.quantity ? "fulfilled" : "partial";
  return {
    id: line.id,
    admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`,
    attributed_staffs: [],
    current_quantity: line.currentQuantity,
    fulfillable_quantity: fulfillableQuantity(line),
    fulfillment_service: line.giftCard ? "gift_card" : "manual",
    fulfillment_status: shipped,
    gift_card: line.giftCard,
    grams: line.giftCard || line.tip ? 0 : 250,
    name: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
    price: toDecimal(line.priceMinor, order.currency),
    price_set: moneySet(order, line.priceMinor),
    product_exists: line.productId !== null && shop.products.has(line.productId),
    product_id: line.productId,
    properties: [],
    quantity: line.quantity,
    requires_shipping: !line.giftCard && !line.tip,
    sales_line_item_group_id: null,
    selling_plan_id: line.sellingPlanId,
    sku: line.sku,
    taxable: line.taxable,
    title: line.title,
    // Always 0 where discounts come from discount_allocations, as in the captures.
    total_discount: toDecimal(0n, order.currency),
    total_discount_set: moneySet(order, 0n),
    variant_id: line.variantId,
    variant_inventory_management: line.variantId === null ? null : "shopify",
    variant_title: line.variantTitle,
    vendor: line.tip ? null : shop.name,
    // Present only on tips; that is how a tip is told from goods.
    ...(line.tip ? { tip_payment_gateway: "shopify_payments", tip_payment_method: "visa" } : {}),
    tax_lines: taxLinesBody(shop, order, line.taxMinor, line.taxable),
    duties: [],
    discount_allocations: allocationsBody(order, line.discounts),
  };
}
