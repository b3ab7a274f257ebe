import type { AnyAttribute, AttributeKind } from "./attribute.ts";
import { achievements } from "./entries/ours/achievements.ts";
import { checkouts } from "./entries/buying/checkouts.ts";
import { consent } from "./entries/person/consent.ts";
import { customer } from "./entries/person/customer.ts";
import { fields } from "./entries/person/fields.ts";
import { flows } from "./entries/ours/flows.ts";
import { member } from "./entries/ours/member.ts";
import { received } from "./entries/ours/messages.ts";
import { orders } from "./entries/buying/orders.ts";
import { points } from "./entries/ours/points.ts";
import { products } from "./entries/buying/products.ts";
import { referrals } from "./entries/ours/referrals.ts";
import { scores } from "./entries/person/scores.ts";
import { shopify } from "./entries/person/shopify.ts";
import { reviews } from "./entries/ours/reviews.ts";
import { surveys } from "./entries/ours/surveys.ts";
import { segments } from "./entries/ours/segments.ts";
import { visits } from "./entries/buying/visits.ts";

/** By what they are about, as editors group them. */
export const subjects = {
  orders,
  products,
  checkouts,
  visits,
  customer,
  consent,
  fields,
  points,
  member,
  scores,
  shopify,
  received,
  reviews,
  surveys,
  achievements,
  referrals,
  flows,
  segments,
} as const satisfies Record<string, Record<string, AnyAttribute>>;
export type Subject = keyof typeof subjects;

/** What a segment may ask about a customer: one entry an attribute, one file a subject. Names and types are Shopify's where Shopify has them. */
export const attributes = {
  ...subjects.orders,
  ...subjects.products,
  ...subjects.checkouts,
  ...subjects.visits,
  ...subjects.customer,
  ...subjects.consent,
  ...subjects.fields,
  ...subjects.points,
  ...subjects.member,
  ...subjects.scores,
  ...subjects.shopify,
  ...subjects.received,
  ...subjects.reviews,
  ...subjects.surveys,
  ...subjects.achievements,
  ...subjects.referrals,
  ...subjects.flows,
  ...subjects.segments,
} satisfies Record<string, AnyAttribute>;

export type Attribute = keyof typeof attributes;
export type AttributeOf<Kind extends AttributeKind> = {
  [Name in Attribute]: (typeof attributes)[Name]["kind"] extends Kind ? Name : never;
}[Attribute];

export const attributeNames = Object.keys(attributes) as Attribute[];

export function isAttribute(name: string): name is Attribute {
  return Object.hasOwn(attributes, name);
}

/** The attribute whose date Shopify's segments find in a metafield ("facts.birth_date"). */
export function ofMetafield(metafield: string): AttributeOf<"anniversary"> | null {
  const found = attributeNames.find((name) => {
    const entry: AnyAttribute = attributes[name];
    return entry.kind === "anniversary" && entry.metafield === metafield;
  });
  return (found as AttributeOf<"anniversary"> | undefined) ?? null;
}
