/**
 * The pieces that bodies from outside are made of, as zod schemas. Each accepts what Shopify sends, makes it safe to store and names what is wrong
 * with the rest. Nothing here throws.
 */
import { z } from "zod";

import { lowerAddress } from "./lower-address.ts";
import { parseInstant } from "./time.ts";

const MAX_ID = 2n ** 63n - 1n;
const EARLIEST = parseInstant("1900-01-01T00:00:00Z");
const LATEST = parseInstant("2200-01-01T00:00:00Z");

/** PostgreSQL stores neither NUL nor lone surrogates: both become U+FFFD, so that a name can look odd but never stop a batch. */
export function cleanText(value: string): string {
  return value.toWellFormed().replaceAll("\0", "\uFFFD");
}

/** Text of at most `limit` UTF-16 units; what is beyond is cut off. */
export function text(limit: number) {
  return z.string().transform((value) => cleanText(value.slice(0, limit)));
}

/** Text where an absent, null or blank one means nothing. */
export function optionalText(limit: number) {
  return text(limit)
    .nullish()
    .transform((value) => (value === undefined || value === null || value.trim() === "" ? null : value));
}

/** Ids as digits (lib/json.ts reads long ones so), bigint or a safe number; a rounded number is refused rather than believed. */
export const idField = z
  .union([z.bigint(), z.int(), z.string().regex(/^\d{1,19}$/, "is not an id")], { error: "is not an id" })
  .transform((value) => BigInt(value))
  .refine((value) => value > 0n && value <= MAX_ID, "is not an id");

/** An id out of `gid://shopify/<type>/<digits>`. */
export function gidField(type: string) {
  const pattern = new RegExp(`^gid://shopify/${type}/\\d{1,19}$`);
  return z
    .string()
    .regex(pattern, `is not a ${type} id`)
    .transform((value) => BigInt(value.slice(value.lastIndexOf("/") + 1)))
    .refine((value) => value > 0n && value <= MAX_ID, `is not a ${type} id`);
}

/** A form's field that holds JSON, of at most `limit` UTF-16 units. What it says is for the schema that it is piped into. */
export function jsonField(limit: number) {
  return z
    .string()
    .max(limit)
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    });
}

export const instantField = z.string().transform((value, context) => {
  try {
    const instant = parseInstant(value);
    if (instant >= EARLIEST && instant < LATEST) return instant;
  } catch {
    // Reported below like an instant out of range.
  }
  context.addIssue({ code: "custom", message: "is not a date and time with a zone" });
  return z.NEVER;
});

/** A decimal amount as Shopify writes it, kept as text: money is never a floating point number. At most 13 digits before the point. */
export const amountField = z
  .union([z.string(), z.number()], { error: "is not an amount of money" })
  .transform(String)
  .refine((value) => /^-?\d{1,13}(\.\d{1,12})?$/.test(value), "is not an amount of money");

export const currencyField = z.string().regex(/^[A-Z]{3}$/, "is not a currency code");

/** An email address in lower case; what cannot be one counts as none. */
export const emailField = z
  .string()
  .nullish()
  .transform((value) => {
    const address = lowerAddress(cleanText(value ?? ""));
    return address.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(address) ? address : null;
  });

export type Issue = { path: string; message: string };

/** What zod found wrong, for people: at most 20 places, without any of the values. */
export function toIssues(error: z.ZodError): Issue[] {
  return error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join(".").slice(0, 200), message: issue.message }));
}
