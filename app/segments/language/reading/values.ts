import type { CalendarDay } from "../../../lib/time.ts";
import type { AnyAttribute, Parameter } from "../../attributes/attribute.ts";
import type { Problem, Wanted } from "../problems.ts";
import type { DayUnit, DayValue } from "../query.ts";
import type { ValueToken } from "./clauses.ts";
import { limits, place, span } from "./reader.ts";
import { nearest } from "./spelling.ts";

export type Value = string | boolean | DayValue;
/** What has values: an attribute that is no function, or a function's parameter; `name` as it is written. */
export type Valued = { name: string; entry: Exclude<AnyAttribute, { kind: "rows" }> | Parameter };
export type Values = { ok: true; values: Value[] } | { ok: false; problems: Problem[] };

const offsetLimits: Record<DayUnit, number> = { d: 36_500, w: 5_200, m: 1_200, y: 100 };
const years = { first: 1900, last: 2999 };
/** Digits before and after the point that fit 64 bits in minor units of any currency. */
const NUMBER = /^([+-]?)0*(\d{1,14})(?:\.(\d{1,4}?)0*)?$/;
const GREATEST_ID = 2n ** 63n - 1n;

/** What the values of a clause mean to what they are compared with. @param range they are the two ends of one */
export function readValues(tokens: readonly ValueToken[], about: Valued, range: boolean): Values {
  const values: Value[] = [];
  const problems: Problem[] = [];
  for (const token of tokens) {
    const read = readOne(token, about);
    if (typeof read === "object" && "code" in read) problems.push(read);
    else values.push(read);
  }
  const [low, high] = values;
  const [from, to] = tokens;
  if (!range || low === undefined || high === undefined || from === undefined || to === undefined)
    return problems.length > 0 ? { ok: false, problems } : { ok: true, values };
  // Of a year's days, the later may come first: from December to January.
  const mayWrap = about.entry.kind === "anniversary" && [from, to].some(({ type }) => type === "day" || type === "text");
  if (!mayWrap && reversed(low, high)) problems.push({ code: "reversed-range", ...span(from, to), low: from.raw, high: to.raw });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values };
}

function readOne(token: ValueToken, about: Valued): Value | Problem {
  const { entry } = about;
  switch (entry.kind) {
    case "number":
      return token.type === "number" ? number(token, about, entry.unit) : wrong(token, about, "number");
    case "date":
      return token.type === "moment" && entry.wholeDays === true ? wholeDay(token, about) : day(token, about);
    case "anniversary":
      return token.type === "moment" ? wholeDay(token, about) : day(token, about);
    case "enum":
      return oneOf(token, about, entry.values);
    case "text":
      if ("pair" in entry && entry.pair === true) return pair(token, about);
      return token.type === "text" && token.text === "" ? "" : text(token, about);
    case "list":
      return entry.ids === true ? id(inQuotes(token), about) : text(token, about);
    case "segment":
      return text(token, about);
    case "id":
      return id(token, about);
    case "flag":
      return token.type === "word" && /^(?:true|false)$/i.test(token.raw)
        ? token.raw.toLowerCase() === "true"
        : wrong(token, about, "flag");
  }
}

function number(token: ValueToken, { name }: Valued, unit: string): string | Problem {
  const match = NUMBER.exec(token.raw);
  if (match === null) {
    const [least, greatest] = ["-99999999999999.9999", "99999999999999.9999"];
    return { code: "out-of-range", ...place(token), found: token.raw, least, greatest };
  }
  const [, sign, whole = "0", fraction = ""] = match;
  const isWhole = /^0*$/.test(fraction);
  if (!isWhole && (unit === "count" || unit === "points"))
    return { code: "whole-number", ...place(token), attribute: name, found: token.raw };
  const digits = isWhole ? whole : `${whole}.${fraction}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}

/** Editors put all that is typed into quotes. */
function inQuotes(token: ValueToken): ValueToken {
  return token.type === "text" ? { ...token, type: "number", raw: token.text } : token;
}

function id(token: ValueToken, about: Valued): string | Problem {
  if (token.type !== "number" || !/^\d+$/.test(token.raw)) return wrong(token, about, "id");
  const value = BigInt(token.raw);
  return value <= GREATEST_ID
    ? String(value)
    : { code: "out-of-range", ...place(token), found: token.raw, least: "0", greatest: String(GREATEST_ID) };
}

function day(token: ValueToken, about: Valued): DayValue | Problem {
  if (token.type === "day") return fixedDay(token, token.day);
  if (token.type === "moment") {
    const fixed = fixedDay(token, token.day);
    return "code" in fixed ? fixed : { type: "moment", day: token.day, clock: token.clock };
  }
  if (token.type === "offset") {
    const { amount, unit, raw: found } = token;
    const limit = offsetLimits[unit];
    if (Math.abs(amount) > limit)
      return { code: "out-of-range", ...place(token), found, least: `-${limit}${unit}`, greatest: `+${limit}${unit}` };
    return amount === 0 ? { type: "offset", amount: 0, unit: "d" } : { type: "offset", amount, unit };
  }
  if (token.type === "word" && /^today$/i.test(token.raw)) return { type: "offset", amount: 0, unit: "d" };
  if (token.type === "word" && /^yesterday$/i.test(token.raw)) return { type: "offset", amount: -1, unit: "d" };
  const quoted = token.type === "text" ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(token.text) : null;
  if (quoted !== null) return fixedDay(token, { year: Number(quoted[1]), month: Number(quoted[2]), day: Number(quoted[3]) });
  return wrong(token, about, "day");
}

function wholeDay({ day: { year, month, day }, ...token }: Extract<ValueToken, { type: "moment" }>, { name }: Valued): Problem {
  const meant = [String(year).padStart(4, "0"), ...[month, day].map((part) => String(part).padStart(2, "0"))].join("-");
  return { code: "whole-days", ...place(token), attribute: name, found: token.raw, meant };
}

function fixedDay(token: ValueToken, { year, month, day }: CalendarDay): DayValue | Problem {
  const lastOfMonth = month >= 1 && month <= 12 ? daysIn(year, month) : 0;
  if (day < 1 || day > lastOfMonth) return { code: "no-such-day", ...place(token), found: token.raw };
  if (year < years.first || year > years.last) {
    const [least, greatest] = [`${years.first}-01-01`, `${years.last}-12-31`];
    return { code: "out-of-range", ...place(token), found: token.raw, least, greatest };
  }
  return { type: "day", day: { year, month, day } };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Values are as Shopify writes them: in quotes, in capitals. */
function oneOf(token: ValueToken, about: Valued, values: readonly string[]): string | Problem {
  const found = token.type === "text" ? token.text : token.type === "word" ? token.raw : null;
  if (found === null) return wrong(token, about, values);
  const known = token.type === "text" ? values.find((value) => value === found) : undefined;
  if (known !== undefined) return known;
  const suggestion = nearest(found, values);
  return { code: "unknown-value", ...place(token), attribute: about.name, found: token.raw, suggestion, allowed: values };
}

function text(token: ValueToken, about: Valued): string | Problem {
  if (token.type !== "text") return wrong(token, about, "text");
  if (token.text.trim() === "") return { code: "empty-text", ...place(token) };
  if (token.text.length > limits.text) return { code: "too-long", ...place(token), limit: limits.text };
  return token.text;
}

/** Two numbers in one text, as an editor has them. */
function pair(token: ValueToken, about: Valued): string | Problem {
  const found = token.type === "text" ? /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(token.text) : null;
  return found === null ? wrong(token, about, "pair") : `${found[1] ?? ""}, ${found[2] ?? ""}`;
}

function wrong(token: ValueToken, { name }: Valued, wants: Wanted): Problem {
  return { code: "wrong-value", ...place(token), attribute: name, wants, found: token.raw };
}

/** Only what is reversed on every day counts: `-1m` and `-30d` may change places. */
function reversed(low: Value, high: Value): boolean {
  if (typeof low !== "object" || typeof high !== "object") return Number(low) > Number(high);
  if (low.type === "offset" && high.type === "offset") return low.unit === high.unit && low.amount > high.amount;
  if (low.type === "offset" || high.type === "offset") return false;
  return order(low, "first") > order(high, "last");
}

function order(value: Exclude<DayValue, { type: "offset" }>, end: "first" | "last"): number {
  const { year, month, day } = value.day;
  const { hour, minute, second } =
    value.type === "moment"
      ? value.clock
      : end === "first"
        ? { hour: 0, minute: 0, second: 0 }
        : { hour: 23, minute: 59, second: 59 };
  return (year * 10_000 + month * 100 + day) * 1_000_000 + hour * 10_000 + minute * 100 + second;
}
