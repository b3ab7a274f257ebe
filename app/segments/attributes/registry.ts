import type { AnyAttribute, AttributeKind } from "./attribute.ts";
import { consent } from "./consent.ts";
import { customer } from "./customer.ts";
import { orders } from "./orders.ts";
import { points } from "./points.ts";
import { tier } from "./tier.ts";

/** What a segment may ask about a customer: one entry an attribute, one file a subject. Names and types are Shopify's where Shopify has them. */
export const attributes = { ...orders, ...customer, ...consent, ...points, ...tier } satisfies Record<string, AnyAttribute>;

export type Attribute = keyof typeof attributes;
export type AttributeOf<Kind extends AttributeKind> = {
  [Name in Attribute]: (typeof attributes)[Name]["kind"] extends Kind ? Name : never;
}[Attribute];

export const attributeNames = Object.keys(attributes) as Attribute[];

export function isAttribute(name: string): name is Attribute {
  return Object.hasOwn(attributes, name);
}
