/// <reference types="@shopify/ui-extensions/pos.home.tile.render" />
/// <reference types="@shopify/ui-extensions/pos.home.modal.render" />
/// <reference types="@shopify/ui-extensions/pos.customer-details.block.render" />
/// <reference types="@shopify/ui-extensions/pos.customer-details.action.render" />
import type { ActionApi, CartApi, CustomerApi, StandardApi } from "@shopify/ui-extensions/point-of-sale";

type Api = StandardApi<"pos.home.modal.render"> & CartApi;

const given = () => (globalThis as unknown as { shopify: unknown }).shopify;

/** What Shopify gives an extension of the till, in each of our places. */
export const host = () => given() as Pick<Api, "cart" | "connectivity" | "i18n">;

/** What it gives beside where another screen can be opened. */
export const opener = () => given() as ActionApi;

/** The number of the customer whose page it is. */
export const shownCustomer = () => String((given() as CustomerApi).customer.id);

/** A text of `locales/`: what is said without the app's answer. All about customers comes from the app. */
export function t(key: string, values?: Readonly<Record<string, string | number>>): string {
  return host().i18n.translate(key, values);
}

export function integer(value: number): string {
  return host().i18n.formatNumber(value, { useGrouping: "always" });
}

/** What a field says after somebody changed it. */
export function typedIn(event: { currentTarget: unknown }): string {
  const field = event.currentTarget as { value?: unknown } | null;
  return typeof field?.value === "string" ? field.value : "";
}
