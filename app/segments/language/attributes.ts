/** What a segment may ask about a customer. Names and types are Shopify's where Shopify has them; the last two groups are ours. */
export const attributes = {
  number_of_orders: { kind: "number", nullable: false },
  amount_spent: { kind: "number", nullable: false },
  first_order_date: { kind: "date", nullable: true },
  last_order_date: { kind: "date", nullable: true },
  customer_added_date: { kind: "date", nullable: false },
  email_subscription_status: { kind: "status", nullable: true },
  sms_subscription_status: { kind: "status", nullable: true },
  customer_tags: { kind: "list", nullable: true },
  customer_countries: { kind: "list", nullable: true },
  customer_language: { kind: "text", nullable: true },
  customer_email_domain: { kind: "text", nullable: true },
  average_order_value: { kind: "number", nullable: true },
  points_balance: { kind: "number", nullable: false },
  loyalty_tier: { kind: "text", nullable: true },
} as const;

export type Attribute = keyof typeof attributes;
export type AttributeKind = (typeof attributes)[Attribute]["kind"];
export type AttributeOf<Kind extends AttributeKind> = {
  [Name in Attribute]: (typeof attributes)[Name]["kind"] extends Kind ? Name : never;
}[Attribute];

export const attributeNames = Object.keys(attributes) as Attribute[];

export function isAttribute(name: string): name is Attribute {
  return Object.hasOwn(attributes, name);
}

/** Shopify's marketing states, as its segment language writes them. */
export const statuses = ["SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED", "PENDING", "INVALID", "REDACTED"] as const;
export type Status = (typeof statuses)[number];

export const comparisons = ["=", "!=", "<", "<=", ">", ">="] as const;
export type Comparison = (typeof comparisons)[number];
export type Operator = Comparison | "BETWEEN" | "IN" | "NOT IN" | "CONTAINS" | "NOT CONTAINS" | "IS NULL" | "IS NOT NULL";

const operatorsOf: Record<AttributeKind, readonly Operator[]> = {
  number: [...comparisons, "BETWEEN", "IN", "NOT IN"],
  date: [...comparisons, "BETWEEN"],
  status: ["=", "!=", "IN", "NOT IN"],
  text: ["=", "!=", "IN", "NOT IN"],
  list: ["CONTAINS", "NOT CONTAINS"],
};

/** The operators that make sense for an attribute, in the order in which an editor offers them. */
export function allowedOperators(attribute: Attribute): Operator[] {
  const { kind, nullable } = attributes[attribute];
  return [...operatorsOf[kind], ...(nullable ? (["IS NULL", "IS NOT NULL"] as const) : [])];
}
