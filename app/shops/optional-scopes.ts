/**
 * Scopes that Shopify grants to an app on request only, and a merchant after the install: a feature that wants one asks for it. `shopify.app.toml` names the
 * same, for operators to declare what Shopify has granted them (docs/operations.md).
 */
export const optionalScopes = ["read_all_orders", "write_gift_cards", "read_shopify_payments_disputes"] as const;

export type OptionalScope = (typeof optionalScopes)[number];

/** Of the optional scopes, those that a shop has not granted. */
export function missingScopes(granted: readonly string[]): OptionalScope[] {
  return optionalScopes.filter((scope) => !granted.includes(scope));
}

export function isOptional(scope: string): scope is OptionalScope {
  return optionalScopes.some((optional) => optional === scope);
}
