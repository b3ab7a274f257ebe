import { z } from "zod";

import { gidField } from "../../lib/fields.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { nodesById } from "../admin-api/by-ids.server.ts";
import { COLLECTIONS_FOUND } from "./collection.graphql.ts";

const collection = z.object({ id: gidField("Collection"), title: z.string() });
const titleSchema = z.union([collection, z.null(), z.object({})]);
const foundSchema = z.object({ collections: z.object({ nodes: z.array(collection) }) });

/** The collections' titles in Shopify, for as many as it knows. */
export async function fetchCollectionTitles(shop: Shop, collectionIds: readonly bigint[]): Promise<Map<bigint, string>> {
  const titles = new Map<bigint, string>();
  for await (const nodes of nodesById(shop, "collectionTitles", collectionIds)) {
    for (const node of nodes.map((answer) => titleSchema.parse(answer)))
      if (node !== null && "id" in node) titles.set(node.id, node.title);
  }
  return titles;
}

/** Collections in whose title words begin with what somebody types; those that Shopify finds first. @throws what adminGraphql throws */
export async function findCollections(shop: Shop, typed: string): Promise<{ collectionId: bigint; title: string }[]> {
  // Whatever else is typed would be Shopify's search language.
  const words = typed.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const query = words.length === 0 ? null : words.map((word) => `${word}*`).join(" ");
  const { collections } = foundSchema.parse(await adminGraphql(shop, COLLECTIONS_FOUND, { query }));
  return collections.nodes.map(({ id, title }) => ({ collectionId: id, title }));
}
