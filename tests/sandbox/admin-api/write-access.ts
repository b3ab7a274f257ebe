import { allows } from "../schema/schema.ts";
import type { Context, Node } from "./context.ts";
import { failure } from "./failures.ts";

/** The scope that changing a record needs; the schema's scope list leaves it to each record. */
const WRITE_SCOPES: Record<string, string> = {
  Customer: "write_customers",
  Order: "write_orders",
  Product: "write_products",
  ProductVariant: "write_products",
  DiscountCodeNode: "write_discounts",
};

/** @throws the refusal that Shopify answers when the app may not change such a record */
export function requireWrite(context: Context, owner: Node, field: string): void {
  const scope = WRITE_SCOPES[owner.__typename];
  if (scope === undefined || allows(context.shop.installedScopes, [scope])) return;
  const access = `\`${scope}\` access scope.`;
  throw failure(`Access denied for ${field} field. Required access: ${access}`, "ACCESS_DENIED", {
    documentation: "https://shopify.dev/api/usage/access-scopes",
    requiredAccess: access,
  });
}
