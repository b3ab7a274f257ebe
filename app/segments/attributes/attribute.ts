import type { RawBuilder } from "kysely";

import type { PlainKey } from "../../i18n/translate.ts";
import { comparisons, type Operator } from "../language/operators.ts";

/** What of a customer can change. Each attribute says which of these move it; the pipeline says which of them has happened. */
export type Movement = "profile" | "consent" | "orders" | "points" | "tier";

/** What an attribute may read beside the customer's own row (`customers c`); see `joins.ts`. */
export type Join = "account" | "member";

type About = {
  /** The key of its name in the words of merchants (`app/i18n/words/attributes.ts`). */
  label: PlainKey;
  /** Whether a customer can have none: `IS NULL` is offered then. */
  nullable: boolean;
  /** Only these changes can move it. One that is missing leaves memberships wrong until the next night. */
  movedBy: readonly [Movement, ...Movement[]];
  reads?: readonly Join[];
};

/** What every entry of the registry says, whatever its kind. */
export type Shared = About & {
  /** In the order in which an editor offers them. */
  operators: readonly Operator[];
  /** Whether time alone moves it: a test with relative days then changes at one of the shop's midnights. */
  aging: boolean;
  /**
   * What a function attribute takes in its parentheses, as in `products_purchased(id: …, date: …)`. No entry has any yet, and the language reads none; its SQL
   * will be made from what was given.
   */
  parameters?: Readonly<Record<string, { kind: AttributeKind; required: boolean }>>;
};

/** `sql`: an integer. Of `money` in minor units of the shop's currency; queries write it in units. */
export type NumberAttribute = Shared & { kind: "number"; unit: "count" | "money" | "points"; sql: RawBuilder<unknown> };
/** `sql`: an instant. Queries ask for its day in the shop's zone. */
export type DateAttribute = Shared & { kind: "date"; sql: RawBuilder<unknown> };
/** `sql`: one of `values` in lower case. */
export type EnumAttribute = Shared & { kind: "enum"; values: readonly [string, ...string[]]; sql: RawBuilder<unknown> };
/** `sql`: text in lower case. `equals`: where it is more than the same text; the value comes as it was written. */
export type TextAttribute = Shared & {
  kind: "text";
  sql: RawBuilder<unknown>;
  equals?: (value: string) => RawBuilder<boolean>;
};
/** `contains` and `empty` are true or false, never null. */
export type ListAttribute = Shared & {
  kind: "list";
  contains: (value: string) => RawBuilder<boolean>;
  empty: RawBuilder<boolean>;
};

export type AnyAttribute = NumberAttribute | DateAttribute | EnumAttribute | TextAttribute | ListAttribute;
export type AttributeKind = AnyAttribute["kind"];

type Own<Kind extends AnyAttribute> = About & Omit<Kind, keyof Shared | "kind">;

export function number(own: Own<NumberAttribute>): NumberAttribute {
  return { kind: "number", aging: false, ...own, operators: operators(own, ...comparisons, "BETWEEN", "IN", "NOT IN") };
}

export function date(own: Own<DateAttribute>): DateAttribute {
  return { kind: "date", aging: true, ...own, operators: operators(own, ...comparisons, "BETWEEN") };
}

export function oneOf(own: Own<EnumAttribute>): EnumAttribute {
  return { kind: "enum", aging: false, ...own, operators: operators(own, "=", "!=", "IN", "NOT IN") };
}

export function text(own: Own<TextAttribute>): TextAttribute {
  return { kind: "text", aging: false, ...own, operators: operators(own, "=", "!=", "IN", "NOT IN") };
}

export function list(own: Own<ListAttribute>): ListAttribute {
  return { kind: "list", aging: false, ...own, operators: operators(own, "CONTAINS", "NOT CONTAINS") };
}

function operators({ nullable }: About, ...ofKind: Operator[]): Operator[] {
  return nullable ? [...ofKind, "IS NULL", "IS NOT NULL"] : ofKind;
}
