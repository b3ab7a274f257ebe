import { allows } from "../schema/schema.ts";
import type { Resolvers } from "./context.ts";
import { failure } from "./failures.ts";

type Arguments = { topic: string; webhookSubscription: { uri?: string | null; format?: string | null } };

/** What else a shop can be asked to tell, and the right that it takes. */
const TOPICS: Record<string, { topic: string; scope: string } | undefined> = {
  DISPUTES_CREATE: { topic: "disputes/create", scope: "read_shopify_payments_disputes" },
  DISPUTES_UPDATE: { topic: "disputes/update", scope: "read_shopify_payments_disputes" },
  FULFILLMENTS_CREATE: { topic: "fulfillments/create", scope: "read_fulfillments" },
  FULFILLMENTS_UPDATE: { topic: "fulfillments/update", scope: "read_fulfillments" },
  FULFILLMENT_EVENTS_CREATE: { topic: "fulfillment_events/create", scope: "read_fulfillments" },
  CUSTOMER_JOINED_SEGMENT: { topic: "customer.joined_segment", scope: "read_customers" },
  CUSTOMER_LEFT_SEGMENT: { topic: "customer.left_segment", scope: "read_customers" },
  FULFILLMENT_EVENTS_DELETE: { topic: "fulfillment_events/delete", scope: "read_fulfillments" },
};

const refused = (message: string) => ({ webhookSubscription: null, userErrors: [{ field: ["webhookSubscription"], message }] });

export const subscriptionMutations: Resolvers = {
  webhookSubscriptionCreate: (_root, { topic: name, webhookSubscription: { uri } }: Arguments, { shop, config, world }) => {
    const known = TOPICS[name];
    if (known === undefined) throw failure(`The sandbox does not subscribe to ${name}`, "SANDBOX_NOT_IMPLEMENTED");
    if (!allows(shop.installedScopes, [known.scope]))
      return refused("Access denied: the topic needs an access scope that is missing");
    if (uri !== `${config.appUrl}/webhooks`) return refused("Address is invalid");
    if (shop.subscriptions.includes(known.topic)) return refused("Address for this topic has already been taken");
    shop.subscriptions.push(known.topic);
    return {
      webhookSubscription: { __typename: "WebhookSubscription", id: `gid://shopify/WebhookSubscription/${world.nextId()}`, uri },
      userErrors: [],
    };
  },
};
