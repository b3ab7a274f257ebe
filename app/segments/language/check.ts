import type { CalendarDay } from "../../lib/time.ts";
import type { AnyAttribute } from "../attributes/attribute.ts";
import { attributeNames, attributes, isAttribute, type Attribute } from "../attributes/registry.ts";
import type { Operator } from "./operators.ts";
import { limits, parse, type Clause, type Syntax, type ValueToken } from "./parse.ts";
import type { Problem, Wanted } from "./problems.ts";
import { group, type Condition, type DayUnit, type DayValue, type Query } from "./query.ts";
import { nearest } from "./spelling.ts";

export type Checked = { ok: true; query: Query } | { ok: false; problems: Problem[] };

const offsetLimits: Record<DayUnit, number> = { d: 36_500, w: 5_200, m: 1_200, y: 100 };
const years = { first: 1900, last: 2999 };
/** Digits before and after the point that fit 64 bits in minor units of any currency. */
const NUMBER = /^([+-]?)0*(\d{1,14})(?:\.(\d{1,4}?)0*)?$/;

/** Reads a segment query: the tree, or everything that is wrong with the text. */
export function read(source: string): Checked {
  const parsed = parse(source);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const problems: Problem[] = [];
  const query = understand(parsed.syntax, problems);
  return query === null || problems.length > 0 ? { ok: false, problems } : { ok: true, query };
}

function understand(syntax: Syntax, problems: Problem[]): Query | null {
  if (syntax.kind === "clause") return condition(syntax, problems);
  const items = syntax.items.map((item) => understand(item, problems)).filter((item) => item !== null);
  return items.length === 0 ? null : group(syntax.kind, items);
}

function condition(clause: Clause, problems: Problem[]): Condition | null {
  const { attribute, operator } = clause;
  const name = attribute.name;
  if (!isAttribute(name)) {
    problems.push({
      code: "unknown-attribute",
      at: attribute.at,
      length: attribute.length,
      found: name,
      suggestion: nearest(name, attributeNames),
    });
    return null;
  }
  const { kind, operators } = attributes[name];
  if (!operators.includes(operator.name)) {
    problems.push({
      code: "operator-not-allowed",
      at: operator.at,
      length: operator.length,
      attribute: name,
      operator: operator.name,
      allowed: operators,
    });
    return null;
  }
  const values = readAll(clause, name);
  if (!values.ok) {
    problems.push(...values.problems);
    return null;
  }
  // The operator is one that the attribute's kind allows and the values are of that kind: this is the one place that joins the two.
  return { kind, attribute: name, test: shape(operator.name, values.values) } as unknown as Condition;
}

type Value = string | DayValue;

function shape(operator: Operator, values: Value[]): object {
  if (operator === "IS NULL" || operator === "IS NOT NULL") return { operator };
  if (operator === "IN" || operator === "NOT IN") return { operator, values };
  if (operator === "BETWEEN") return { operator, low: values[0], high: values[1] };
  return { operator, value: values[0] };
}

function readAll(clause: Clause, attribute: Attribute): { ok: true; values: Value[] } | { ok: false; problems: Problem[] } {
  const values: Value[] = [];
  const problems: Problem[] = [];
  for (const token of clause.values) {
    const read = readOne(token, attribute);
    if (typeof read === "object" && "code" in read) problems.push(read);
    else values.push(read);
  }
  const [low, high] = values;
  const [from, to] = clause.values;
  if (
    clause.operator.name === "BETWEEN" &&
    low !== undefined &&
    high !== undefined &&
    from !== undefined &&
    to !== undefined &&
    reversed(low, high)
  ) {
    problems.push({ code: "reversed-range", at: from.at, length: to.at + to.length - from.at, low: from.raw, high: to.raw });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values };
}

function readOne(token: ValueToken, attribute: Attribute): Value | Problem {
  const entry: AnyAttribute = attributes[attribute];
  switch (entry.kind) {
    case "number":
      return token.type === "number" ? number(token) : wrong(token, attribute, "number");
    case "date":
      return day(token, attribute);
    case "enum":
      return oneOf(token, attribute, entry.values);
    case "text":
    case "list":
      return text(token, attribute);
  }
}

function number(token: ValueToken): string | Problem {
  const match = NUMBER.exec(token.raw);
  if (match === null)
    return {
      code: "out-of-range",
      ...place(token),
      found: token.raw,
      least: "-99999999999999.9999",
      greatest: "99999999999999.9999",
    };
  const [, sign, whole = "0", fraction = ""] = match;
  const digits = /^0*$/.test(fraction) ? whole : `${whole}.${fraction}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}

function day(token: ValueToken, attribute: Attribute): DayValue | Problem {
  if (token.type === "day") return fixedDay(token, token.day);
  if (token.type === "offset") {
    const limit = offsetLimits[token.unit];
    if (Math.abs(token.amount) > limit)
      return {
        code: "out-of-range",
        ...place(token),
        found: token.raw,
        least: `-${limit}${token.unit}`,
        greatest: `+${limit}${token.unit}`,
      };
    return token.amount === 0
      ? { type: "offset", amount: 0, unit: "d" }
      : { type: "offset", amount: token.amount, unit: token.unit };
  }
  if (token.type === "word" && /^today$/i.test(token.raw)) return { type: "offset", amount: 0, unit: "d" };
  if (token.type === "word" && /^yesterday$/i.test(token.raw)) return { type: "offset", amount: -1, unit: "d" };
  const quoted = token.type === "text" ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(token.text) : null;
  if (quoted !== null) return fixedDay(token, { year: Number(quoted[1]), month: Number(quoted[2]), day: Number(quoted[3]) });
  return wrong(token, attribute, "day");
}

function fixedDay(token: ValueToken, { year, month, day }: CalendarDay): DayValue | Problem {
  const lastOfMonth = month >= 1 && month <= 12 ? daysIn(year, month) : 0;
  if (day < 1 || day > lastOfMonth) return { code: "no-such-day", ...place(token), found: token.raw };
  if (year < years.first || year > years.last) {
    return {
      code: "out-of-range",
      ...place(token),
      found: token.raw,
      least: `${years.first}-01-01`,
      greatest: `${years.last}-12-31`,
    };
  }
  return { type: "day", day: { year, month, day } };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function oneOf(token: ValueToken, attribute: Attribute, values: readonly string[]): string | Problem {
  const found = token.type === "text" ? token.text : token.type === "word" ? token.raw : null;
  if (found === null) return wrong(token, attribute, values);
  const known = values.find((value) => value === found.toUpperCase());
  const suggestion = nearest(found, values);
  return known ?? { code: "unknown-value", ...place(token), attribute, found: token.raw, suggestion, allowed: values };
}

function text(token: ValueToken, attribute: Attribute): string | Problem {
  if (token.type !== "text") return wrong(token, attribute, "text");
  if (token.text.trim() === "") return { code: "empty-text", ...place(token) };
  if (token.text.length > limits.text) return { code: "too-long", ...place(token), limit: limits.text };
  return token.text;
}

function wrong(token: ValueToken, attribute: Attribute, wants: Wanted): Problem {
  return { code: "wrong-value", ...place(token), attribute, wants, found: token.raw };
}

function place(token: ValueToken): { at: number; length: number } {
  return { at: token.at, length: token.length };
}

/** Only what is reversed on every day counts: `-1m` and `-30d` may change places. */
function reversed(low: Value, high: Value): boolean {
  if (typeof low === "string" || typeof high === "string") return Number(low) > Number(high);
  if (low.type === "offset" && high.type === "offset") return low.unit === high.unit && low.amount > high.amount;
  if (low.type === "offset" || high.type === "offset") return false;
  const order = (day: CalendarDay) => day.year * 10_000 + day.month * 100 + day.day;
  return order(low.day) > order(high.day);
}
