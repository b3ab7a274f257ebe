import type { Problem } from "../problems.ts";

const OTHER_QUOTES = /["“”„‘’‚`´]/;
const ODD_VALUE = /[+-]?[\w.:-]+(?:[+-][\w.:]+)?/y;
/** A day or an hour with a time that is not written in full, or a time without its day. */
const TIME = /^(?:\d{4}-\d{2}-\d{2}[T:].*|\d{1,2}(?::\d{2}){1,2}(?:am|pm)?|\d{1,2}(?:am|pm))$/i;
const OFFSET_WITH_TIME = /^[+-]?\d+[dwmy]T|^\d+_[a-z]+_agoT|^(?:today|yesterday)T/i;
const CURRENCY = /^\p{Sc}$/u;

/** What is wrong where no token begins. @param closed a text begins there and ends, but holds what no text can hold */
export function oddity(source: string, at: number, closed: boolean): Problem {
  const first = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (first === "'" && closed) return { code: "unexpected-character", at: source.indexOf("\0", at), length: 1, found: "\0" };
  if (first === "'") return { code: "unterminated-text", at, length: source.length - at };
  if (source.startsWith("/*", at)) return { code: "unterminated-comment", at, length: source.length - at };
  if (OTHER_QUOTES.test(first)) return { code: "wrong-quotes", at, length: first.length, found: first };
  if (CURRENCY.test(first)) return { code: "currency-sign", at, length: first.length, found: first };
  ODD_VALUE.lastIndex = at;
  const found = ODD_VALUE.exec(source)?.[0];
  if (found === undefined) return { code: "unexpected-character", at, length: first.length, found: first };
  const code = OFFSET_WITH_TIME.test(found) ? "no-time-here" : TIME.test(found) ? "malformed-time" : "malformed-value";
  return { code, at, length: found.length, found };
}
