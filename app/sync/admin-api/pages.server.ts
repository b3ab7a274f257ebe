import { z } from "zod";

import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Shopify's search for what changed from one instant to another, both included; its instants have whole seconds. */
export function changedBetween(from: Date, until: Date): string {
  return `updated_at:>='${seconds(from)}' AND updated_at:<='${seconds(until)}'`;
}

function seconds(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

const pageSchema = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(z.unknown()),
});

export type Page = { nodes: unknown[]; last: boolean };

/**
 * What a search by `updated_at` finds, page by page, oldest change first. What changes meanwhile leaves the window at its end, and is found by the
 * next search.
 */
export async function* pagesOf(shop: Shop, document: string, root: "orders" | "customers", query: string): AsyncGenerator<Page> {
  const schema = z.object({ [root]: pageSchema });
  let after: string | null = null;
  do {
    const answer: Record<string, z.infer<typeof pageSchema> | undefined> = schema.parse(
      await adminGraphql(shop, document, { query, after }),
    );
    const page = answer[root];
    if (page === undefined) return;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    yield { nodes: page.nodes, last: after === null };
  } while (after !== null);
}
