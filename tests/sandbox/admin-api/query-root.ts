import { findCustomerByEmail } from "../world/customers.ts";
import { Customer, customerKeys, customerSearch, MailingAddress } from "./customer-fields.ts";
import { BulkOperation } from "./bulk-fields.ts";
import { Collection, collectionKeys, collectionSearch } from "./collection-fields.ts";
import { connection, type PageArgs } from "./connection.ts";
import { idOf } from "../lib/gid.ts";
import { isVisible, node, nodeOrNull, visibleOrders, type Context, type Node, type Resolvers } from "./context.ts";
import { DiscountCodeBasic, DiscountCodeFreeShipping, DiscountCodeNode } from "./discount-fields.ts";
import { creationView } from "./discount-mutations.ts";
import { failure } from "./failures.ts";
import { LineItem, ShippingLine, TaxLine } from "./line-fields.ts";
import { findOwner, Metafield } from "./metafield-fields.ts";
import { Order } from "./order-fields.ts";
import { orderConnection, orderSearch, type OrderArgs } from "./order-search.ts";
import { ownPixel } from "./pixel-mutations.ts";
import { Product, productKeys, productSearch, ProductVariant } from "./product-fields.ts";
import { segmentMembers } from "./segment-members.ts";
import { Fulfillment, OrderTransaction, Refund, RefundLineItem } from "./refund-fields.ts";
import { compileSearch, type SearchFields } from "./search.ts";
import { AppInstallation, Shop } from "./shop-fields.ts";
import { GiftCard, giftCards, StoreCreditAccount, StoreCreditAccountCreditTransaction } from "./value-fields.ts";

type ListArgs = PageArgs & { query?: string | null; sortKey?: string | null };
type Keys<Item> = Record<string, (item: Item) => bigint | string>;

function list<Item extends { id: bigint }>(
  context: Context,
  typename: string,
  items: Iterable<Item>,
  args: ListArgs,
  fields: SearchFields<Item>,
  keys: Keys<Item>,
) {
  const key = keys[args.sortKey ?? "ID"];
  if (key === undefined) throw failure(`The sandbox does not sort ${typename} by ${args.sortKey}`, "SANDBOX_NOT_IMPLEMENTED");
  const found = [...items].filter(compileSearch(args.query, fields, context.shop.timeZone));
  return connection(context, found, args, {
    key: (item) => ({ value: key(item), id: item.id }),
    view: (item) => node(typename, item),
    root: typename,
  });
}

/** What a search has heard of: its index lags behind the data, which lists without a search are read from. */
function searchable<Item extends { updatedAt: Date }>(
  { config, now }: Context,
  items: Iterable<Item>,
  { query }: { query?: string | null },
): Item[] {
  const heard = now.getTime() - config.faults.searchLagMs;
  return [...items].filter(({ updatedAt }) => query == null || config.faults.searchLagMs === 0 || updatedAt.getTime() <= heard);
}

function count<Item>(
  context: Context,
  items: Iterable<Item>,
  args: { query?: string | null; limit?: number | null },
  fields: SearchFields<Item>,
) {
  const all = [...items].filter(compileSearch(args.query, fields, context.shop.timeZone)).length;
  // Null lifts the limit.
  const limit = args.limit === undefined ? 10_000 : (args.limit ?? Infinity);
  return { count: Math.min(all, limit), precision: all > limit ? "AT_LEAST" : "EXACT" };
}

function findRefund(context: Context, id: bigint): Node | null {
  for (const order of visibleOrders(context)) {
    const refund = order.refunds.find((candidate) => candidate.id === id);
    if (refund !== undefined) return node("Refund", { order, refund });
  }
  return null;
}

function findOrder(context: Context, id: bigint): Node | null {
  const order = context.shop.orders.get(id);
  return order !== undefined && isVisible(context, order) ? node("Order", order) : null;
}

/** Any record by its global id, or null. @throws GraphQLError when the text is no global id */
function findNode(context: Context, gid: string): Node | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/([^?]+)(\?.*)?$/.exec(gid);
  if (match === null) throw failure(`Invalid global id '${gid}'`, "argumentLiteralsIncompatible", { typeName: "CoercionError" });
  const [, type = "", rest = ""] = match;
  const id = /^\d{1,19}$/.test(rest) ? BigInt(rest) : -1n;
  if (type === "Order") return findOrder(context, id);
  if (type === "Refund") return findRefund(context, id);
  if (type === "BulkOperation") return nodeOrNull("BulkOperation", context.shop.bulkOperations.get(gid));
  return findOwner(context, gid);
}

/** A record by an argument that must name its type: anything else is not found. */
function byId(context: Context, gid: string, type: string): Node | null {
  const found = findNode(context, gid);
  return found?.__typename === type ? found : null;
}

/** "membership_level" as a merchant names it. */
const titled = (key: string) => key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " ");

const QueryRoot: Resolvers = {
  shop: (_root, _args, context) => node("Shop", context.shop),
  // `published` narrows; its default, false, asks for all.
  shopLocales: (_root, { published }: { published?: boolean | null }, { shop }) => {
    const name = (locale: string) => new Intl.DisplayNames(["en"], { type: "language" }).of(locale) ?? locale;
    return [{ locale: shop.primaryLocale, published: true }, ...shop.otherLocales]
      .filter((entry) => entry.published || published !== true)
      .map((entry) => ({ ...entry, name: name(entry.locale), primary: entry.locale === shop.primaryLocale }));
  },
  webPixel: (_root, { id }: { id?: string | null }, context) => ownPixel(context, id),
  currentAppInstallation: (_root, _args, context) => node("AppInstallation", context.shop),
  node: (_root, args: { id: string }, context) => findNode(context, args.id),
  nodes: (_root, args: { ids: string[] }, context) => args.ids.map((id) => findNode(context, id)),
  customer: (_root, args: { id: string }, context) => byId(context, args.id, "Customer"),
  segment: (_root, { id }: { id: string }, { shop }) => shop.segments.get(id) ?? null,
  customerSegmentMembers: (_root, args: PageArgs & { segmentId?: string | null }, context) => {
    const segment = args.segmentId == null ? undefined : context.shop.segments.get(args.segmentId);
    if (segment === undefined) throw failure("Segment does not exist", "NOT_FOUND");
    return connection(context, segmentMembers(context, segment.query), args, {
      key: ({ id }) => ({ value: id, id }),
      view: ({ id }) => ({ __typename: "CustomerSegmentMember", id: `gid://shopify/CustomerSegmentMember/${id}` }),
      most: 1_000,
    });
  },
  metafieldDefinitions: (_root, args: PageArgs & { ownerType: string }, context) => {
    // The sandbox's shops define what their customers have; an app sees nothing of another's.
    const defined = new Map(
      [...context.shop.metafields]
        .filter(([owner]) => args.ownerType === "CUSTOMER" && owner.startsWith("gid://shopify/Customer/"))
        .flatMap(([, fields]) => [...fields.values()])
        .filter(({ namespace }) => !namespace.startsWith("app--"))
        .map(({ id, namespace, key }) => [`${namespace}.${key}`, { id, namespace, key }]),
    );
    return connection(context, [...defined.values()], args, {
      key: ({ id }) => ({ value: id, id }),
      view: ({ namespace, key }) => ({ __typename: "MetafieldDefinition", namespace, key, name: titled(key) }),
    });
  },
  segmentValueSuggestions: (
    _root,
    { filterQueryName, search, first }: { filterQueryName?: string | null; search: string; first?: number | null },
    { shop },
  ) => {
    if (filterQueryName !== "customer_cities") throw failure("The sandbox suggests cities alone", "SANDBOX_NOT_IMPLEMENTED");
    const cities = [...shop.customers.values()].flatMap(({ city, provinceCode, countryCode }) =>
      city === null ? [] : [{ city, name: [countryCode, provinceCode ?? "", city.replaceAll(" ", "")].join("-") }],
    );
    const found = [...new Map(cities.map((one) => [one.name, one])).values()]
      .filter(({ city }) => city.toLowerCase().includes(search.toLowerCase()))
      .slice(0, first ?? 10);
    const nodes = found.map(({ city, name }) => ({ __typename: "SegmentValue", localizedValue: city, queryName: name }));
    return { nodes, edges: nodes.map((value) => ({ node: value, cursor: value.queryName })) };
  },
  customerByIdentifier: (
    _root,
    { identifier }: { identifier: { id?: string; emailAddress?: string; phoneNumber?: string } },
    context,
  ) => {
    if (identifier.id !== undefined) return byId(context, identifier.id, "Customer");
    if (identifier.emailAddress !== undefined)
      return nodeOrNull("Customer", findCustomerByEmail(context.shop, identifier.emailAddress));
    const wanted = identifier.phoneNumber;
    return nodeOrNull(
      "Customer",
      wanted === undefined ? null : [...context.shop.customers.values()].find(({ phone }) => phone === wanted),
    );
  },
  customers: (_root, args: ListArgs, context) =>
    list(context, "Customer", searchable(context, context.shop.customers.values(), args), args, customerSearch, customerKeys),
  customersCount: (_root, args: { query?: string; limit?: number }, context) =>
    count(context, context.shop.customers.values(), args, customerSearch),
  order: (_root, args: { id: string }, context) => byId(context, args.id, "Order"),
  orders: (_root, args: OrderArgs, context) =>
    orderConnection(context, searchable(context, visibleOrders(context), args), args, "orders"),
  ordersCount: (_root, args: { query?: string; limit?: number }, context) =>
    count(context, visibleOrders(context), args, orderSearch),
  refund: (_root, args: { id: string }, context) => byId(context, args.id, "Refund"),
  product: (_root, args: { id: string }, context) => byId(context, args.id, "Product"),
  products: (_root, args: ListArgs, context) =>
    list(context, "Product", context.shop.products.values(), args, productSearch, productKeys),
  productsCount: (_root, args: { query?: string; limit?: number }, context) =>
    count(context, context.shop.products.values(), args, productSearch),
  collection: (_root, args: { id: string }, context) => byId(context, args.id, "Collection"),
  collections: (_root, args: ListArgs, context) =>
    list(context, "Collection", context.shop.collections.values(), args, collectionSearch, collectionKeys),
  productVariant: (_root, args: { id: string }, context) => byId(context, args.id, "ProductVariant"),
  productVariants: (_root, args: PageArgs & { query?: string | null }, context) => {
    const all = [...context.shop.products.values()].flatMap((product) =>
      product.variants.map((variant) => ({ product, variant })),
    );
    const fields: SearchFields<(typeof all)[number]> = {
      id: ({ variant }) => variant.id,
      sku: ({ variant }) => variant.sku,
      product_id: ({ product }) => product.id,
      default: ({ product, variant }) => [product.title, variant.title, variant.sku],
    };
    return connection(context, all.filter(compileSearch(args.query, fields, context.shop.timeZone)), args, {
      key: ({ variant }) => ({ value: variant.id, id: variant.id }),
      view: (item) => node("ProductVariant", item),
      root: "variants",
    });
  },
  codeDiscountNode: (_root, args: { id: string }, context) => nodeOrNull("DiscountCodeNode", context.shop.discounts.get(args.id)),
  codeDiscountNodeByCode: (_root, args: { code: string }, context) => {
    const wanted = args.code.toLowerCase();
    const discounts = [...context.shop.discounts.values()];
    return nodeOrNull(
      "DiscountCodeNode",
      discounts.find(({ codes }) => codes.some(({ code }) => code.toLowerCase() === wanted)),
    );
  },
  codeDiscountNodes: (_root, args: ListArgs, context) => {
    const discounts = [...context.shop.discounts.values()].map((discount) => ({
      id: idOf(discount.id, "DiscountCodeNode") ?? 0n,
      discount,
    }));
    return connection(context, discounts, args, {
      key: ({ id }) => ({ value: id, id }),
      view: ({ discount }) => node("DiscountCodeNode", discount),
      root: "discounts",
    });
  },
  discountRedeemCodeBulkCreation: (_root, args: { id: string }, context) => {
    const creation = context.shop.codeCreations.get(args.id);
    return creation === undefined ? null : creationView(context, creation);
  },
  storeCreditConfiguration: (_root, _args, { shop }) => ({
    __typename: "StoreCreditConfiguration",
    storeCreditEnabled: shop.storeCreditOn,
  }),
  giftCard: (_root, args: { id: string }, context) => nodeOrNull("GiftCard", context.shop.giftCards.get(args.id)),
  giftCards: (_root, args: PageArgs & { sortKey?: string | null; query?: string | null }, context) => giftCards(context, args),
  bulkOperation: (_root, args: { id: string }, context) => nodeOrNull("BulkOperation", context.shop.bulkOperations.get(args.id)),
  bulkOperations: (_root, args: PageArgs, context) =>
    connection(context, [...context.shop.bulkOperations.values()], args, {
      key: (operation) => ({ value: idOf(operation.id, "BulkOperation") ?? 0n, id: 0n }),
      view: (operation) => node("BulkOperation", operation),
    }),
  currentBulkOperation: (_root, args: { type?: string | null }, context) =>
    args.type === "MUTATION" ? null : nodeOrNull("BulkOperation", [...context.shop.bulkOperations.values()].at(-1)),
};

/** Type to field to resolver. A field that is neither here nor a property of its source is refused loudly. */
export const queryTypes: Record<string, Resolvers> = {
  ...{ QueryRoot, Customer, MailingAddress, Order, LineItem, ShippingLine, TaxLine, Refund, RefundLineItem, OrderTransaction },
  ...{ Fulfillment, Product, ProductVariant, Collection, Metafield, Shop, AppInstallation, BulkOperation },
  ...{ DiscountCodeNode, DiscountCodeBasic, DiscountCodeFreeShipping },
  ...{ StoreCreditAccount, StoreCreditAccountCreditTransaction, GiftCard },
};
