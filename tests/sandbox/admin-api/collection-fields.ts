import type { Collection as CollectionRecord } from "../world/types.ts";
import { connection, seconds, type PageArgs } from "./connection.ts";
import { gidOf } from "../lib/gid.ts";
import { dateTime, node, type Node, type Resolvers } from "./context.ts";
import type { SearchFields } from "./search.ts";

type Source = Node<"Collection", CollectionRecord>;

export const Collection: Resolvers = {
  id: ({ it }: Source) => gidOf("Collection", it.id),
  legacyResourceId: ({ it }: Source) => it.id.toString(),
  title: ({ it }: Source) => it.title,
  handle: ({ it }: Source) => it.handle,
  description: () => "",
  updatedAt: ({ it }: Source) => dateTime(it.updatedAt),
  productsCount: ({ it }: Source) => ({ count: it.productIds.length, precision: "EXACT" }),
  hasProduct: ({ it }: Source, args: { id: string }) => it.productIds.some((id) => gidOf("Product", id) === args.id),
  products: ({ it }: Source, args: PageArgs, context) => {
    const products = it.productIds.flatMap((id) => context.shop.products.get(id) ?? []);
    return connection(context, products, args, {
      key: ({ id }) => ({ value: id, id }),
      view: (product) => node("Product", product),
    });
  },
};

export const collectionSearch: SearchFields<CollectionRecord> = {
  id: (collection) => collection.id,
  title: (collection) => collection.title,
  handle: (collection) => collection.handle,
  updated_at: (collection) => collection.updatedAt,
  default: (collection) => [collection.title, collection.handle, ...collection.title.split(" ")],
};

export const collectionKeys: Record<string, (collection: CollectionRecord) => bigint | string> = {
  ID: (collection) => collection.id,
  RELEVANCE: (collection) => collection.id,
  TITLE: (collection) => collection.title.toLowerCase(),
  UPDATED_AT: (collection) => seconds(collection.updatedAt),
};
