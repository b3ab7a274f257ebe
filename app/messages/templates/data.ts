/** What templates are told is made of: facts as callers have them and as JSON keeps them. */
import { z } from "zod";

import { parseInstant } from "../../lib/time.ts";

/** Words of the merchant's, in one language or by language ({en: "Gold", de: "Gold"}). Always a value, never Liquid. */
export const merchantWords = z.union([z.string(), z.record(z.string(), z.string())]);
/** A whole number, as number, bigint or digits. */
export const whole = z.union([z.bigint(), z.int(), z.string().regex(/^-?\d{1,18}$/)]).transform(BigInt);
/** An instant, as Date or ISO text. */
export const instant = z
  .union([z.date(), z.string()])
  .transform((value) => (value instanceof Date ? value : parseInstant(value)));
/** "2026-05" */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

/** A reward and the redemption that it is of. */
export const reward = { redemptionId: whole, title: merchantWords, points: whole.nullish() };
/** `kind` as in the reward's terms: codes of gift cards are entered by hand, and store credit needs none. */
export const issued = { ...reward, code: z.string().nullish(), kind: z.string().nullish() };
