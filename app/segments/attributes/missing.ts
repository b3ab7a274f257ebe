import type { notHere, Problem } from "../language/problems.ts";

type Why = (typeof notHere)[number];

/** What Shopify's segments may ask and ours may not: why, and what comes nearest to it. Of a function's parameter with the function before it. */
const MISSING: Readonly<Record<string, readonly [Why, string]>> = {
  // Shopify's till, whichever location it stands at.
  "orders_placed.location_id": ["not-kept", "orders_placed MATCHES (app_id = 129785)"],
  "products_purchased.category": ["not-kept", "products_purchased MATCHES (tag = 'shoes')"],
};

const birthday = () => "anniversary('metafields.facts.birth_date') = today";

/** The same of whole families of names. */
const FAMILIES: readonly (readonly [RegExp, Why, (name: string) => string])[] = [
  [/^anniversary$/, "of-what", birthday],
  [/^(?:customer\.)?metafields\./, "metafield", () => "metafields.custom.level = 'gold'"],
  [/^storefront(?:_event)?\./, "storefront", () => "storefront.product_viewed MATCHES (date >= -30d)"],
];

/** What to say of such a name; null: it is none. @param of the function whose parameter it is */
export function missingHere(name: string, at: { at: number; length: number }, of?: string): Problem | null {
  const full = of === undefined ? name : `${of}.${name}`;
  const [, familiar, example] = FAMILIES.find(([pattern]) => pattern.test(full)) ?? [];
  const [why, instead] = (Object.hasOwn(MISSING, full) ? MISSING[full] : undefined) ?? [familiar, example?.(name)];
  return why === undefined || instead === undefined ? null : { code: "not-here", ...at, found: name, why, instead };
}
