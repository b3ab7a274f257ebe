import { z } from "zod";

import { gid, idFromGid } from "../../lib/gid.ts";
import { log } from "../../log.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { problemOf } from "../admin-api/problem.server.ts";
import { CREATE_SEGMENT, READ_SEGMENT } from "./segment.graphql.ts";

const answerSchema = z.object({
  segmentCreate: z.object({
    segment: z.object({ id: z.string() }).nullable(),
    userErrors: z.array(z.object({ field: z.array(z.string()).nullable(), message: z.string() })),
  }),
});

/** What Shopify finds wrong, in its own words, and with what: the name, the query, or neither in particular. */
export type ShopifyRefusal = { of: "name" | "query" | null; says: string };
export type CreatedInShopify =
  | { ok: true; segmentId: bigint }
  | { ok: false; reason: "refused"; refusals: ShopifyRefusal[] }
  | { ok: false; reason: "access" | "unreachable" };

/** Makes a segment of Shopify's own. Asked twice, Shopify refuses the second by its name. @throws where the fault is ours */
export async function createShopifySegment(shop: Shop, segment: { name: string; query: string }): Promise<CreatedInShopify> {
  try {
    const { segmentCreate } = answerSchema.parse(await adminGraphql(shop, CREATE_SEGMENT, segment));
    const { segment: made, userErrors } = segmentCreate;
    if (made !== null && userErrors.length === 0) return { ok: true, segmentId: idFromGid(made.id, "Segment") };
    return {
      ok: false,
      reason: "refused",
      refusals: userErrors.map(({ field, message }) => ({ of: partOf(field), says: message })),
    };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === "defect") throw error;
    log().warn({ error, shopId: shop.shopId }, "a segment was not made in Shopify");
    return { ok: false, reason: problem === "unreachable" ? "unreachable" : "access" };
  }
}

const readSchema = z.object({ segment: z.object({ name: z.string(), query: z.string() }).nullable() });

/** A segment of Shopify's own. @returns null where there is none, "unreachable" where Shopify could not be asked @throws where the fault is ours */
export async function readShopifySegment(
  shop: Shop,
  segmentId: bigint,
): Promise<{ name: string; query: string } | "unreachable" | null> {
  try {
    return readSchema.parse(await adminGraphql(shop, READ_SEGMENT, { id: gid("Segment", segmentId) })).segment;
  } catch (error) {
    if (problemOf(error) === "defect") throw error;
    log().warn({ error, shopId: shop.shopId }, "a segment was not read from Shopify");
    return "unreachable";
  }
}

function partOf(field: string[] | null): ShopifyRefusal["of"] {
  const name = field?.at(-1);
  return name === "name" || name === "query" ? name : null;
}
