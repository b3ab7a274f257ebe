import { codeBody, deletedDiscountBody, discountBody } from "./bodies.ts";
import type { Discount, Shop, World } from "./types.ts";
import { emit } from "./world.ts";

/** What decides who may use a discount, when and for what; `discount.input` was coerced against the official schema. */
export type DiscountRules = {
  startsAt?: string;
  endsAt?: string | null;
  usageLimit?: number | null;
  appliesOncePerCustomer?: boolean | null;
  tags?: string[] | null;
  context?: { all?: string | null; customers?: { add?: string[] | null; remove?: string[] | null } | null } | null;
  customerGets?: {
    value?: { percentage?: number; discountAmount?: { amount?: string | number; appliesOnEachItem?: boolean } };
    items?: {
      all?: boolean | null;
      products?: { productsToAdd?: string[] | null; productVariantsToAdd?: string[] | null } | null;
      collections?: { add?: string[] | null } | null;
    } | null;
  };
  minimumRequirement?: {
    subtotal?: { greaterThanOrEqualToSubtotal?: string | number | null } | null;
    quantity?: { greaterThanOrEqualToQuantity?: string | number | null } | null;
  } | null;
  combinesWith?: {
    orderDiscounts?: boolean | null;
    productDiscounts?: boolean | null;
    shippingDiscounts?: boolean | null;
  } | null;
};

export function rulesOf(discount: Discount): DiscountRules {
  return discount.input;
}

export function statusOf(discount: Discount, now: Date): "ACTIVE" | "EXPIRED" | "SCHEDULED" {
  const { startsAt, endsAt } = rulesOf(discount);
  if (endsAt != null && new Date(endsAt) <= now) return "EXPIRED";
  return startsAt !== undefined && new Date(startsAt) > now ? "SCHEDULED" : "ACTIVE";
}

export function findCode(shop: Shop, code: string): { discount: Discount; entry: Discount["codes"][number] } | null {
  const wanted = code.trim().toLowerCase();
  for (const discount of shop.discounts.values()) {
    const entry = discount.codes.find((candidate) => candidate.code.toLowerCase() === wanted);
    if (entry !== undefined) return { discount, entry };
  }
  return null;
}

/** Emits discounts/create and discounts/redeemcode_added. */
export function createDiscount(
  world: World,
  shop: Shop,
  kind: Discount["kind"],
  title: string,
  input: object,
  code: string,
): Discount {
  const now = world.clock.now();
  const id = `gid://shopify/DiscountCodeNode/${world.nextId()}`;
  const discount: Discount = { id, title, kind, input: { ...input }, codes: [], createdAt: now, updatedAt: now };
  shop.discounts.set(id, discount);
  emit(world, shop, ["discounts/create"], () => discountBody(shop, discount, statusOf(discount, now)));
  addCode(world, shop, discount, code);
  return discount;
}

/** Takes what is given into the rules; customers are added and removed. Emits discounts/update. */
export function updateDiscount(world: World, shop: Shop, discount: Discount, title: string | null, input: DiscountRules): void {
  const before = rulesOf(discount);
  const customers = input.context?.customers;
  const merged = { ...before, ...input };
  if (customers != null) {
    const left = new Set([...(before.context?.customers?.add ?? []), ...(customers.add ?? [])]);
    for (const gone of customers.remove ?? []) left.delete(gone);
    merged.context = { customers: { add: [...left] } };
  }
  discount.input = merged;
  if (title !== null) discount.title = title;
  touch(world, shop, discount);
}

function touch(world: World, shop: Shop, discount: Discount): void {
  const now = world.clock.now();
  discount.updatedAt = now;
  emit(world, shop, ["discounts/update"], () => discountBody(shop, discount, statusOf(discount, now)));
}

/** No code of the discount works any more, from now on. Emits discounts/update. */
export function deactivateDiscount(world: World, shop: Shop, discount: Discount): void {
  discount.input = { ...discount.input, endsAt: world.clock.now().toISOString() };
  touch(world, shop, discount);
}

/** Its codes work again. Emits discounts/update. */
export function activateDiscount(world: World, shop: Shop, discount: Discount): void {
  discount.input = { ...discount.input, endsAt: null };
  touch(world, shop, discount);
}

/** Its codes go with it. Emits discounts/delete. */
export function deleteDiscount(world: World, shop: Shop, discount: Discount): void {
  shop.discounts.delete(discount.id);
  emit(world, shop, ["discounts/delete"], () => deletedDiscountBody(shop, discount, world.clock.now()));
}

/** Emits discounts/redeemcode_added. */
export function addCode(world: World, shop: Shop, discount: Discount, code: string): Discount["codes"][number] {
  const entry = { id: `gid://shopify/DiscountRedeemCode/${world.nextId()}`, code, usageCount: 0 };
  discount.codes.push(entry);
  discount.updatedAt = world.clock.now();
  emit(world, shop, ["discounts/redeemcode_added"], () => codeBody(discount, entry));
  return entry;
}

/** Emits discounts/redeemcode_removed. */
export function removeCode(world: World, shop: Shop, discount: Discount, codeId: string): void {
  const entry = discount.codes.find(({ id }) => id === codeId);
  if (entry === undefined) return;
  discount.codes = discount.codes.filter((candidate) => candidate !== entry);
  discount.updatedAt = world.clock.now();
  emit(world, shop, ["discounts/redeemcode_removed"], () => codeBody(discount, entry));
}
