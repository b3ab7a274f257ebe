import { dayAfter, dayStart } from "../lib/days.ts";
import { failure } from "./failures.ts";
import { seconds } from "./connection.ts";

/** How a record answers a search field: numbers and instants compare, texts match without case, lists contain. */
export type SearchFields<Item> = Record<string, (item: Item) => bigint | Date | string | null | boolean | readonly string[]>;

type Test<Item> = (item: Item) => boolean;

const TOKEN = /\s*(\(|\)|-?(?:[A-Za-z_.]+:(?:>=|<=|>|<)?)?(?:"[^"]*"|'[^']*'|[^\s()]+))/y;

/**
 * Shopify's search syntax: `field:value`, comparators, quotes, AND (also implied), OR, NOT and `-`, brackets. A word without a field is looked for in
 * the `default` field. @throws GraphQLError on a field that the stand-in does not know: Shopify would ignore it and answer with everything
 */
export function compileSearch<Item>(query: string | null | undefined, fields: SearchFields<Item>, timeZone: string): Test<Item> {
  const tokens = tokenize(query ?? "");
  let position = 0;
  const peek = () => tokens[position];

  const parseOr = (): Test<Item> => {
    let left = parseAnd();
    while (peek()?.toUpperCase() === "OR") {
      position += 1;
      const [a, b] = [left, parseAnd()];
      left = (item) => a(item) || b(item);
    }
    return left;
  };
  const parseAnd = (): Test<Item> => {
    let left = parseOne();
    for (let token = peek(); token !== undefined && token !== ")" && token.toUpperCase() !== "OR"; token = peek()) {
      if (token.toUpperCase() === "AND") position += 1;
      const [a, b] = [left, parseOne()];
      left = (item) => a(item) && b(item);
    }
    return left;
  };
  const parseOne = (): Test<Item> => {
    const token = peek();
    position += 1;
    if (token === undefined) throw failure("Invalid search query", "BAD_REQUEST");
    if (token === "(") {
      const inner = parseOr();
      position += 1;
      return inner;
    }
    if (token.toUpperCase() === "NOT") {
      const inner = parseOne();
      return (item) => !inner(item);
    }
    if (token.startsWith("-")) {
      const inner = term(token.slice(1), fields, timeZone);
      return (item) => !inner(item);
    }
    return term(token, fields, timeZone);
  };
  return tokens.length === 0 ? () => true : parseOr();
}

function tokenize(query: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(query); match !== null; match = TOKEN.exec(query)) tokens.push(match[1] ?? "");
  return tokens;
}

function term<Item>(token: string, fields: SearchFields<Item>, timeZone: string): Test<Item> {
  const match = /^(?:([A-Za-z_.]+):(>=|<=|>|<)?)?(?:"([^"]*)"|'([^']*)'|(.*))$/.exec(token);
  const name = match?.[1] ?? "default";
  const operator = match?.[2] ?? "=";
  const wanted = match?.[3] ?? match?.[4] ?? match?.[5] ?? "";
  const field = fields[name];
  if (field === undefined) {
    throw failure(`The sandbox does not know the search field "${name}"; Shopify may ignore it`, "SANDBOX_NOT_IMPLEMENTED");
  }
  return (item) => matches(field(item), operator, wanted, timeZone);
}

function matches(value: ReturnType<SearchFields<unknown>[string]>, operator: string, wanted: string, timeZone: string): boolean {
  if (wanted === "*") return value !== null;
  if (value === null) return false;
  if (typeof value === "boolean") return String(value) === wanted.toLowerCase();
  if (typeof value === "bigint") return /^-?\d+$/.test(wanted) && compares(value, operator, BigInt(wanted));
  if (value instanceof Date) return matchesInstant(value, operator, wanted, timeZone);
  if (typeof value === "string") return matchesText(value, wanted);
  return value.some((entry) => matchesText(entry, wanted));
}

function matchesText(value: string, wanted: string): boolean {
  const [have, want] = [value.toLowerCase(), wanted.toLowerCase()];
  return want.endsWith("*") ? have.startsWith(want.slice(0, -1)) : have === want;
}

function matchesInstant(value: Date, operator: string, wanted: string, timeZone: string): boolean {
  const instant = new Date(wanted);
  if (Number.isNaN(instant.getTime())) throw failure(`Invalid date in search query: ${wanted}`, "BAD_REQUEST");
  if (!/^\d{4}-\d\d-\d\d$/.test(wanted)) return compares(seconds(value), operator, seconds(instant));
  const start = seconds(dayStart(wanted, timeZone));
  if (operator !== "=") return compares(seconds(value), operator, start);
  return seconds(value) >= start && seconds(value) < seconds(dayStart(dayAfter(wanted), timeZone));
}

function compares(value: bigint, operator: string, wanted: bigint): boolean {
  if (operator === ">") return value > wanted;
  if (operator === ">=") return value >= wanted;
  if (operator === "<") return value < wanted;
  if (operator === "<=") return value <= wanted;
  return value === wanted;
}
