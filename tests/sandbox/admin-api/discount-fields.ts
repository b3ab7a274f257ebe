import { toMinor } from "../../../app/lib/money.ts";
import type { Discount as DiscountRecord } from "../world/types.ts";
import { connection, type PageArgs } from "./connection.ts";
import { dateTime, idOf, node, nodeOrNull, type Context, type Node, type Resolvers } from "./context.ts";
import { ownerFields } from "./metafield-fields.ts";
import { moneyV2 } from "./money-fields.ts";

/** The part of the input that decides what a discount says of itself; `discount.input` was coerced against the schema. */
export type StoredInput = {
  startsAt?: string;
  endsAt?: string | null;
  usageLimit?: number | null;
  appliesOncePerCustomer?: boolean | null;
  tags?: string[] | null;
  context?: { all?: string | null; customers?: { add?: string[] | null } | null } | null;
  customerGets?: { value?: { percentage?: number; discountAmount?: { amount: string; appliesOnEachItem?: boolean } } };
  minimumRequirement?: {
    subtotal?: { greaterThanOrEqualToSubtotal?: string | null } | null;
    quantity?: { greaterThanOrEqualToQuantity?: string | null } | null;
  } | null;
  combinesWith?: {
    orderDiscounts?: boolean | null;
    productDiscounts?: boolean | null;
    shippingDiscounts?: boolean | null;
  } | null;
};

type Source = Node<string, DiscountRecord>;

const inputOf = (discount: DiscountRecord) => discount.input as StoredInput;

export const DiscountCodeNode: Resolvers = {
  id: ({ it }: Source) => it.id,
  codeDiscount: ({ it }: Source) => node(it.kind, it),
  ...ownerFields((source) => (source as Source).it.id),
};

const shared: Resolvers = {
  title: ({ it }: Source) => it.title,
  status: ({ it }: Source, _args, context) => statusOf(it, context.now),
  startsAt: ({ it }: Source) => inputOf(it).startsAt ?? dateTime(it.createdAt),
  endsAt: ({ it }: Source) => inputOf(it).endsAt ?? null,
  createdAt: ({ it }: Source) => dateTime(it.createdAt),
  updatedAt: ({ it }: Source) => dateTime(it.updatedAt),
  usageLimit: ({ it }: Source) => inputOf(it).usageLimit ?? null,
  appliesOncePerCustomer: ({ it }: Source) => inputOf(it).appliesOncePerCustomer ?? false,
  asyncUsageCount: ({ it }: Source) => it.codes.reduce((sum, code) => sum + code.usageCount, 0),
  codesCount: ({ it }: Source) => ({ count: it.codes.length, precision: "EXACT" }),
  tags: ({ it }: Source) => inputOf(it).tags ?? [],
  hasTimelineComment: () => false,
  recurringCycleLimit: () => null,
  totalSales: () => null,
  summary: ({ it }: Source) => it.title,
  shortSummary: ({ it }: Source) => it.title,
  codes: ({ it }: Source, args: PageArgs, context) =>
    connection(context, it.codes, args, {
      key: (code) => ({ value: code.id, id: 0n }),
      view: (code) => ({ id: code.id, code: code.code, asyncUsageCount: code.usageCount, createdBy: null }),
    }),
  combinesWith: ({ it }: Source) => ({
    orderDiscounts: inputOf(it).combinesWith?.orderDiscounts ?? false,
    productDiscounts: inputOf(it).combinesWith?.productDiscounts ?? false,
    shippingDiscounts: inputOf(it).combinesWith?.shippingDiscounts ?? false,
    productDiscountsWithTagsOnSameCartLine: [],
  }),
  context: ({ it }: Source, _args, context) => contextView(it, context),
  minimumRequirement: ({ it }: Source, _args, context) => requirementView(it, context),
};

export const DiscountCodeBasic: Resolvers = {
  ...shared,
  discountClasses: () => ["ORDER"],
  discountClass: () => "ORDER",
  customerGets: ({ it }: Source, _args, context) => ({
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    items: { __typename: "AllDiscountItems", allItems: true },
    value: valueView(it, context),
  }),
};

export const DiscountCodeFreeShipping: Resolvers = {
  ...shared,
  discountClasses: () => ["SHIPPING"],
  discountClass: () => "SHIPPING",
  appliesOnOneTimePurchase: () => true,
  appliesOnSubscription: () => false,
  maximumShippingPrice: () => null,
  destinationSelection: () => ({ __typename: "DiscountCountryAll", allCountries: true }),
};

export function statusOf(discount: DiscountRecord, now: Date): "ACTIVE" | "EXPIRED" | "SCHEDULED" {
  const { startsAt, endsAt } = inputOf(discount);
  if (endsAt != null && new Date(endsAt) <= now) return "EXPIRED";
  return startsAt !== undefined && new Date(startsAt) > now ? "SCHEDULED" : "ACTIVE";
}

function contextView(discount: DiscountRecord, context: Context) {
  const customers = inputOf(discount).context?.customers?.add;
  if (customers == null) return { __typename: "DiscountBuyerSelectionAll", all: "ALL" };
  const nodes = customers.flatMap(
    (gid) => nodeOrNull("Customer", context.shop.customers.get(idOf(gid, "Customer") ?? -1n)) ?? [],
  );
  return { __typename: "DiscountCustomers", customers: nodes };
}

function valueView(discount: DiscountRecord, context: Context) {
  const value = inputOf(discount).customerGets?.value;
  if (value?.percentage !== undefined) return { __typename: "DiscountPercentage", percentage: value.percentage };
  const { currency } = context.shop;
  return {
    __typename: "DiscountAmount",
    amount: moneyV2(toMinor(value?.discountAmount?.amount ?? "0", currency), currency),
    appliesOnEachItem: value?.discountAmount?.appliesOnEachItem ?? false,
  };
}

function requirementView(discount: DiscountRecord, context: Context) {
  const requirement = inputOf(discount).minimumRequirement;
  const { currency } = context.shop;
  if (requirement?.subtotal?.greaterThanOrEqualToSubtotal != null) {
    const minor = toMinor(requirement.subtotal.greaterThanOrEqualToSubtotal, currency);
    return { __typename: "DiscountMinimumSubtotal", greaterThanOrEqualToSubtotal: moneyV2(minor, currency) };
  }
  if (requirement?.quantity?.greaterThanOrEqualToQuantity != null) {
    return {
      __typename: "DiscountMinimumQuantity",
      greaterThanOrEqualToQuantity: requirement.quantity.greaterThanOrEqualToQuantity,
    };
  }
  return null;
}
