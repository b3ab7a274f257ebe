import { decimalOf, isAmbiguous } from "../../lib/typed-number.ts";

/** What a shop's own field can hold. */
export const fieldKinds = ["text", "number", "date", "yes-no"] as const;
export type FieldKind = (typeof fieldKinds)[number];

export type Field = { key: string; name: string; kind: FieldKind };
export type FieldIssue = "too-long" | "not-a-number" | "ambiguous-number" | "not-a-date" | "not-a-choice";

/** Fields a shop may have: as many as fit beside a customer. */
export const MOST_FIELDS = 30;
/** So far the customers of whom a field says something are counted. */
export const MOST_COUNTED = 1_000;
/** Characters. */
export const FIELD_NAME_LIMIT = 60;
export const FIELD_VALUE_LIMIT = 300;

const SIGNED = /^([+\-−])?(.*)$/s;
/** Digits before and after the point that a number may have. */
const NUMBER = /^\d{1,15}(\.\d{1,6})?$/;

/**
 * A value as its kind writes it: a number without groups or needless zeros ("-1.5"), a day as YYYY-MM-DD, "yes" or "no". Null: nothing was typed.
 */
export function parseValue(
  kind: FieldKind,
  typed: string,
): { ok: true; value: string | null } | { ok: false; issue: FieldIssue } {
  const text = typed.replaceAll("\0", "").trim();
  if (text === "") return { ok: true, value: null };
  switch (kind) {
    case "text":
      return text.length > FIELD_VALUE_LIMIT ? { ok: false, issue: "too-long" } : { ok: true, value: text };
    case "number":
      return parseNumber(text);
    case "date":
      return isDay(text) ? { ok: true, value: text } : { ok: false, issue: "not-a-date" };
    case "yes-no":
      return text === "yes" || text === "no" ? { ok: true, value: text } : { ok: false, issue: "not-a-choice" };
  }
}

function parseNumber(text: string): ReturnType<typeof parseValue> {
  const [, sign, digits = ""] = SIGNED.exec(text) ?? [];
  if (isAmbiguous(digits)) return { ok: false, issue: "ambiguous-number" };
  const decimal = decimalOf(digits);
  if (decimal === null || !NUMBER.test(decimal)) return { ok: false, issue: "not-a-number" };
  const [whole = "", fraction = ""] = decimal.split(".");
  const part = fraction.replace(/0+$/, "");
  const size = `${whole.replace(/^0+(?=\d)/, "")}${part === "" ? "" : `.${part}`}`;
  return { ok: true, value: (sign === "-" || sign === "−") && size !== "0" ? `-${size}` : size };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

/** A key for a field of this name that none of these has: letters, digits and underscores, as attributes of segments are spelled. */
export function keyFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .replace(/ß/g, "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 30);
  const base = /^[a-z]/.test(plain) ? plain : `field${plain === "" ? "" : `_${plain}`}`;
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(key)) return key;
  }
}
