import { z } from "zod";

import { ADD_TAGS, REMOVE_TAGS } from "../../customers/snapshot/customer.graphql.ts";
import { gid } from "../../lib/gid.ts";
import { log } from "../../log.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";

const answerSchema = z.record(
  z.string(),
  z.object({ userErrors: z.array(z.object({ message: z.string(), field: z.array(z.string()).nullable() })) }).nullable(),
);

/** Adds and removes tags of a customer in Shopify. Asking again changes nothing. @throws what the Admin API throws, so that a job asks again */
export async function tagCustomer(
  shop: Shop,
  customerId: bigint,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<void> {
  if (remove.length > 0) await changeTags(shop, REMOVE_TAGS, customerId, remove);
  if (add.length > 0) await changeTags(shop, ADD_TAGS, customerId, add);
}

export async function changeTags(shop: Shop, mutation: string, customerId: bigint, tags: readonly string[]): Promise<void> {
  const answer = answerSchema.parse(await adminGraphql(shop, mutation, { id: gid("Customer", customerId), tags }));
  const refusals = Object.values(answer).flatMap((result) => result?.userErrors ?? []);
  // A customer whom Shopify has no longer, or a tag it does not take: asking again would not help.
  if (refusals.length > 0) log().warn({ shopId: shop.shopId, customerId, refusals }, "a customer's tags were refused");
}
