/// <reference types="@shopify/ui-extensions/admin.customer-details.block.render" />
/// <reference types="@shopify/ui-extensions/admin.order-details.block.render" />
/// <reference types="@shopify/ui-extensions/admin.customer-segment-details.action.render" />
/// <reference types="@shopify/ui-extensions/admin.customer-index.selection-action.render" />
import type { BlockExtensionApi } from "@shopify/ui-extensions/admin";

type Api = BlockExtensionApi<"admin.customer-details.block.render">;

/** What Shopify gives an extension of the admin. */
export const host = () => (globalThis as unknown as { shopify: Api }).shopify;

/** The numbers of what is selected. */
export function selectedIds(): string[] {
  return host().data.selected.map(({ id }) => id.slice(id.lastIndexOf("/") + 1));
}

/** The number of what the page shows. */
export function shownId(): string {
  return selectedIds()[0] ?? "";
}

/** One of the few texts of our own; all others come from the app, with what they are about. */
export function t(key: "locale" | "failed" | "retry" | "unknown"): string {
  return host().i18n.translate(key);
}
