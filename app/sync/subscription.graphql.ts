/** A webhook that shopify.app.toml does not subscribe to, because not every shop grants its right. */
export const SUBSCRIBE = `#graphql
  mutation SubscribeToTopic($topic: WebhookSubscriptionTopic!, $uri: String!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
      webhookSubscription { id }
      userErrors { field message }
    }
  }`;
