/// <reference types="@shopify/ui-extensions/admin.customer-details.block.render" />
/// <reference types="@shopify/ui-extensions/admin.order-details.block.render" />
import type { BlockExtensionApi } from "@shopify/ui-extensions/admin";

type Api = BlockExtensionApi<"admin.customer-details.block.render">;

/** What Shopify gives an extension of the admin. */
export const host = () => (globalThis as unknown as { shopify: Api }).shopify;

/** The number of what the page shows. */
export function shownId(): string {
  const [first] = host().data.selected;
  return first === undefined ? "" : first.id.slice(first.id.lastIndexOf("/") + 1);
}

/** One of the few texts of our own; all others come from the app, with what they are about. */
export function t(key: "locale" | "failed" | "retry" | "unknown"): string {
  return host().i18n.translate(key);
}
