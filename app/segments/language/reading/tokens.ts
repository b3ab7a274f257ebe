import type { CalendarDay } from "../../../lib/time.ts";
import type { Problem } from "../problems.ts";
import type { Clock, DayUnit } from "../query.ts";
import { oddity } from "./oddities.ts";

/** `at` and `length` count UTF-16 units of the query text, as editors do. */
export type Token = { at: number; length: number; raw: string } & (
  | { type: "word" }
  | { type: "symbol" }
  | { type: "text"; text: string }
  | { type: "number" }
  | { type: "day"; day: CalendarDay }
  | { type: "moment"; day: CalendarDay; clock: Clock }
  | { type: "offset"; amount: number; unit: DayUnit }
  | { type: "end" }
);

export type Tokens = { ok: true; tokens: Token[] } | { ok: false; problem: Problem };

const BLANK = /(?:\s|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)+/y;
const TEXT = /'((?:[^'\\]|\\['\\]|\\(?!['\\])|'')*)'/y;
const SYMBOL = /!=|<=|>=|[=<>(),:]/y;
const DAY = /(\d{4})-(\d{2})-(\d{2})(?![\w.:-])/y;
const MOMENT = /(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?![\w.:+-])/y;
const NAMED_DAY = /(\d+)_(day|week|month|year)s?_ago(?![\w:])/iy;
const OFFSET = /([+-]\d+)([dwmy])(?![\w.:-])/iy;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?![\w.:-])/y;
/** Names of metafields may have hyphens. */
const WORD = /(?:customer\.)?metafields\.[\w.-]+|(?!(?:today|yesterday)T\d)[a-z_][\w.]*/iy;

const quoteEscape = /\\(['\\])|''/g;

/** Cuts a query text into tokens, without blanks and comments; the last one is always `end`. Stops at the first thing that is none. */
export function tokenize(source: string): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  while (at < source.length) {
    const blank = match(BLANK);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const token = next(match, at);
    if (token === null) return { ok: false, problem: oddity(source, at, match(TEXT) !== null) };
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
  if ((found = match(MOMENT)) !== null) {
    const [hour = 0, minute = 0, second = 0] = found.slice(4).map(Number);
    return { type: "moment", ...place(found), day: dayOf(found), clock: { hour, minute, second } };
  }
  if ((found = match(DAY)) !== null) return { type: "day", ...place(found), day: dayOf(found) };
  if ((found = match(NAMED_DAY)) !== null) {
    const unit = (found[2] ?? "").charAt(0).toLowerCase() as DayUnit;
    return { type: "offset", ...place(found), amount: 0 - Number(found[1]), unit };
  }
  if ((found = match(OFFSET)) !== null) {
    return { type: "offset", ...place(found), amount: Number(found[1]), unit: (found[2] ?? "").toLowerCase() as DayUnit };
  }
  if ((found = match(NUMBER)) !== null) return { type: "number", ...place(found) };
  if ((found = match(WORD)) !== null) return { type: "word", ...place(found) };
  return null;
}

function dayOf(found: RegExpExecArray): CalendarDay {
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  return { year, month, day };
}
