import { z } from "zod";

import { parseInstant } from "../lib/time.ts";
import { toMinor } from "../lib/money.ts";

const MAX_ID = 9_223_372_036_854_775_807n;

/** An id as a string of digits, a gid, or a number; a bigint afterwards. */
export const id = z.union([z.string().max(80), z.number(), z.bigint()]).transform((value, context) => {
  const digits = /^(?:gid:\/\/shopify\/[A-Za-z]+\/)?(\d{1,19})$/.exec(String(value))?.[1];
  if (digits !== undefined && BigInt(digits) > 0n && BigInt(digits) <= MAX_ID) return BigInt(digits);
  context.addIssue({ code: "custom", message: "must be an id: a positive whole number, best written as a string" });
  return z.NEVER;
});

/** An amount in the shop's currency, such as "12.50" or 12.5, in minor units afterwards. */
export const money = z
  .union([z.string().max(20), z.number()])
  .refine((value) => /^\d{1,9}(\.\d{1,2})?$/.test(String(value)), "must be an amount such as 12.50, from 0 to 999999999.99")
  .transform((value) => toMinor(value, "EUR"));

export const text = (max: number) =>
  z
    .string()
    .max(max)
    // PostgreSQL stores no zero byte and no half of a surrogate pair; Shopify accepts neither.
    .refine((value) => !value.includes("\0") && value.isWellFormed(), "must be ordinary text");

export const instant = z
  .string()
  .max(40)
  .transform((value, context) => {
    try {
      return parseInstant(value);
    } catch {
      context.addIssue({ code: "custom", message: "must be an instant such as 2026-11-21T09:00:00Z" });
      return z.NEVER;
    }
  });

export const email = text(320).regex(/^[^\s@]+@[^\s@]+$/, "must be an e-mail address");
export const quantity = z.number().int().min(1).max(100_000);
export const locale = z.string().regex(/^[a-z]{2}(-[A-Za-z]{2,4})?$/, "must be a locale such as de");
export const country = z.string().regex(/^[A-Z]{2}$/, "must be a country code such as DE");
export const currency = z.string().regex(/^[A-Z]{3}$/, "must be a currency code such as EUR");
export const shopName = z.string().max(100).optional();
