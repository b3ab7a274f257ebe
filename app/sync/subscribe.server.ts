import { z } from "zod";

import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { log } from "../log.server.ts";
import { adminGraphql } from "../shopify.server.ts";
import type { Shop } from "../shops/shop.ts";
import { listScopes } from "../shops/shops.server.ts";
import { mirrorTopics, topicsByScope } from "../webhooks/topics.ts";
import { SUBSCRIBE } from "./subscription.graphql.ts";

const answerSchema = z.object({
  webhookSubscriptionCreate: z.object({ userErrors: z.array(z.object({ message: z.string() })) }),
});

/**
 * Asks for the webhooks whose rights the merchant has granted beside those that every shop grants. Asking again is refused as taken, which is as good; a shop
 * that takes a right back loses its subscriptions by Shopify.
 */
export async function subscribeToOptional(shop: Shop): Promise<void> {
  const granted = new Set(await listScopes(db(), shop.shopId));
  await subscribe(
    shop,
    Object.entries(topicsByScope).flatMap(([scope, topics]) => (granted.has(scope) ? topics : [])),
  );
}

/** Asks for what a shop that has mirrors must hear of. Asked again before each reading, since subscriptions may be lost. */
export function subscribeToMirrors(shop: Shop): Promise<void> {
  return subscribe(shop, mirrorTopics);
}

async function subscribe(shop: Shop, topics: readonly string[]): Promise<void> {
  const uri = `${env().SHOPIFY_APP_URL}/webhooks`;
  for (const topic of topics) {
    const variables = { topic: topic.toUpperCase().replace(/[/.]/, "_"), uri };
    const { userErrors } = answerSchema.parse(await adminGraphql(shop, SUBSCRIBE, variables)).webhookSubscriptionCreate;
    for (const { message } of userErrors)
      if (!/taken/i.test(message)) log().warn({ shopId: shop.shopId, topic, message }, "no webhooks of an optional topic");
  }
}
