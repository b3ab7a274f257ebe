import fc from "fast-check";

import type { AnyAttribute, Parameter } from "../../app/segments/attributes/attribute.ts";
import { attributeNames, attributes, type Attribute } from "../../app/segments/attributes/registry.ts";
import { METAFIELDS } from "../../app/segments/language/shopify/metafields.ts";
import {
  group,
  opposite,
  type Condition,
  type DayValue,
  type ParameterTest,
  type Query,
  type WholeQuery,
} from "../../app/segments/language/query.ts";

export type Ranges = {
  numbers: fc.Arbitrary<string>;
  texts: fc.Arbitrary<string>;
  days: fc.Arbitrary<DayValue>;
  /** Ids that functions are asked for. */
  ids?: fc.Arbitrary<string>;
  attributes?: readonly Attribute[];
};

export const decimals = fc
  .tuple(fc.bigInt(-(10n ** 14n) + 1n, 10n ** 14n - 1n), fc.integer({ min: 0, max: 9_999 }))
  .map(([whole, fraction]) =>
    fraction === 0 ? String(whole) : `${whole}.${String(fraction).padStart(4, "0").replace(/0+$/, "")}`,
  );

const dayOf = (date: Date) => ({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
const anyDate = fc.date({ min: new Date("1900-01-01"), max: new Date("2999-12-31"), noInvalidDate: true });

export const anyDay: fc.Arbitrary<DayValue> = fc.oneof(
  anyDate.map((date) => ({ type: "day" as const, day: dayOf(date) })),
  anyDate.map((date) => ({
    ...{ type: "moment" as const, day: dayOf(date) },
    clock: { hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds() },
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
      { weight: 4, arbitrary: leaf },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom("and" as const, "or" as const), fc.array(tie("tree"), { minLength: 2, maxLength: 3 }))
          .map(([kind, items]) => group<Query>(kind, items) as Query),
      },
      { weight: 1, arbitrary: tie("tree").map((item) => opposite<Query>(item)) },
    ),
  }));
  return tree;
}

/** All but those that ask for other segments. */
export const ownNames = attributeNames.filter((name) => attributes[name].kind !== "segment");

/** Any query that asks for no other segment. */
export function wholeQueries(ranges: Ranges): fc.Arbitrary<WholeQuery> {
  return queries({ attributes: ownNames, ...ranges }) as fc.Arbitrary<WholeQuery>;
}

function condition(attribute: Attribute, ranges: Ranges): fc.Arbitrary<Condition> {
  const entry: AnyAttribute = attributes[attribute];
  if (entry.kind !== "rows")
    return testOf(entry, ranges).map((test) => ({ kind: entry.kind, attribute, test }) as unknown as Condition);
  if (attribute === METAFIELDS) return metafield(entry.parameters, ranges);
  const names = Object.keys(entry.parameters);
  return fc
    .tuple(
      fc.boolean(),
      fc
        .subarray(names, { maxLength: Math.min(4, names.length) })
        .chain((some) => fc.shuffledSubarray(some, { minLength: some.length })),
    )
    .chain(([matches, asked]) =>
      fc
        .tuple(...asked.map((parameter) => parameterTest(parameter, entry.parameters[parameter] as Parameter, ranges)))
        .map((tests) => ({
          ...{ kind: "rows" as const, attribute: attribute as Extract<Condition, { kind: "rows" }>["attribute"], matches, tests },
        })),
    );
}

/** Of one of them, one thing at most. */
function metafield(parameters: Readonly<Record<string, Parameter>>, ranges: Ranges): fc.Arbitrary<Condition> {
  const values = Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== "path"));
  const asked: fc.Arbitrary<ParameterTest[]> = fc
    .option(fc.constantFrom(...Object.keys(values)))
    .chain((name) =>
      name === null
        ? fc.constant<ParameterTest[]>([])
        : parameterTest(name, values[name] as Parameter, ranges).map((test) => [test]),
    );
  return fc
    .tuple(fc.constantFrom("custom.membership_level", "custom.vip", "custom.score", "custom.since"), fc.boolean(), asked)
    .map(([path, matches, tests]) => ({
      ...{ kind: "rows" as const, attribute: METAFIELDS, matches },
      tests: [{ kind: "text" as const, parameter: "path", test: { operator: "=" as const, value: path } }, ...tests],
    }));
}

function parameterTest(parameter: string, entry: Parameter, ranges: Ranges): fc.Arbitrary<ParameterTest> {
  return testOf(entry, ranges).map((test) => ({ kind: entry.kind, parameter, test }) as unknown as ParameterTest);
}

type Valued = Exclude<AnyAttribute, { kind: "rows" }> | Parameter;

function testOf(entry: Valued, ranges: Ranges): fc.Arbitrary<object> {
  const value = valueOf(entry, ranges);
  return fc.constantFrom(...entry.operators).chain((operator): fc.Arbitrary<object> => {
    if (operator === "IS NULL" || operator === "IS NOT NULL") return fc.constant({ operator });
    if (operator === "IN" || operator === "NOT IN")
      return fc.array(value, { minLength: 1, maxLength: 3 }).map((list) => ({ operator, values: list }));
    if (operator === "BETWEEN")
      return fc
        .tuple(value, value)
        .map(([one, other]) => ({ operator, ...ordered(one as string | DayValue, other as string | DayValue) }));
    return value.map((one) => ({ operator, value: one }));
  });
}

function valueOf(entry: Valued, { numbers, texts, days, ids }: Ranges): fc.Arbitrary<unknown> {
  switch (entry.kind) {
    case "number":
      return entry.unit === "money" || entry.unit === "ratio"
        ? numbers
        : numbers.map((decimal) => decimal.replace(/\..*/, "").replace(/^-0$/, "0"));
    case "date":
      return entry.wholeDays === true ? days.map(withoutTime) : days;
    case "anniversary":
      return days.map(withoutTime);
    case "enum":
      return fc.constantFrom(...entry.values);
    case "text":
      return "pair" in entry && entry.pair === true ? fc.constantFrom("52.52, 13.405", "-1, 0.5") : texts;
    case "list":
      if (entry.ids === true) return ids ?? fc.bigInt(0n, 2n ** 63n - 1n).map(String);
      return texts;
    case "segment":
      return texts;
    case "id":
      return ids ?? fc.bigInt(0n, 2n ** 63n - 1n).map(String);
    case "flag":
      return fc.boolean();
  }
}

function withoutTime(day: DayValue): DayValue {
  return day.type === "moment" ? { type: "day", day: day.day } : day;
}

function ordered(one: string | DayValue, other: string | DayValue): { low: unknown; high: unknown } {
  const rank = (value: string | DayValue): number => {
    if (typeof value === "string") return Number(value);
    if (value.type === "offset") return value.amount;
    const { hour, minute, second } = value.type === "moment" ? value.clock : { hour: 12, minute: 0, second: 0 };
    return (value.day.year * 10_000 + value.day.month * 100 + value.day.day) * 1_000_000 + hour * 10_000 + minute * 100 + second;
  };
  const isOffset = (value: string | DayValue) => typeof value === "object" && value.type === "offset";
  const comparable =
    typeof one === "string" ||
    (isOffset(one) === isOffset(other) && (one as { unit?: string }).unit === (other as { unit?: string }).unit);
  return comparable && rank(one) > rank(other) ? { low: other, high: one } : { low: one, high: other };
}
