import { fulfillableQuantity, taxTitle } from "../world/line-body.ts";
import { allocate, lineDiscount, lineTotal } from "../world/money.ts";
import type { LineItem as Line, Order, Shop } from "../world/types.ts";
import { gidOf } from "../lib/gid.ts";
import { node, nodeOrNull, type Node, type Resolvers } from "./context.ts";
import { allocationView } from "./discount-views.ts";
import { moneyBag, moneyV2 } from "./money-fields.ts";

type Source = Node<"LineItem", { order: Order; line: Line }>;

export function lineNode(order: Order, line: Line): Source {
  return node("LineItem", { order, line });
}

/** Units that cannot be shipped any more: returned, removed, or never shippable. */
export function nonFulfillable(line: Line): number {
  return line.quantity - line.fulfilledQuantity - fulfillableQuantity(line);
}

/** Discounts that were entered for this line alone; order-wide ones are not part of the discounted fields. */
function ownDiscount(order: Order, line: Line, withCodes: boolean): bigint {
  return line.discounts
    .filter((allocation) => {
      const application = order.discountApplications[allocation.application];
      return application?.selection === "entitled" || (withCodes && application?.type === "discount_code");
    })
    .reduce((sum, allocation) => sum + allocation.amountMinor, 0n);
}

const gross = (line: Line) => line.priceMinor * BigInt(line.quantity);
const perUnit = (minor: bigint, line: Line) =>
  allocate(
    minor,
    Array.from({ length: line.quantity }, () => 1n),
  )[0] ?? 0n;

const bags: Record<string, (order: Order, line: Line) => bigint> = {
  originalUnitPriceSet: (_order, line) => line.priceMinor,
  originalTotalSet: (_order, line) => gross(line),
  discountedUnitPriceSet: (order, line) => perUnit(gross(line) - ownDiscount(order, line, false), line),
  discountedUnitPriceAfterAllDiscountsSet: (_order, line) => perUnit(lineTotal(line), line),
  priceAfterAllDiscountsBeforeTaxesSet: (order, line) => lineTotal(line) - (order.taxesIncluded ? line.taxMinor : 0n),
  totalDiscountSet: (_order, line) => lineDiscount(line),
  unfulfilledOriginalTotalSet: (_order, line) => line.priceMinor * BigInt(fulfillableQuantity(line)),
  unfulfilledDiscountedTotalSet: (_order, line) => perUnit(lineTotal(line), line) * BigInt(fulfillableQuantity(line)),
};

export const LineItem: Resolvers = {
  id: ({ it }: Source) => gidOf("LineItem", it.line.id),
  title: ({ it }: Source) => it.line.title,
  name: ({ it }: Source) => (it.line.variantTitle === null ? it.line.title : `${it.line.title} - ${it.line.variantTitle}`),
  variantTitle: ({ it }: Source) => it.line.variantTitle,
  sku: ({ it }: Source) => (it.line.sku === "" ? null : it.line.sku),
  vendor: ({ it }: Source, _args, context) => (it.line.tip ? null : context.shop.name),
  quantity: ({ it }: Source) => it.line.quantity,
  currentQuantity: ({ it }: Source) => it.line.currentQuantity,
  refundableQuantity: ({ it }: Source) => it.line.currentQuantity,
  unfulfilledQuantity: ({ it }: Source) => fulfillableQuantity(it.line),
  fulfillableQuantity: ({ it }: Source) => fulfillableQuantity(it.line),
  nonFulfillableQuantity: ({ it }: Source) => nonFulfillable(it.line),
  isGiftCard: ({ it }: Source) => it.line.giftCard,
  taxable: ({ it }: Source) => it.line.taxable,
  requiresShipping: ({ it }: Source) => !it.line.giftCard && !it.line.tip,
  restockable: ({ it }: Source) => it.line.currentQuantity > 0,
  merchantEditable: ({ it }: Source) => !it.line.tip,
  customAttributes: () => [],
  duties: () => [],
  sellingPlan: ({ it }: Source) =>
    it.line.sellingPlanId === null ? null : { name: "Every month", sellingPlanId: gidOf("SellingPlan", it.line.sellingPlanId) },
  contract: () => null,
  lineItemGroup: () => null,
  image: () => null,
  product: ({ it }: Source, _args, context) =>
    nodeOrNull("Product", it.line.productId === null ? null : context.shop.products.get(it.line.productId)),
  variant: ({ it }: Source, _args, context) => variantNode(context.shop, it.line),
  taxLines: ({ it }: Source) =>
    it.line.taxable ? [node("TaxLine", { order: it.order, taxMinor: it.line.taxMinor, title: taxTitle(it.order) })] : [],
  discountAllocations: ({ it }: Source) => it.line.discounts.map((allocation) => allocationView(it.order, allocation)),
  discountedTotalSet: ({ it }: Source, args: { withCodeDiscounts?: boolean | null }) =>
    moneyBag(it.order, gross(it.line) - ownDiscount(it.order, it.line, args.withCodeDiscounts ?? false)),
  discountedTotal: ({ it }: Source) => moneyV2(gross(it.line) - ownDiscount(it.order, it.line, false), it.order.currency).amount,
  ...Object.fromEntries(
    Object.entries(bags).map(([name, total]) => [name, ({ it }: Source) => moneyBag(it.order, total(it.order, it.line))]),
  ),
};

function variantNode(shop: Shop, line: Line) {
  const product = line.productId === null ? undefined : shop.products.get(line.productId);
  const variant = product?.variants.find((candidate) => candidate.id === line.variantId);
  return product === undefined || variant === undefined ? null : node("ProductVariant", { product, variant });
}

type TaxSource = Node<"TaxLine", { order: Order; taxMinor: bigint; title: string }>;

export const TaxLine: Resolvers = {
  title: ({ it }: TaxSource) => it.title,
  price: ({ it }: TaxSource) => moneyV2(it.taxMinor, it.order.currency).amount,
  priceSet: ({ it }: TaxSource) => moneyBag(it.order, it.taxMinor),
  rate: (_source: TaxSource, _args, context) => context.shop.taxPerMille / 1000,
  ratePercentage: (_source: TaxSource, _args, context) => context.shop.taxPerMille / 10,
  channelLiable: () => false,
  source: () => "Shopify",
};

type ShippingSource = Node<"ShippingLine", Order>;

const shippingBefore = (order: Order) =>
  order.shippingDiscounts.reduce((sum, part) => sum + part.amountMinor, order.shippingMinor);

export const ShippingLine: Resolvers = {
  id: ({ it }: ShippingSource) => gidOf("ShippingLine", it.id + 1n),
  title: () => "Standard",
  code: () => "Standard",
  source: () => "shopify",
  custom: () => false,
  isRemoved: () => false,
  carrierIdentifier: () => null,
  deliveryCategory: () => null,
  phone: () => null,
  shippingRateHandle: () => null,
  discountAllocations: ({ it }: ShippingSource) => it.shippingDiscounts.map((allocation) => allocationView(it, allocation)),
  originalPriceSet: ({ it }: ShippingSource) => moneyBag(it, shippingBefore(it)),
  discountedPriceSet: ({ it }: ShippingSource) => moneyBag(it, it.shippingMinor),
  currentDiscountedPriceSet: ({ it }: ShippingSource) => moneyBag(it, it.currentShippingMinor),
  taxLines: ({ it }: ShippingSource) =>
    it.shippingTaxMinor === 0n ? [] : [node("TaxLine", { order: it, taxMinor: it.shippingTaxMinor, title: taxTitle(it) })],
};
