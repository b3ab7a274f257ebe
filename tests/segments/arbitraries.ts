import fc from "fast-check";

import type { AnyAttribute } from "../../app/segments/attributes/attribute.ts";
import { attributeNames, attributes, type Attribute } from "../../app/segments/attributes/registry.ts";
import { group, type Condition, type DayValue, type Query } from "../../app/segments/language/query.ts";

export type Ranges = {
  numbers: fc.Arbitrary<string>;
  texts: fc.Arbitrary<string>;
  days: fc.Arbitrary<DayValue>;
  attributes?: readonly Attribute[];
};

export const decimals = fc
  .tuple(fc.bigInt(-(10n ** 14n) + 1n, 10n ** 14n - 1n), fc.integer({ min: 0, max: 9_999 }))
  .map(([whole, fraction]) =>
    fraction === 0 ? String(whole) : `${whole}.${String(fraction).padStart(4, "0").replace(/0+$/, "")}`,
  );

export const anyDay: fc.Arbitrary<DayValue> = fc.oneof(
  fc.date({ min: new Date("1900-01-01"), max: new Date("2999-12-31"), noInvalidDate: true }).map((date) => ({
    type: "day" as const,
    day: { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
  })),
  offsets({ d: 36_500, w: 5_200, m: 1_200, y: 100 }),
);

export function offsets(limits: Record<"d" | "w" | "m" | "y", number>): fc.Arbitrary<DayValue> {
  return fc
    .constantFrom("d" as const, "w" as const, "m" as const, "y" as const)
    .chain((unit) =>
      fc
        .integer({ min: -limits[unit], max: limits[unit] })
        .map((amount) => ({ type: "offset" as const, amount, unit: amount === 0 ? ("d" as const) : unit })),
    );
}

/** Any query that `read` can return. */
export function queries(ranges: Ranges): fc.Arbitrary<Query> {
  const leaf = fc.constantFrom(...(ranges.attributes ?? attributeNames)).chain((attribute) => condition(attribute, ranges));
  const { tree } = fc.letrec<{ tree: Query }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 2, arbitrary: leaf },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom("and" as const, "or" as const), fc.array(tie("tree"), { minLength: 2, maxLength: 3 }))
          .map(([kind, items]) => group<Query>(kind, items) as Query),
      },
    ),
  }));
  return tree;
}

function condition(attribute: Attribute, ranges: Ranges): fc.Arbitrary<Condition> {
  const entry: AnyAttribute = attributes[attribute];
  const { kind } = entry;
  const values: Record<typeof kind, fc.Arbitrary<unknown>> = {
    number: ranges.numbers,
    date: ranges.days,
    enum: fc.constantFrom(...(entry.kind === "enum" ? entry.values : [""])),
    text: ranges.texts,
    list: ranges.texts,
  };
  const value = values[kind];
  return fc
    .constantFrom(...entry.operators)
    .chain((operator): fc.Arbitrary<object> => {
      if (operator === "IS NULL" || operator === "IS NOT NULL") return fc.constant({ operator });
      if (operator === "IN" || operator === "NOT IN")
        return fc.array(value, { minLength: 1, maxLength: 3 }).map((list) => ({ operator, values: list }));
      if (operator === "BETWEEN")
        return fc
          .tuple(value, value)
          .map(([one, other]) => ({ operator, ...ordered(one as string | DayValue, other as string | DayValue) }));
      return value.map((one) => ({ operator, value: one }));
    })
    .map((test) => ({ kind, attribute, test }) as unknown as Condition);
}

function ordered(one: string | DayValue, other: string | DayValue): { low: unknown; high: unknown } {
  const rank = (value: string | DayValue): number => {
    if (typeof value === "string") return Number(value);
    return value.type === "day" ? value.day.year * 10_000 + value.day.month * 100 + value.day.day : value.amount;
  };
  const comparable =
    typeof one === "string" ||
    (one.type === (other as DayValue).type && (one as { unit?: string }).unit === (other as { unit?: string }).unit);
  return comparable && rank(one) > rank(other) ? { low: other, high: one } : { low: one, high: other };
}
