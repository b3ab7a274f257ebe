import { toMinor } from "../lib/money.ts";
import { findVariant } from "../world/commerce.ts";
import { findCode, type DiscountRules } from "../world/discounts.ts";
import type { AdminFaults } from "../config.ts";
import type { Discount, Shop } from "../world/types.ts";
import { idOf } from "../lib/gid.ts";

export type DiscountInput = DiscountRules & { code?: string | null; title?: string | null; customerSelection?: unknown };
export type UserError = { field: string[]; message: string; code: string; extraInfo: null };

export function error(field: string[], message: string, code: string): UserError {
  return { field, message, code, extraInfo: null };
}

export function codeProblem(shop: Shop, code: string | null | undefined): { message: string; code: string } | null {
  if (code == null) return { message: "Code can't be blank", code: "BLANK" };
  if (code === "") return { message: "Code is too short (minimum is 1 character)", code: "TOO_SHORT" };
  if (/[\r\n]/.test(code)) return { message: "Code cannot contain newline characters.", code: "INVALID" };
  if (code.length > 255) return { message: "Code is too long (maximum is 255 characters)", code: "TOO_LONG" };
  if (findCode(shop, code) !== null) return { message: "Code must be unique. Please try a different code.", code: "TAKEN" };
  return null;
}

/** What Shopify finds wrong with a discount that is to be made. @param name of the argument, which user errors begin with */
export function checkCreate(shop: Shop, kind: Discount["kind"], input: DiscountInput, name: string): UserError[] {
  const at = (...path: string[]) => [name, ...path];
  const errors: UserError[] = [];
  const code = codeProblem(shop, input.code);
  if (code !== null) errors.push(error(at("code"), code.message, code.code));
  if (input.title == null || input.title === "") errors.push(error(at("title"), "Title can't be blank", "BLANK"));
  if (input.startsAt === undefined) errors.push(error(at("startsAt"), "Starts at can't be blank", "BLANK"));
  if (kind === "DiscountCodeBasic" && input.customerGets === undefined) {
    errors.push(error(at("customerGets"), "Customer gets can't be blank", "BLANK"));
  }
  return [...errors, ...checkRules(shop, kind, input, name)];
}

/** What Shopify finds wrong with the rules themselves, made or changed. */
export function checkRules(shop: Shop, kind: Discount["kind"], input: DiscountInput, name: string): UserError[] {
  const at = (...path: string[]) => [name, ...path];
  const errors: UserError[] = [];
  if (input.endsAt != null && input.startsAt !== undefined && new Date(input.endsAt) <= new Date(input.startsAt)) {
    errors.push(error(at("endsAt"), "Ends at needs to be after starts_at", "INVALID"));
  }
  const { percentage, discountAmount } = input.customerGets?.value ?? {};
  if (percentage !== undefined && (percentage <= 0 || percentage > 1)) {
    errors.push(error(at("customerGets", "value", "percentage"), "Value must be between 0.0 and 1.0", "VALUE_OUTSIDE_RANGE"));
  }
  if (discountAmount !== undefined && toMinor(discountAmount.amount ?? "0", shop.currency) <= 0n) {
    const field = at("customerGets", "value", "discountAmount", "amount");
    errors.push(error(field, "Value must be greater than 0.0", "VALUE_OUTSIDE_RANGE"));
  }
  if (input.context != null && input.customerSelection != null) {
    errors.push(error(at("context"), "Only one of context or customerSelection can be provided.", "CONFLICT"));
  }
  const strangers = (input.context?.customers?.add ?? []).filter((gid) => !shop.customers.has(idOf(gid, "Customer") ?? -1n));
  if (strangers.length > 0) errors.push(error(at("context", "customers", "add"), "Customers are invalid", "INVALID"));
  errors.push(...checkItems(shop, input, at));
  if (kind === "DiscountCodeFreeShipping" && input.combinesWith?.shippingDiscounts === true) {
    const message = "The combinesWith settings are invalid for the discount class.";
    errors.push(error(at("combinesWith"), message, "INVALID_COMBINES_WITH_FOR_DISCOUNT_CLASS"));
  }
  return errors;
}

/** Whether a discount takes the customers who are to be added to it. */
export function checkRoom(
  discount: Discount,
  input: DiscountInput,
  name: string,
  { discountCustomers: most, fullDiscount }: Pick<AdminFaults, "discountCustomers" | "fullDiscount">,
): UserError[] {
  const added = input.context?.customers?.add ?? [];
  const before: DiscountRules = discount.input;
  const there = new Set([...(before.context?.customers?.add ?? []), ...added]);
  if (most === 0 || added.length === 0 || there.size <= most) return [];
  return fullDiscount === "invalid"
    ? [error([name, "context", "customers", "add"], "Customers are invalid", "INVALID")]
    : [error([name, "context", "customers"], "Too many customers", "EXCEEDED_MAX")];
}

function checkItems(shop: Shop, { customerGets }: DiscountInput, at: (...path: string[]) => string[]): UserError[] {
  const { products, collections } = customerGets?.items ?? {};
  const unknown = (gids: string[] | null | undefined, type: string, known: (id: bigint) => boolean) =>
    (gids ?? []).some((gid) => !known(idOf(gid, type) ?? -1n));
  const errors: UserError[] = [];
  const items = at("customerGets", "items");
  if (unknown(products?.productsToAdd, "Product", (id) => shop.products.has(id)))
    errors.push(error([...items, "products", "productsToAdd"], "Product is invalid", "INVALID"));
  if (unknown(products?.productVariantsToAdd, "ProductVariant", (id) => findVariant(shop, id) !== undefined))
    errors.push(error([...items, "products", "productVariantsToAdd"], "Product variant is invalid", "INVALID"));
  if (unknown(collections?.add, "Collection", (id) => shop.collections.has(id)))
    errors.push(error([...items, "collections", "add"], "Collection is invalid", "INVALID"));
  return errors;
}
