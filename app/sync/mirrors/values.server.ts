import { z } from "zod";

import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { CUSTOMER_METAFIELDS, SEGMENT_VALUES } from "./mirrors.graphql.ts";

const definitionsSchema = z.object({
  metafieldDefinitions: z.object({ nodes: z.array(z.object({ name: z.string(), namespace: z.string(), key: z.string() })) }),
});
const valuesSchema = z.object({
  segmentValueSuggestions: z.object({
    edges: z.array(z.object({ node: z.object({ localizedValue: z.string(), queryName: z.string() }) })),
  }),
});

/** The metafields that the shop has defined for customers, with what they are called. @throws what adminGraphql throws */
export async function listMetafields(shop: Shop): Promise<{ value: string; label: string }[]> {
  const { metafieldDefinitions } = definitionsSchema.parse(await adminGraphql(shop, CUSTOMER_METAFIELDS));
  return metafieldDefinitions.nodes.map(({ name, namespace, key }) => ({ value: `${namespace}.${key}`, label: name }));
}

/** Cities that Shopify knows of customers, as its segments write them. @throws what adminGraphql throws */
export async function findCities(shop: Shop, search: string): Promise<{ value: string; label: string }[]> {
  const variables = { filter: "customer_cities", search };
  const { segmentValueSuggestions } = valuesSchema.parse(await adminGraphql(shop, SEGMENT_VALUES, variables));
  return segmentValueSuggestions.edges.map(({ node }) => ({ value: node.queryName, label: node.localizedValue }));
}
