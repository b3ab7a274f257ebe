/// <reference types="@shopify/ui-extensions/customer-account.page.render" />
import type { OrderStatusApi, StandardApi } from "@shopify/ui-extensions/customer-account";

import type { CheckoutApi, OrderConfirmationApi, StandardApi as CheckoutStandardApi } from "@shopify/ui-extensions/checkout";

type Page = StandardApi<"customer-account.page.render">;
type OrderStatus = OrderStatusApi<"customer-account.order-status.block.render">;

// The admin's own `shopify`, which is another, has the global name in our types.
const given = () => (globalThis as unknown as { shopify: unknown }).shopify;

/** What Shopify gives an extension in the worker that it runs in, on every page. */
export const host = () => given() as Page;

/** What it gives besides on the page of an order. */
export const orderPage = () => given() as OrderStatus;

/** What it gives in the checkout, and on the page that thanks. */
export type Buying = Pick<
  CheckoutStandardApi,
  "buyerIdentity" | "cost" | "discountAllocations" | "lines" | "localization" | "shop"
>;
export const thankYouPage = () => given() as Buying & OrderConfirmationApi;
export const checkoutPage = () =>
  given() as Buying & Pick<CheckoutStandardApi, "discountCodes" | "instructions"> & Pick<CheckoutApi, "applyDiscountCodeChange">;

/** What a field says after somebody changed it. */
export function typedIn(event: Event): string {
  const field = event.currentTarget as { value?: unknown } | null;
  return typeof field?.value === "string" ? field.value : "";
}

/** The number in one of Shopify's ids. */
export function idIn(gid: string): string {
  return gid.slice(gid.lastIndexOf("/") + 1);
}
