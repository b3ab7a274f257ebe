import { sql, type RawBuilder } from "kysely";

import type { PlainKey } from "../../i18n/translate.ts";
import { comparisons, type Operator } from "../language/operators.ts";

/** What of a customer can change. Each attribute says which of these move it; the pipeline says which of them has happened. */
export const MOVEMENTS = [
  ...(["profile", "consent", "orders", "checkouts", "visits", "points"] as const),
  ...(["tier", "catalog", "scores", "messages", "flows", "fields", "surveys", "refills", "reviews", "achievements"] as const),
  ...(["referrals", "learning", "gatherings", "mirrors"] as const),
] as const;
export type Movement = (typeof MOVEMENTS)[number];

/** What an attribute may read beside the customer's own row (`customers c`); see `joins.ts`. */
export type Join = "account" | "member" | "score";

/** Where an editor finds the values that this shop has (`app/segments/editing/suggest.server.ts`). */
export const valueSources = [
  ...(["customer-tags", "countries", "regions", "languages", "tiers"] as const),
  ...(["products", "variants", "product-tags", "vendors", "skus", "discount-codes", "rewards", "segments"] as const),
  ...(["collections", "flows", "campaigns", "surveys", "achievements", "modules", "events", "own-fields"] as const),
  ...(["metafields", "cities"] as const),
] as const;
export type ValueSource = (typeof valueSources)[number];

/** What both attributes and parameters may say for editors. */
type ForEditors = {
  suggests?: ValueSource;
  /** Shopify's segments cannot ask for it. */
  ours?: true;
};

type About = ForEditors & {
  /** The key of its name in the words of merchants (`app/i18n/words/attributes.ts`). */
  label: PlainKey;
  /** Whether a customer can have none: `IS NULL` is offered then. */
  nullable: boolean;
  /** Only Shopify can say who meets it: a segment of Shopify's own is asked (app/mirrors), and `sql` says nothing. */
  mirrored?: true;
  /** Only these changes can move it. One that is missing leaves memberships wrong until the next night. */
  movedBy: readonly [Movement, ...Movement[]];
  reads?: readonly Join[];
};

/** What every entry of the registry says, whatever its kind. */
export type Shared = About & {
  /** In the order in which an editor offers them. */
  operators: readonly Operator[];
};

type Unit = "count" | "money" | "points" | "ratio";

/** `sql`: an integer, of `ratio` any number. Of `money` in minor units of the shop's currency; queries write it in units. */
type OfNumber = { kind: "number"; unit: Unit; sql: RawBuilder<unknown> };
/** `sql`: an instant. Queries ask for its day in the shop's zone, or for a second of it; with `wholeDays` it is such a day, and of no time. */
export type OfDate = { kind: "date"; sql: RawBuilder<unknown>; wholeDays?: true };
/** `sql`: one of `values` in lower case. */
type OfEnum = { kind: "enum"; values: readonly [string, ...string[]]; sql: RawBuilder<unknown> };
/** `sql`: text in lower case. `equals`: where it is more than the same text; the value comes as it was written. */
type OfText = { kind: "text"; sql: RawBuilder<unknown>; equals?: (value: string) => RawBuilder<boolean> };
/** `sql`: month * 100 + day. `metafield`: where Shopify's segments find that date; it is then written `anniversary('metafields.…')`. */
type OfAnniversary = { kind: "anniversary"; sql: RawBuilder<unknown>; metafield: string };
/** `contains` and `empty` are true or false, never null. `ids`: its values are numbers of Shopify's, written without quotes. */
type OfList = { kind: "list"; contains: (value: string) => RawBuilder<boolean>; empty: RawBuilder<boolean>; ids?: true };
/** Membership of another of the shop's segments, by its key: the same as what that one asks (language/members.ts). */
type OfSegment = { kind: "segment" };
/** `among`: where it is more than being one of these ids (a `bigint[]`). */
type OfId = { kind: "id"; sql: RawBuilder<unknown>; among?: (ids: RawBuilder<unknown>) => RawBuilder<boolean> };
type OfFlag = { kind: "flag"; sql: RawBuilder<unknown> };

/** `movedBy`: what moves it besides what moves its function. */
type AboutParameter = ForEditors & { label: PlainKey; operators: readonly Operator[]; movedBy?: readonly Movement[] };
/** `sql`: over a row of the function; of an aggregate over all rows that pass the other parameters, and never null. */
export type NumberParameter = AboutParameter &
  OfNumber & {
    aggregate: boolean;
    /** `sql` is an instant of a row, and what is counted are the shop's days that the rows fall on. */
    ofDays?: true;
  };
export type DateParameter = AboutParameter & OfDate;
/** `pair`: two numbers, written `(52.52, 13.405)`. */
export type TextParameter = AboutParameter & OfText & { pair?: true };
export type IdParameter = AboutParameter & OfId;
export type Parameter =
  NumberParameter | DateParameter | (AboutParameter & OfEnum) | TextParameter | IdParameter | (AboutParameter & OfFlag);

export type NumberAttribute = Shared & OfNumber;
export type DateAttribute = Shared & OfDate;
export type EnumAttribute = Shared & OfEnum;
export type TextAttribute = Shared & OfText;
export type AnniversaryAttribute = Shared & OfAnniversary;
export type ListAttribute = Shared & OfList;
export type SegmentAttribute = Shared & OfSegment;
/** A function: rows that a customer `c` has. `rows` names shop and customer; it is what stands behind `from`, with its `where`. */
export type RowsAttribute = Shared & { kind: "rows"; rows: RawBuilder<unknown>; parameters: Readonly<Record<string, Parameter>> };

export type AnyAttribute =
  | (NumberAttribute | DateAttribute | EnumAttribute | TextAttribute | AnniversaryAttribute | ListAttribute)
  | (SegmentAttribute | RowsAttribute);
export type AttributeKind = AnyAttribute["kind"];

type Own<Kind> = About & Omit<Kind, "kind">;

/** What stands for a column where Shopify answers. */
export const ELSEWHERE = sql`null`;

const ordered = [...comparisons, "BETWEEN"] as const;
const equality = ["=", "!="] as const;
const membership = ["IN", "NOT IN"] as const;

export function number(own: Own<OfNumber>): NumberAttribute {
  return { kind: "number", ...own, operators: operators(own, ...ordered, ...membership) };
}

export function date(own: Own<OfDate>): DateAttribute {
  return { kind: "date", ...own, operators: operators(own, ...ordered) };
}

export function oneOf(own: Own<OfEnum>): EnumAttribute {
  return { kind: "enum", ...own, operators: operators(own, ...equality, ...membership) };
}

export function text(own: Own<OfText>): TextAttribute {
  return { kind: "text", ...own, operators: operators(own, ...equality, ...membership) };
}

export function anniversary(own: Own<OfAnniversary>): AnniversaryAttribute {
  return { kind: "anniversary", ...own, operators: operators(own, ...equality, "BETWEEN") };
}

export function list(own: Own<OfList>): ListAttribute {
  return { kind: "list", ...own, operators: operators(own, "CONTAINS", "NOT CONTAINS") };
}

export function segment(own: Own<OfSegment>): SegmentAttribute {
  return { kind: "segment", ...own, operators: [...equality, ...membership] };
}

export function rows(own: Omit<About, "nullable"> & Omit<RowsAttribute, keyof Shared | "kind">): RowsAttribute {
  return { kind: "rows", nullable: false, ...own, operators: ["MATCHES", "NOT MATCHES"] };
}

/** What of a function's rows can be asked for. */
export const parameter = {
  number: (label: PlainKey, sql: RawBuilder<unknown>, unit: Unit = "count", more: ForEditors = {}): NumberParameter =>
    ({ kind: "number", label, sql, unit, ...more, aggregate: false, operators: [...ordered, ...membership] }) as const,
  /** A count or sum of the rows that pass the other parameters; of no rows, zero. */
  sum: (label: PlainKey, sql: RawBuilder<unknown>, unit: Unit = "count", more: ForEditors = {}): NumberParameter =>
    ({ kind: "number", label, sql, unit, ...more, aggregate: true, operators: [...ordered, ...membership] }) as const,
  /** How many of the shop's days the rows that pass the other parameters fall on. */
  days: (label: PlainKey, instant: RawBuilder<unknown>, more: ForEditors = {}): NumberParameter => ({
    ...parameter.sum(label, instant, "count", more),
    ofDays: true,
  }),
  date: (label: PlainKey, sql: RawBuilder<unknown>, more: ForEditors & { wholeDays?: true } = {}): Parameter => ({
    ...{ kind: "date", label, sql, operators: ordered },
    ...more,
  }),
  oneOf: (
    label: PlainKey,
    sql: RawBuilder<unknown>,
    values: readonly [string, ...string[]],
    more: ForEditors = {},
  ): Parameter => ({
    ...{ kind: "enum", label, sql, values, ...more },
    operators: [...equality, ...membership],
  }),
  text: (
    label: PlainKey,
    sql: RawBuilder<unknown>,
    more: ForEditors & { equals?: (value: string) => RawBuilder<boolean>; movedBy?: readonly Movement[] } = {},
  ): Parameter => ({ kind: "text", label, sql, ...more, operators: [...equality, ...membership] }),
  id: (
    label: PlainKey,
    sql: RawBuilder<unknown>,
    more: ForEditors & Pick<OfId, "among"> & { movedBy?: readonly Movement[] } = {},
  ): Parameter => ({
    ...{ kind: "id", label, sql, ...more },
    operators: [...equality, ...membership],
  }),
  flag: (label: PlainKey, sql: RawBuilder<unknown>, more: ForEditors = {}): Parameter => ({
    ...{ kind: "flag", label, sql, operators: ["="] },
    ...more,
  }),
} satisfies Record<string, unknown>;

function operators({ nullable }: Pick<About, "nullable">, ...ofKind: Operator[]): Operator[] {
  return nullable ? [...ofKind, "IS NULL", "IS NOT NULL"] : ofKind;
}
