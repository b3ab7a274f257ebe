/// <reference types="@shopify/ui-extensions/customer-account.page.render" />
import type { StandardApi } from "@shopify/ui-extensions/customer-account";

/** What Shopify gives an extension in the worker that it runs in. The admin's own `shopify`, which is another, has the global name in our types. */
export const host = (): StandardApi<"customer-account.page.render"> =>
  (globalThis as unknown as { shopify: StandardApi<"customer-account.page.render"> }).shopify;

/** What a field says after somebody changed it. */
export function typedIn(event: Event): string {
  const field = event.currentTarget as { value?: unknown } | null;
  return typeof field?.value === "string" ? field.value : "";
}
