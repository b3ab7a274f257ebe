import { createHash } from "node:crypto";

import type { Metafield as Field, Shop } from "../world/types.ts";
import { connection, type PageArgs } from "./connection.ts";
import { gidOf } from "../lib/gid.ts";
import { dateTime, node, type Context, type Node, type Resolvers } from "./context.ts";
import { failure } from "./failures.ts";

export type OwnedMetafield = { field: Field; ownerId: string };

/** `$app` and `$app:name` mean the app's own namespace. @throws GraphQLError on another app's namespace */
export function resolveNamespace(context: Context, namespace: string | null | undefined): string {
  const own = `app--${context.config.clientId}`;
  const given = namespace ?? "$app";
  if (given === "$app") return own;
  if (given.startsWith("$app:")) return `${own}--${given.slice(5)}`;
  if (given.startsWith("app--") && given !== own && !given.startsWith(`${own}--`)) {
    throw failure(`Access to this namespace and key on Metafields for this resource type is not allowed.`, "ACCESS_DENIED");
  }
  return given;
}

export function digestOf(field: Field): string {
  return createHash("sha256").update(`${field.id} ${field.value} ${field.type}`).digest("hex");
}

function view(ownerId: string) {
  return (field: Field): Node<"Metafield", OwnedMetafield> => node("Metafield", { field, ownerId });
}

/** The `metafield` and `metafields` fields that every owner has. */
export function ownerFields(ownerId: (source: Node) => string): Resolvers {
  return {
    metafield: (source: Node, args: { namespace?: string | null; key: string }, context) => {
      const owner = ownerId(source);
      const [namespace, key] = args.key.includes(".") && args.namespace == null ? splitKey(args.key) : [args.namespace, args.key];
      const field = context.shop.metafields.get(owner)?.get(`${resolveNamespace(context, namespace)}.${key}`);
      return field === undefined ? null : view(owner)(field);
    },
    metafields: (source: Node, args: PageArgs & { namespace?: string | null; keys?: string[] | null }, context) => {
      const owner = ownerId(source);
      const namespace = args.namespace == null ? null : resolveNamespace(context, args.namespace);
      const fields = [...(context.shop.metafields.get(owner)?.values() ?? [])].filter(
        (field) =>
          (namespace === null || field.namespace === namespace) &&
          (args.keys == null || args.keys.includes(`${field.namespace}.${field.key}`)) &&
          (!field.namespace.startsWith("app--") || field.namespace.startsWith(`app--${context.config.clientId}`)),
      );
      return connection(context, fields, args, { key: (field) => ({ value: field.id, id: field.id }), view: view(owner) });
    },
  };
}

function splitKey(path: string): [string, string] {
  const [namespace = "", ...rest] = path.split(".");
  return [namespace, rest.join(".")];
}

type Source = Node<"Metafield", OwnedMetafield>;

export const Metafield: Resolvers = {
  id: ({ it }: Source) => gidOf("Metafield", it.field.id),
  legacyResourceId: ({ it }: Source) => it.field.id.toString(),
  namespace: ({ it }: Source) => it.field.namespace,
  key: ({ it }: Source) => it.field.key,
  type: ({ it }: Source) => it.field.type,
  value: ({ it }: Source) => it.field.value,
  jsonValue: ({ it }: Source) => jsonValue(it.field),
  compareDigest: ({ it }: Source) => digestOf(it.field),
  createdAt: ({ it }: Source) => dateTime(it.field.updatedAt),
  updatedAt: ({ it }: Source) => dateTime(it.field.updatedAt),
  description: () => null,
  definition: () => null,
  sizeInBytes: ({ it }: Source) => Buffer.byteLength(it.field.value),
  ownerType: ({ it }: Source) => ownerTypeOf(it.ownerId),
  owner: ({ it }: Source, _args, context) => findOwner(context, it.ownerId),
};

const OWNER_TYPES: Record<string, string> = {
  Customer: "CUSTOMER",
  Order: "ORDER",
  Product: "PRODUCT",
  ProductVariant: "PRODUCTVARIANT",
  Shop: "SHOP",
  AppInstallation: "API_PERMISSION",
  DiscountCodeNode: "DISCOUNT",
};

function ownerTypeOf(ownerId: string): string {
  const type = /^gid:\/\/shopify\/([A-Za-z]+)\//.exec(ownerId)?.[1] ?? "";
  return OWNER_TYPES[type] ?? type.toUpperCase();
}

function jsonValue(field: Field): unknown {
  if (field.type === "number_integer") return Number(field.value);
  if (field.type === "boolean") return field.value === "true";
  if (field.type === "json" || field.type === "money" || field.type.startsWith("list."))
    return JSON.parse(field.value) as unknown;
  return field.value;
}

/** The record that a metafield's owner id names, or null. */
export function findOwner(context: Context, ownerId: string): Node | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(.+)$/.exec(ownerId);
  const [type, rest] = [match?.[1] ?? "", match?.[2] ?? ""];
  const id = /^\d{1,19}$/.test(rest) ? BigInt(rest) : -1n;
  const { shop } = context;
  if (type === "Customer" && shop.customers.has(id)) return node("Customer", shop.customers.get(id));
  if (type === "Order" && shop.orders.has(id)) return node("Order", shop.orders.get(id));
  if (type === "Product" && shop.products.has(id)) return node("Product", shop.products.get(id));
  if (type === "ProductVariant") return findVariant(shop, id);
  if (type === "Collection" && shop.collections.has(id)) return node("Collection", shop.collections.get(id));
  if (type === "Shop" && shop.id === id) return node("Shop", shop);
  if (type === "AppInstallation" && installationId(context) === ownerId) return node("AppInstallation", shop);
  if (type === "DiscountCodeNode" && shop.discounts.has(ownerId)) return node("DiscountCodeNode", shop.discounts.get(ownerId));
  return null;
}

function findVariant(shop: Shop, id: bigint): Node | null {
  for (const product of shop.products.values()) {
    const variant = product.variants.find((candidate) => candidate.id === id);
    if (variant !== undefined) return node("ProductVariant", { product, variant });
  }
  return null;
}

export function installationId(context: Context): string {
  return gidOf("AppInstallation", context.shop.id + 500n);
}
