import { createHmac } from "node:crypto";

import { toValue, type FilterImplOptions, type Liquid } from "liquidjs";

import * as numbers from "./number.ts";
import { fromNumeric, LiquidFloat, toNumeric, type Numeric } from "./number.ts";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** What a value prints as: nothing for nil, "2.0" for a decimal. */
export function text(given: unknown): string {
  const value: unknown = toValue(given);
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(text).join("");
  if (typeof value === "string") return value;
  if (typeof value === "object" && !(value instanceof LiquidFloat)) return JSON.stringify(value);
  return (value as number | bigint | boolean | LiquidFloat).toString();
}

const numeric = (calculate: (a: Numeric, b: Numeric) => Numeric) => (a: unknown, b: unknown) =>
  fromNumeric(calculate(toNumeric(a), toNumeric(b)));
const single = (calculate: (a: Numeric) => Numeric) => (a: unknown) => fromNumeric(calculate(toNumeric(a)));

function isBlankForDefault(given: unknown, allowFalse: boolean): boolean {
  const value: unknown = toValue(given);
  if (value === null || value === undefined) return true;
  if (value === false) return !allowFalse;
  if (typeof value === "string" || Array.isArray(value)) return value.length === 0;
  return false;
}

function options(given: unknown[]): Map<string, unknown> {
  return new Map(given.filter((item): item is [string, unknown] => Array.isArray(item)).map(([key, value]) => [key, value]));
}

/** Filters whose behaviour on Shopify differs from LiquidJS's. */
const filters: Record<string, FilterImplOptions> = {
  plus: numeric(numbers.add),
  minus: numeric((a, b) => numbers.add(a, numbers.negate(b))),
  times: numeric(numbers.multiply),
  divided_by: numeric(numbers.divide),
  modulo: numeric(numbers.remainder),
  at_least: numeric((a, b) => (numbers.compare(a, b) < 0 ? b : a)),
  at_most: numeric((a, b) => (numbers.compare(a, b) > 0 ? b : a)),
  abs: single((a) => (numbers.compare(a, 0n) < 0 ? numbers.negate(a) : a)),
  floor: single(numbers.floorOf),
  ceil: single((a) => -numbers.floorOf(numbers.negate(a))),
  round: (value: unknown, digits: unknown) =>
    fromNumeric(numbers.roundTo(toNumeric(value), Number(numbers.floorOf(toNumeric(digits))))),
  default: (value: unknown, fallback: unknown, ...rest: unknown[]) =>
    isBlankForDefault(value, options(rest).get("allow_false") === true) ? fallback : value,
  escape: (value: unknown) => escapeHtml(text(value)),
  escape_once: (value: unknown) =>
    text(value).replace(/["<>']|&(?!([a-zA-Z]+|#\d+|#x[0-9A-Fa-f]+);)/g, (found) => ESCAPES[found] ?? found),
  handleize: (value: unknown) =>
    text(value)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, ""),
  hmac_sha256: (value: unknown, key: unknown) => createHmac("sha256", text(key)).update(text(value)).digest("hex"),
  json: (value: unknown) =>
    JSON.stringify(value ?? null, (_key, item: unknown) => (typeof item === "bigint" ? Number(item) : item)).replace(
      /</g,
      "\\u003c",
    ),
};

export function registerFilters(engine: Liquid): void {
  for (const [name, filter] of Object.entries(filters)) engine.registerFilter(name, filter);
}
