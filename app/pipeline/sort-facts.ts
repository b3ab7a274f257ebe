import type { Fact, FactOf } from "../facts/fact.ts";

/** The step of the pipeline that handles each kind of fact. A kind without one does not compile. */
const STEPS = {
  shop: "shops",
  uninstalled: "shops",
  scopes: "shops",
  product: "products",
  "product-deleted": "products",
  customer: "people",
  "customer-deleted": "people",
  "customers-merged": "people",
  consent: "people",
  tags: "people",
  order: "orders",
  refund: "orders",
  "order-deleted": "orders",
  dispute: "orders",
  parcel: "orders",
  "parcel-event": "orders",
  checkout: "checkouts",
  "checkout-deleted": "checkouts",
  "discount-changed": "discounts",
  "discount-deleted": "discounts",
  "code-removed": "discounts",
  "shopify-segment": "mirrors",
  "export-requested": "privacy",
  "customer-redacted": "privacy",
  "shop-redacted": "privacy",
  "order-stale": "reading",
  "collection-stale": "reading",
  "bulk-finished": "reading",
  "account-settings-stale": "reading",
} as const satisfies Record<Fact["kind"], string>;

type Steps = typeof STEPS;
export type FactStep = Steps[Fact["kind"]];
/** The facts that a step handles. */
export type FactsFor<Step extends FactStep> = FactOf<
  { [Kind in Fact["kind"]]: Steps[Kind] extends Step ? Kind : never }[Fact["kind"]]
>;

export type SortedFacts = { [Step in FactStep]: FactsFor<Step>[] };

/** Facts by the step that handles them, each list in the order in which they came. */
export function sortFacts(facts: readonly Fact[]): SortedFacts {
  const sorted: SortedFacts = {
    shops: [],
    products: [],
    people: [],
    orders: [],
    checkouts: [],
    discounts: [],
    mirrors: [],
    privacy: [],
    reading: [],
  };
  for (const fact of facts) (sorted[STEPS[fact.kind]] as Fact[]).push(fact);
  return sorted;
}
