import { parseExactJson } from "../world/json.ts";
import type { Metafield, Shop } from "../world/types.ts";
import { fromNumeric, LiquidFloat, toNumeric } from "./liquid/number.ts";

export type MetafieldObject = { value: unknown; type: string; "list?": boolean };
export type Metafields = Record<string, Record<string, MetafieldObject>>;

/**
 * Metafields of a record as an app's own Liquid sees them: `metafields['$app'].key.value`. Fields of other apps' reserved namespaces are
 * not there, as on Shopify.
 */
export function metafieldsOf(shop: Shop, owner: string, clientId: string): Metafields {
  const own = `app--${clientId}`;
  const result: Metafields = {};
  for (const field of shop.metafields.get(owner)?.values() ?? []) {
    const namespace = visibleNamespace(field.namespace, own);
    if (namespace === null) continue;
    (result[namespace] ??= {})[field.key] = { value: valueOf(field), type: field.type, "list?": field.type.startsWith("list.") };
  }
  return result;
}

/** Those of the app's own installation: the global `app` in an extension. */
export function appMetafields(shop: Shop, clientId: string): Metafields {
  const result: Metafields = {};
  for (const owner of shop.metafields.keys()) {
    if (owner.startsWith("gid://shopify/AppInstallation/")) Object.assign(result, metafieldsOf(shop, owner, clientId));
  }
  return result;
}

function visibleNamespace(namespace: string, own: string): string | null {
  if (namespace === own) return "$app";
  if (namespace.startsWith(`${own}--`)) return `$app:${namespace.slice(own.length + 2)}`;
  return namespace.startsWith("app--") ? null : namespace;
}

function valueOf(field: Metafield): unknown {
  switch (field.type) {
    case "number_integer":
      return fromNumeric(toNumeric(field.value));
    case "number_decimal":
      return new LiquidFloat(field.value);
    case "boolean":
      return field.value === "true";
    case "json":
      return withDecimals(parseExactJson(field.value));
    default:
      return field.value;
  }
}

function withDecimals(value: unknown): unknown {
  if (typeof value === "number" && !Number.isInteger(value)) return new LiquidFloat(value);
  if (Array.isArray(value)) return value.map(withDecimals);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withDecimals(item)]));
}
