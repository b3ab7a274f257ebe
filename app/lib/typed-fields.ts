import { DAY_MS } from "./time.ts";
import { wholeOf } from "./typed-number.ts";

/**
 * Fields of a form as people type them. Each reader answers with what the field says, or with what is wrong with it, in one word: a form notes that at
 * the field (`noteAt`) and reads on, so that everything that is wrong is told at once.
 */

/** A whole number from `least` to `most`. */
export function readWhole(
  typed: string,
  least: number,
  most: number,
): number | "required" | "number" | "too-small" | "too-large" {
  if (typed.trim() === "") return "required";
  const digits = wholeOf(typed);
  if (digits === null) return "number";
  const value = Number(digits);
  return value < least ? "too-small" : value > most ? "too-large" : value;
}

/** A text in each of the languages that have one. @param limit characters, at most */
export function readTexts<Locale extends string>(
  typed: Readonly<Record<Locale, string>>,
  limit: number,
): Readonly<Record<string, string>> | "required" | "too-long" {
  const filled = Object.entries<string>(typed)
    .map(([locale, text]) => [locale, text.trim()] as const)
    .filter(([, text]) => text !== "");
  if (filled.some(([, text]) => text.length > limit)) return "too-long";
  return filled.length === 0 ? "required" : Object.fromEntries(filled);
}

const DAY = /^20\d{2}-\d{2}-\d{2}$/;

/** A day of the calendar ("2026-03-31"), as days since 1970. */
export function readDay(typed: string): number | "required" | "day" {
  const iso = typed.trim();
  if (iso === "") return "required";
  const at = DAY.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso) ? at / DAY_MS : "day";
}

/**
 * Two days, both included.
 * @param most days from the first to the last, at most
 * @returns what is wrong, by end; empty where nothing is
 */
export function wrongDays(
  { from, until }: { from: string; until: string },
  most: number,
): { from?: "required" | "day"; until?: "required" | "day" | "before" | "long" } {
  const [first, last] = [readDay(from), readDay(until)];
  return {
    ...(typeof first === "string" ? { from: first } : {}),
    ...(typeof last === "string" ? { until: last } : {}),
    ...(typeof first === "number" && typeof last === "number" ? wrongOrder(last - first, most) : {}),
  };
}

function wrongOrder(days: number, most: number): { until?: "before" | "long" } {
  return days < 0 ? { until: "before" } : days >= most ? { until: "long" } : {};
}

/** What a field says, or what stands for it where it is wrong: then the first word about it is kept. */
export function noteAt<Field extends string, Issue extends string, Value extends object | number>(
  errors: { [One in Field]?: Issue },
  field: NoInfer<Field>,
  read: Value | NoInfer<Issue>,
  instead: NoInfer<Value>,
): Value {
  if (typeof read !== "string") return read;
  errors[field] ??= read;
  return instead;
}
