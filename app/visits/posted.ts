import { z } from "zod";

import { idField } from "../lib/fields.ts";
import type { VisitKind } from "./visit.ts";

/** A pixel tells of what happens as it happens; only what it held back until it knew the customer comes together. */
const MOST_EVENTS = 20;
const MOST_PIECES = 9_999;

const eventKey = z.string().regex(/^[A-Za-z0-9_-]{8,100}$/, "is not the id of an event");
const of = <Name extends string, Own extends z.ZodRawShape>(name: Name, own: Own) =>
  z.strictObject({ id: eventKey, name: z.literal(name), ...own });

/** Shopify's names of events, and what of each of them is kept: nothing that somebody has typed, and no time of the browser's. */
const postedEvent = z.discriminatedUnion("name", [
  of("product_viewed", { product: idField, variant: idField.optional() }),
  of("collection_viewed", { collection: idField }),
  of("search_submitted", {}),
  of("product_added_to_cart", { product: idField, variant: idField, quantity: z.int().min(1).max(MOST_PIECES) }),
  of("checkout_started", {}),
  of("checkout_completed", {}),
]);

/** What our web pixel sends (extensions/reprise-pixel): which shop's it is, by domain and account, who the customer is, by token, and what they did. */
export const postedSchema = z.strictObject({
  shop: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/),
  account: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  token: z.string().max(100),
  events: z.array(postedEvent).min(1).max(MOST_EVENTS),
});

export type Posted = z.output<typeof postedSchema>;

/** An event as it is to be kept. `subject`: what of it is kept once in half an hour. */
export type NewEvent = {
  kind: VisitKind;
  key: string;
  subject: bigint;
  productId: bigint | null;
  variantId: bigint | null;
  quantity: number | null;
  collectionId: bigint | null;
};

export function newEvent(posted: Posted["events"][number]): NewEvent {
  const none = { key: posted.id, productId: null, variantId: null, quantity: null, collectionId: null };
  switch (posted.name) {
    case "product_viewed":
      return {
        ...{ ...none, kind: "product", subject: posted.product, productId: posted.product },
        variantId: posted.variant ?? null,
      };
    case "collection_viewed":
      return { ...none, kind: "collection", subject: posted.collection, collectionId: posted.collection };
    case "search_submitted":
      return { ...none, kind: "search", subject: 0n };
    case "product_added_to_cart":
      return {
        ...{ ...none, kind: "cart", subject: posted.variant, productId: posted.product, variantId: posted.variant },
        quantity: posted.quantity,
      };
    case "checkout_started":
      return { ...none, kind: "checkout", subject: 0n };
    case "checkout_completed":
      return { ...none, kind: "order", subject: 0n };
  }
}
