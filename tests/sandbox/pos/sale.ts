import { toDecimal } from "../lib/money.ts";
import { cartLines, tryOrder } from "../storefront/preview.ts";
import { add, type Cart } from "../storefront/cart.ts";
import { fulfilOrder, placeOrder } from "../world/commerce.ts";
import { originalTotals } from "../world/money.ts";
import type { Customer, Order, Shop, World } from "../world/types.ts";

/** What is being sold at a shop's till. */
export type Sale = { cart: Cart; customer: Customer | null; codes: string[] };

type Till = { world: World; shop: Shop };

export const emptySale = (): Sale => ({ cart: { lines: [] }, customer: null, codes: [] });

/** The order that the sale would be now. */
export function asOrder({ world, shop }: Till, { cart, customer, codes }: Sale): Order | null {
  if (cart.lines.length === 0) return null;
  return tryOrder({ world, shop }, inputOf({ cart, customer, codes }));
}

const inputOf = ({ cart, customer, codes }: Sale) => ({
  ...{ customerId: customer?.id ?? null, lines: cartLines(cart), discountCodes: codes },
  ...{ shippingMinor: 0n, sourceName: "pos", gateway: "cash" },
});

/** @returns false where the code does not fit this sale */
export function addCode(till: Till, sale: Sale, code: string): boolean {
  const codes = [...new Set([...sale.codes, code])];
  try {
    if (asOrder(till, { ...sale, codes }) === null) return false;
  } catch {
    return false;
  }
  sale.codes = codes;
  return true;
}

/** Somebody else on the sale, or nobody; what was theirs goes with them. */
export function setCustomer(sale: Sale, customer: Customer | null): void {
  if (sale.customer?.id !== customer?.id) sale.codes = [];
  sale.customer = customer;
}

/** @returns false when it cannot be bought */
export function addProduct({ shop }: Till, sale: Sale, variantId: bigint): boolean {
  return add(shop, sale.cart, variantId, 1);
}

/** Sold: paid in cash and handed over. */
export function pay({ world, shop }: Till, sale: Sale): Order {
  const order = placeOrder(world, shop, inputOf(sale));
  return fulfilOrder(world, shop, order);
}

/** The sale as Shopify tells extensions of it. https://shopify.dev/docs/api/pos-ui-extensions/2026-07/target-apis/contextual-apis/cart-api */
export function cartOf(till: Till, sale: Sale): Record<string, unknown> {
  const { currency } = till.shop;
  const order = asOrder(till, sale);
  const totals = order === null ? null : originalTotals(order);
  const decimal = (minor: bigint) => toDecimal(minor, currency);
  const applications = order?.discountApplications ?? [];
  const discountOf = (index: number, amount: bigint) => ({
    ...{ amount: Number(decimal(amount)), currency, type: "FixedAmount" },
    discountDescription: applications[index]?.code ?? applications[index]?.title,
  });
  const parts = (order?.lines ?? []).map(({ discounts }) => discounts);
  const isOnLines = (index: number) => applications[index]?.selection === "entitled";
  const cartDiscounts = applications.flatMap((_, index) => {
    const amount = parts.flat().reduce((sum, part) => sum + (part.application === index ? part.amountMinor : 0n), 0n);
    return isOnLines(index) ? [] : [discountOf(index, amount)];
  });
  return {
    ...{
      subtotal: decimal(totals?.subtotal ?? 0n),
      taxTotal: decimal(totals?.tax ?? 0n),
      grandTotal: decimal(totals?.total ?? 0n),
    },
    ...{ cartDiscount: cartDiscounts[0], cartDiscounts, editable: true, properties: {} },
    ...(sale.customer === null ? {} : { customer: { id: Number(sale.customer.id) } }),
    lineItems: sale.cart.lines.map(({ product, variant, quantity }, place) => ({
      ...{ uuid: String(variant.id), title: product.title, quantity, price: Number(decimal(variant.priceMinor)) },
      ...{ variantId: Number(variant.id), productId: Number(product.id), isGiftCard: product.giftCard },
      ...{ taxable: true, taxLines: [], properties: {} },
      discounts: (parts[place] ?? []).flatMap((part) =>
        isOnLines(part.application) ? [discountOf(part.application, part.amountMinor)] : [],
      ),
    })),
  };
}
