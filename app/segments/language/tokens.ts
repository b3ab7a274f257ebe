import type { CalendarDay } from "../../lib/time.ts";
import type { Problem } from "./problems.ts";
import type { DayUnit } from "./query.ts";

/** `at` and `length` count UTF-16 units of the query text, as editors do. */
export type Token = { at: number; length: number; raw: string } & (
  | { type: "word" }
  | { type: "symbol" }
  | { type: "text"; text: string }
  | { type: "number" }
  | { type: "day"; day: CalendarDay }
  | { type: "offset"; amount: number; unit: DayUnit }
  | { type: "end" }
);

export type Tokens = { ok: true; tokens: Token[] } | { ok: false; problem: Problem };

const SPACE = /\s+/y;
const TEXT = /'((?:[^'\\]|\\['\\]|\\(?!['\\])|'')*)'/y;
const SYMBOL = /!=|<=|>=|[=<>(),]/y;
const DAY = /(\d{4})-(\d{2})-(\d{2})(?![\w.-])/y;
const NAMED_DAY = /(\d+)_(day|week|month|year)s?_ago(?!\w)/iy;
const OFFSET = /([+-]\d+)([dwmy])(?![\w.-])/iy;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?![\w.-])/y;
const WORD = /[a-z_][\w.]*/iy;
const ODD_VALUE = /[+-]?[\w.-]+/y;
const OTHER_QUOTES = /["“”„‘’‚`´]/;

const quoteEscape = /\\(['\\])|''/g;

/** Cuts a query text into tokens; the last one is always `end`. Stops at the first thing that is none. */
export function tokenize(source: string): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  while (at < source.length) {
    const space = match(SPACE);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const token = next(match, at);
    if (token === null) return { ok: false, problem: oddity(match, source, at) };
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ type: "end", at: source.length, length: 0, raw: "" });
  return { ok: true, tokens };
}

function next(match: (pattern: RegExp) => RegExpExecArray | null, at: number): Token | null {
  const place = (found: RegExpExecArray) => ({ at, length: found[0].length, raw: found[0] });
  let found = match(TEXT);
  // NUL cannot be stored in a PostgreSQL text.
  if (found !== null) {
    return found[0].includes("\0")
      ? null
      : { type: "text", ...place(found), text: (found[1] ?? "").replace(quoteEscape, (_, kept?: string) => kept ?? "'") };
  }
  if ((found = match(SYMBOL)) !== null) return { type: "symbol", ...place(found) };
  if ((found = match(DAY)) !== null) {
    return { type: "day", ...place(found), day: { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) } };
  }
  if ((found = match(NAMED_DAY)) !== null) {
    return {
      type: "offset",
      ...place(found),
      amount: 0 - Number(found[1]),
      unit: (found[2] ?? "").charAt(0).toLowerCase() as DayUnit,
    };
  }
  if ((found = match(OFFSET)) !== null) {
    return { type: "offset", ...place(found), amount: Number(found[1]), unit: (found[2] ?? "").toLowerCase() as DayUnit };
  }
  if ((found = match(NUMBER)) !== null) return { type: "number", ...place(found) };
  if ((found = match(WORD)) !== null) return { type: "word", ...place(found) };
  return null;
}

function oddity(match: (pattern: RegExp) => RegExpExecArray | null, source: string, at: number): Problem {
  const first = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (first === "'" && match(TEXT) === null) return { code: "unterminated-text", at, length: source.length - at };
  if (OTHER_QUOTES.test(first)) return { code: "wrong-quotes", at, length: first.length, found: first };
  const value = match(ODD_VALUE);
  if (value !== null) return { code: "malformed-value", at, length: value[0].length, found: value[0] };
  if (first === "'") return { code: "unexpected-character", at: source.indexOf("\0", at), length: 1, found: "\0" };
  return { code: "unexpected-character", at, length: first.length, found: first };
}
