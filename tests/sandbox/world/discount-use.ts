import { toMinor } from "../lib/money.ts";
import { findCode, rulesOf, statusOf, type DiscountRules } from "./discounts.ts";
import { lineTotal } from "./money.ts";
import type { DiscountInput } from "./place-order.ts";
import type { Discount, LineItem, Order, Shop } from "./types.ts";

/** Why Shopify's checkout does not take a code. */
export type CodeProblem = "unknown" | "inactive" | "used-up" | "customer" | "minimum" | "items" | "combination";

export class CodeRefused extends Error {
  override name = "CodeRefused";
  readonly problem: CodeProblem;
  constructor(code: string, problem: CodeProblem) {
    super(`Code ${code} is not taken: ${problem}`);
    this.problem = problem;
  }
}

type Class = "order" | "product" | "shipping";

/**
 * A code of the shop's discounts as a checkout applies it to an order in the making, and counts the use.
 * @throws CodeRefused when it does not apply to this buyer and basket at this time
 */
export function discountOfCode(shop: Shop, order: Order, code: string, now: Date): DiscountInput {
  const found = findCode(shop, code);
  if (found === null) throw new CodeRefused(code, "unknown");
  const { discount, entry } = found;
  const rules = rulesOf(discount);
  const entitled = entitledLines(shop, order, rules);
  const problem = problemOf(shop, order, { discount, rules, entitled, uses: entry.usageCount }, now);
  if (problem !== null) throw new CodeRefused(code, problem);
  entry.usageCount += 1;
  const shared = { type: "discount_code" as const, code: entry.code, title: entry.code };
  if (discount.kind === "DiscountCodeFreeShipping") return { ...shared, percent: 100, target: "shipping" };
  const target = isEntitling(rules) ? entitled.map((line) => order.lines.indexOf(line)) : ("all" as const);
  const value = rules.customerGets?.value;
  if (value?.percentage !== undefined) return { ...shared, percent: value.percentage * 100, target };
  const each =
    value?.discountAmount?.appliesOnEachItem === true ? BigInt(entitled.reduce((sum, line) => sum + line.quantity, 0)) : 1n;
  return { ...shared, amountMinor: each * toMinor(value?.discountAmount?.amount ?? "0", shop.currency), target };
}

type Use = { discount: Discount; rules: DiscountRules; entitled: LineItem[]; uses: number };

function problemOf(shop: Shop, order: Order, { discount, rules, entitled, uses }: Use, now: Date): CodeProblem | null {
  if (statusOf(discount, now) !== "ACTIVE") return "inactive";
  if (rules.usageLimit != null && uses >= rules.usageLimit) return "used-up";
  const customers = rules.context?.customers?.add;
  if (customers != null && (order.customerId === null || !customers.includes(`gid://shopify/Customer/${order.customerId}`)))
    return "customer";
  if (rules.appliesOncePerCustomer === true && hasUsed(shop, order, discount)) return "used-up";
  if (entitled.length === 0) return "items";
  const subtotal = rules.minimumRequirement?.subtotal?.greaterThanOrEqualToSubtotal;
  if (subtotal != null && entitled.reduce((sum, line) => sum + lineTotal(line), 0n) < toMinor(subtotal, shop.currency))
    return "minimum";
  const quantity = rules.minimumRequirement?.quantity?.greaterThanOrEqualToQuantity;
  if (quantity != null && entitled.reduce((sum, line) => sum + line.quantity, 0) < Number(quantity)) return "minimum";
  const beside = order.discountApplications.flatMap(({ code }) => (code === null ? [] : (findCode(shop, code)?.discount ?? [])));
  return beside.every((other) => combine(discount, other)) ? null : "combination";
}

function hasUsed(shop: Shop, order: Order, discount: Discount): boolean {
  const codes = new Set(discount.codes.map(({ code }) => code));
  return [...shop.orders.values()].some(
    (other) =>
      other.customerId !== null &&
      other.customerId === order.customerId &&
      other.discountApplications.some(({ code }) => code !== null && codes.has(code)),
  );
}

function isEntitling(rules: DiscountRules): boolean {
  const items = rules.customerGets?.items;
  return items?.products != null || items?.collections != null;
}

/** The lines that a discount is for; gift cards and tips never are. */
function entitledLines(shop: Shop, order: Order, rules: DiscountRules): LineItem[] {
  const goods = order.lines.filter((line) => !line.giftCard && !line.tip);
  if (!isEntitling(rules)) return goods;
  const { products, collections } = rules.customerGets?.items ?? {};
  const inCollections = new Set(
    (collections?.add ?? []).flatMap((gid) => shop.collections.get(numberOf(gid))?.productIds ?? []).map(String),
  );
  return goods.filter(
    ({ productId, variantId }) =>
      (productId !== null && (products?.productsToAdd ?? []).some((gid) => numberOf(gid) === productId)) ||
      (variantId !== null && (products?.productVariantsToAdd ?? []).some((gid) => numberOf(gid) === variantId)) ||
      (productId !== null && inCollections.has(productId.toString())),
  );
}

function numberOf(gid: string): bigint {
  return BigInt(/\d+$/.exec(gid)?.[0] ?? "0");
}

export function classOf(discount: Discount): Class {
  if (discount.kind === "DiscountCodeFreeShipping") return "shipping";
  return isEntitling(rulesOf(discount)) ? "product" : "order";
}

/** Two discounts meet in one order only when each allows the other's class. */
function combine(one: Discount, other: Discount): boolean {
  const allows = (discount: Discount, wanted: Class) => {
    const { orderDiscounts, productDiscounts, shippingDiscounts } = rulesOf(discount).combinesWith ?? {};
    return { order: orderDiscounts, product: productDiscounts, shipping: shippingDiscounts }[wanted] === true;
  };
  return one !== other && allows(one, classOf(other)) && allows(other, classOf(one));
}
