import { z } from "zod";

import { db } from "../../db.server.ts";
import { env } from "../../env.server.ts";
import { log } from "../../log.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { OptionalScope } from "../../shops/optional-scopes.ts";
import type { Shop } from "../../shops/shop.ts";
import { listScopes } from "../../shops/shops.server.ts";
import { optionalTopics } from "../../webhooks/topics.ts";
import { SUBSCRIBE } from "./subscription.graphql.ts";

const RIGHT: OptionalScope = "read_shopify_payments_disputes";

const answerSchema = z.object({
  webhookSubscriptionCreate: z.object({ userErrors: z.array(z.object({ message: z.string() })) }),
});

/**
 * Asks for the webhooks about disputes where the merchant has granted their right. Asking again is refused as taken, which is as good; a shop that takes the
 * right back loses the subscription by Shopify.
 */
export async function subscribeToDisputes(shop: Shop): Promise<void> {
  if (!(await listScopes(db(), shop.shopId)).includes(RIGHT)) return;
  const uri = `${env().SHOPIFY_APP_URL}/webhooks`;
  for (const topic of optionalTopics) {
    const variables = { topic: topic.toUpperCase().replace("/", "_"), uri };
    const { userErrors } = answerSchema.parse(await adminGraphql(shop, SUBSCRIBE, variables)).webhookSubscriptionCreate;
    for (const { message } of userErrors)
      if (!/taken/i.test(message)) log().warn({ shopId: shop.shopId, topic, message }, "no webhooks about disputes");
  }
}
