import { toMinor } from "../lib/money.ts";
import { classOf } from "../world/discount-use.ts";
import { rulesOf, statusOf } from "../world/discounts.ts";
import type { Discount as DiscountRecord } from "../world/types.ts";
import { connection, type PageArgs } from "./connection.ts";
import { idOf } from "../lib/gid.ts";
import { dateTime, node, nodeOrNull, type Context, type Node, type Resolvers } from "./context.ts";
import { ownerFields } from "./metafield-fields.ts";
import { moneyV2 } from "./money-fields.ts";
import { compileSearch, type SearchFields } from "./search.ts";

type Source = Node<string, DiscountRecord>;

export const DiscountCodeNode: Resolvers = {
  id: ({ it }: Source) => it.id,
  codeDiscount: ({ it }: Source) => node(it.kind, it),
  ...ownerFields((source) => (source as Source).it.id),
};

const codeSearch: SearchFields<DiscountRecord["codes"][number]> = {
  id: ({ id }) => idOf(id, "DiscountRedeemCode"),
  times_used: ({ usageCount }) => BigInt(usageCount),
  default: ({ code }) => code,
};

const shared: Resolvers = {
  title: ({ it }: Source) => it.title,
  status: ({ it }: Source, _args, context) => statusOf(it, context.now),
  startsAt: ({ it }: Source) => rulesOf(it).startsAt ?? dateTime(it.createdAt),
  endsAt: ({ it }: Source) => rulesOf(it).endsAt ?? null,
  createdAt: ({ it }: Source) => dateTime(it.createdAt),
  updatedAt: ({ it }: Source) => dateTime(it.updatedAt),
  usageLimit: ({ it }: Source) => rulesOf(it).usageLimit ?? null,
  appliesOncePerCustomer: ({ it }: Source) => rulesOf(it).appliesOncePerCustomer ?? false,
  asyncUsageCount: ({ it }: Source) => it.codes.reduce((sum, code) => sum + code.usageCount, 0),
  codesCount: ({ it }: Source) => ({ count: it.codes.length, precision: "EXACT" }),
  tags: ({ it }: Source) => rulesOf(it).tags ?? [],
  hasTimelineComment: () => false,
  recurringCycleLimit: () => null,
  totalSales: () => null,
  summary: ({ it }: Source) => it.title,
  shortSummary: ({ it }: Source) => it.title,
  codes: ({ it }: Source, args: PageArgs & { query?: string | null }, context) =>
    connection(context, it.codes.filter(compileSearch(args.query, codeSearch, context.shop.timeZone)), args, {
      key: (code) => ({ value: idOf(code.id, "DiscountRedeemCode") ?? 0n, id: 0n }),
      view: (code) => ({ id: code.id, code: code.code, asyncUsageCount: code.usageCount, createdBy: null }),
    }),
  combinesWith: ({ it }: Source) => ({
    orderDiscounts: rulesOf(it).combinesWith?.orderDiscounts ?? false,
    productDiscounts: rulesOf(it).combinesWith?.productDiscounts ?? false,
    shippingDiscounts: rulesOf(it).combinesWith?.shippingDiscounts ?? false,
    productDiscountsWithTagsOnSameCartLine: [],
  }),
  context: ({ it }: Source, _args, context) => contextView(it, context),
  minimumRequirement: ({ it }: Source, _args, context) => requirementView(it, context),
};

export const DiscountCodeBasic: Resolvers = {
  ...shared,
  discountClasses: ({ it }: Source) => [classOf(it).toUpperCase()],
  discountClass: ({ it }: Source) => classOf(it).toUpperCase(),
  customerGets: ({ it }: Source, _args, context) => ({
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    items: itemsView(it, context),
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

function contextView(discount: DiscountRecord, context: Context) {
  const customers = rulesOf(discount).context?.customers?.add;
  if (customers == null) return { __typename: "DiscountBuyerSelectionAll", all: "ALL" };
  const nodes = customers.flatMap(
    (gid) => nodeOrNull("Customer", context.shop.customers.get(idOf(gid, "Customer") ?? -1n)) ?? [],
  );
  return { __typename: "DiscountCustomers", customers: nodes };
}

function itemsView(discount: DiscountRecord, context: Context) {
  const items = rulesOf(discount).customerGets?.items;
  if (items?.collections != null) {
    const collections = (items.collections.add ?? []).flatMap(
      (gid) => context.shop.collections.get(idOf(gid, "Collection") ?? -1n) ?? [],
    );
    return {
      __typename: "DiscountCollections",
      collections: (args: PageArgs) => page(context, "Collection", collections, args),
    };
  }
  if (items?.products == null) return { __typename: "AllDiscountItems", allItems: true };
  const named = (gids: string[] | null | undefined, type: string) => new Set((gids ?? []).map((gid) => idOf(gid, type)));
  const productIds = named(items.products.productsToAdd, "Product");
  const variantIds = named(items.products.productVariantsToAdd, "ProductVariant");
  const all = [...context.shop.products.values()];
  const variants = all.flatMap((product) => product.variants.map((variant) => ({ id: variant.id, product, variant })));
  return {
    __typename: "DiscountProducts",
    products: (args: PageArgs) =>
      page(
        context,
        "Product",
        all.filter(({ id }) => productIds.has(id)),
        args,
      ),
    productVariants: (args: PageArgs) =>
      page(
        context,
        "ProductVariant",
        variants.filter(({ id }) => variantIds.has(id)),
        args,
      ),
  };
}

function page<Item extends { id: bigint }>(context: Context, typename: string, items: readonly Item[], args: PageArgs) {
  return connection(context, items, args, {
    key: ({ id }) => ({ value: id, id }),
    view: (item) => node(typename, item),
  });
}

function valueView(discount: DiscountRecord, context: Context) {
  const value = rulesOf(discount).customerGets?.value;
  if (value?.percentage !== undefined) return { __typename: "DiscountPercentage", percentage: value.percentage };
  const { currency } = context.shop;
  return {
    __typename: "DiscountAmount",
    amount: moneyV2(toMinor(value?.discountAmount?.amount ?? "0", currency), currency),
    appliesOnEachItem: value?.discountAmount?.appliesOnEachItem ?? false,
  };
}

function requirementView(discount: DiscountRecord, context: Context) {
  const requirement = rulesOf(discount).minimumRequirement;
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
