/** Starts the shop's workflows in Shopify Flow that begin with a trigger of ours. */
export const FIRE_TRIGGER = `#graphql
  mutation FireTrigger($handle: String!, $payload: JSON!) {
    flowTriggerReceive(handle: $handle, payload: $payload) {
      userErrors { field message }
    }
  }`;
