import type { Shop, World } from "../world/types.ts";
import type { Resolvers } from "./context.ts";

type UserError = { field: string[] | null; message: string };

/** Attributes and functions of Shopify's segment language, as its documentation names them. */
const FILTERS = new Set([
  ...[
    "number_of_orders",
    "amount_spent",
    "first_order_date",
    "last_order_date",
    "customer_added_date",
    "abandoned_checkout_date",
  ],
  ...["customer_tags", "customer_countries", "customer_regions", "customer_cities", "customer_email_domain", "customer_language"],
  ...["customer_account_status", "email_subscription_status", "sms_subscription_status", "product_subscription_status"],
  ...["predicted_spend_tier", "rfm_group", "companies", "created_by_app_id", "anniversary"],
  ...["products_purchased", "orders_placed", "store_credit_accounts", "customer_within_distance"],
]);
const FAMILIES = /^(?:(?:customer\.)?metafields|shopify_email|storefront)\./;
const MOST_CLAUSES = 10;

/** What Shopify's documentation says of names and queries; how it words refusals is not documented, and taken from its answers to other queries of the language. */
function problemsOf(shop: Shop, name: string, query: string): UserError[] {
  if (name.trim() === "") return [{ field: ["name"], message: "Name can't be blank" }];
  if ([...shop.segments.values()].some((segment) => segment.name === name))
    return [{ field: ["name"], message: "Name has already been taken" }];
  const inQuery = (message: string) => [{ field: ["query"], message }];
  const clauses = clausesOf(query);
  if (clauses.length === 0) return inQuery("Query can't be blank");
  if (clauses.length > MOST_CLAUSES) return inQuery(`Query has more than ${MOST_CLAUSES} clauses.`);
  for (const { text, at } of clauses) {
    const column = `Query Line 1 Column ${at}`;
    const [filter = ""] = /^[\w.]+/.exec(text) ?? [];
    const metafield = /^(?:customer\.)?metafields\.([\w.-]+)/.exec(text)?.[1];
    if (metafield !== undefined && !isDefined(shop, metafield))
      return inQuery(`${column}: 'metafields.${metafield}' filter cannot be found.`);
    if (!FILTERS.has(filter) && !FAMILIES.test(filter)) return inQuery(`${column}: '${filter}' filter cannot be found.`);
    if (/^[\w.]+\s+(?:NOT\s+)?IN\b/i.test(text)) return inQuery(`${column}: unexpected IN.`);
  }
  return [];
}

/** The sandbox's shops define what some customer of theirs has. */
function isDefined({ metafields }: Shop, path: string): boolean {
  return [...metafields].some(([owner, fields]) => owner.startsWith("gid://shopify/Customer/") && fields.has(path));
}

/** The clauses between AND and OR, and where they begin. Neither texts nor parameters nor the bounds of a range hold any. */
function clausesOf(query: string): { text: string; at: number }[] {
  const blank = (found: string) => " ".repeat(found.length);
  const flat = query
    .replace(/'(?:\\.|[^'\\])*'/g, blank)
    .replace(/(MATCHES\s*)(\([^)]*(?:\([^)]*\)[^)]*)*\))/gi, (_found, word: string, inner: string) => word + blank(inner))
    .replace(/(BETWEEN\s+\S+\s+)(AND)/gi, (_found, before: string, and: string) => before + blank(and));
  let at = 0;
  return flat.split(/(\bAND\b|\bOR\b)/i).flatMap((part) => {
    const begins = at + (/[^\s(]/.exec(part)?.index ?? part.length);
    at += part.length;
    return /^(?:AND|OR)$/i.test(part) || part.trim() === "" ? [] : [{ text: flat.slice(begins, at), at: begins }];
  });
}

type Made = { segment: { id: string; name: string; query: string } | null; userErrors: UserError[] };

/** A new segment of the shop's, as its admin and the Admin API make it. */
export function makeSegment({ world, shop }: { world: World; shop: Shop }, name: string, query: string): Made {
  const userErrors = problemsOf(shop, name, query);
  if (userErrors.length > 0) return { segment: null, userErrors };
  const id = `gid://shopify/Segment/${world.nextId()}`;
  const segment = { id, name, query };
  shop.segments.set(id, segment);
  return { segment, userErrors };
}

export const segmentMutations: Resolvers = {
  segmentDelete: (_root, { id }: { id: string }, { shop }) => {
    if (shop.segments.delete(id)) return { deletedSegmentId: id, userErrors: [] };
    return { deletedSegmentId: null, userErrors: [{ field: ["id"], message: "Segment does not exist" }] };
  },
  segmentCreate: (_root, { name, query }: { name: string; query: string }, context) => makeSegment(context, name, query),
};
