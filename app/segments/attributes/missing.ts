import type { notHere, Problem } from "../language/problems.ts";

type Why = (typeof notHere)[number];

/** What Shopify's segments may ask and ours may not: why, and what comes nearest to it. */
const MISSING: Readonly<Record<string, readonly [Why, string]>> = {
  predicted_spend_tier: ["only-shopify", "predicted_spend_365 > 500"],
  created_by_app_id: ["only-shopify", "customer_tags CONTAINS 'app'"],
  companies: ["not-kept", "customer_tags CONTAINS 'company'"],
  product_subscription_status: ["not-kept", "products_purchased MATCHES (by_plan = true)"],
  customer_cities: ["not-kept", "customer_regions CONTAINS 'US-NY'"],
  customer_within_distance: ["not-kept", "customer_regions CONTAINS 'US-NY'"],
  store_credit_accounts: ["not-kept", "points_balance > 0"],
};

/** The same of whole families of names. */
const FAMILIES: readonly (readonly [RegExp, Why, string])[] = [
  [/^anniversary$/, "of-what", "anniversary('metafields.facts.birth_date') = today"],
  [/^(?:customer\.)?metafields\.facts\.birth_date$/, "metafield", "anniversary('metafields.facts.birth_date') = today"],
  [/^(?:customer\.)?metafields\./, "metafield", "customer_tags CONTAINS 'gold'"],
  [/^shopify_email\./, "shopify-email", "email_subscription_status = 'SUBSCRIBED'"],
  [/^storefront(?:_event)?\./, "storefront", "products_purchased MATCHES (date >= -90d)"],
];

/** What to say of such a name; null: it is none. */
export function missingHere(name: string, at: { at: number; length: number }): Problem | null {
  const [, ...byFamily] = FAMILIES.find(([pattern]) => pattern.test(name)) ?? [null];
  const [why, instead] = (Object.hasOwn(MISSING, name) ? MISSING[name] : undefined) ?? byFamily;
  return why === undefined || instead === undefined ? null : { code: "not-here", ...at, found: name, why, instead };
}
