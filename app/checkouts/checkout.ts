import { z } from "zod";

import type { CheckoutSnapshot } from "../facts/checkout.ts";
import { emailField, gidField, idField, instantField, optionalText, text } from "../lib/fields.ts";
import { MINUTE_MS, plusMs } from "../lib/time.ts";

/** A checkout on which nobody has worked for so long counts as abandoned, as in Shopify's own admin. */
const REST_MS = 10 * MINUTE_MS;
const MOST_LINES = 50;

/** The parts of checkouts/create and checkouts/update that count here: no address, no telephone number, no way back into the checkout. */
export const checkoutBody = z.object({
  token: text(100),
  cart_token: optionalText(100),
  email: emailField,
  customer: z.object({ id: idField, admin_graphql_api_id: gidField("Customer").optional(), email: emailField }).nullish(),
  created_at: instantField,
  updated_at: instantField,
  completed_at: instantField.nullish(),
  line_items: z
    .array(
      z.object({
        product_id: idField.nullish(),
        variant_id: idField.nullish(),
        quantity: z.int().min(0).max(2_147_483_647).nullish(),
      }),
    )
    .max(5_000)
    .nullish(),
});

/** checkouts/delete. */
export const deletedCheckoutBody = z.object({ cart_token: optionalText(100) });

export function checkoutOf(source: z.output<typeof checkoutBody>): CheckoutSnapshot {
  const lines = (source.line_items ?? []).flatMap(({ product_id: productId, variant_id: variantId, quantity }) =>
    variantId == null || quantity == null || quantity < 1
      ? []
      : [{ productId: productId ?? null, variantId, quantity: Math.min(quantity, 9_999) }],
  );
  return {
    token: source.token,
    cartToken: source.cart_token,
    customerId: source.customer == null ? null : (source.customer.admin_graphql_api_id ?? source.customer.id),
    email: source.email ?? source.customer?.email ?? null,
    createdAt: source.created_at,
    activeAt: source.updated_at,
    completedAt: source.completed_at ?? null,
    lines: lines.slice(0, MOST_LINES),
  };
}

export function abandonedAt(activeAt: Date): Date {
  return plusMs(activeAt, REST_MS);
}

type Line = { productId: string | null; variantId: string; quantity: number };

/** What a cart holds, as an event says it (flows/triggers/due.ts reads it): the products, and `variant:quantity`, each by commas. */
export function cartOf(lines: readonly Line[]): { products: string; lines: string } {
  return {
    products: [...new Set(lines.flatMap(({ productId }) => productId ?? []))].join(","),
    lines: lines.map(({ variantId, quantity }) => `${variantId}:${quantity}`).join(","),
  };
}
