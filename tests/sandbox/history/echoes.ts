import type { WebhookEvent } from "../world/types.ts";

/**
 * Leaves out every orders/updated that repeats, byte for byte, what another topic of the same instant has just said. Shopify sends both; in a year
 * that is played within seconds they are a third of all webhooks and tell nothing new.
 */
export function withoutEchoes(onWebhook: (event: WebhookEvent) => void): (event: WebhookEvent) => void {
  let lastBody = "";
  return (event) => {
    const echo = event.topic === "orders/updated" && event.body === lastBody;
    lastBody = event.body;
    if (!echo) onWebhook(event);
  };
}
