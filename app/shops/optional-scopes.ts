/**
 * Scopes that a merchant grants after the install: a feature that wants one asks for it. Some, Shopify grants to an app on request only: `shopify.app.toml`
 * names those for operators to declare what Shopify has granted them (docs/operations.md).
 */
export const optionalScopes = [
  "read_fulfillments",
  "write_pixels",
  "read_customer_events",
  "write_products",
  "read_all_orders",
  "write_gift_cards",
  "read_shopify_payments_disputes",
] as const;

export type OptionalScope = (typeof optionalScopes)[number];

/** Those that Shopify grants to every app that asks. */
export const grantedToAll: readonly OptionalScope[] = [
  "read_fulfillments",
  "write_pixels",
  "read_customer_events",
  "write_products",
];

/** Of the optional scopes, those that a shop has not granted. */
export function missingScopes(granted: readonly string[]): OptionalScope[] {
  return optionalScopes.filter((scope) => !granted.includes(scope));
}

export function isOptional(scope: string): scope is OptionalScope {
  return optionalScopes.some((optional) => optional === scope);
}
