import { z } from "zod";

import { cleanText, instantField } from "../lib/fields.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../lib/time.ts";
import { EVENT_NAME } from "./event-name.ts";

const MOST_FIELDS = 20;
/** Clocks differ by a little; nothing else is told before it has happened. */
const AHEAD_MS = 5 * MINUTE_MS;
/** What is older is no news to anybody. */
const OLDEST_MS = 30 * DAY_MS;

const short = z
  .string()
  .max(500)
  .transform((value) => cleanText(value));

/** What the shop's own system tells. `id` names the event among all of the shop's: told again, it is the same. */
export const eventSchema = z.strictObject({
  id: z.string().regex(/^[\x21-\x7e]{1,100}$/, "must be 1 to 100 visible ASCII characters"),
  name: z.string().regex(EVENT_NAME, "must be 1 to 60 letters, digits, dots, hyphens or underscores"),
  customer: z.union([
    z.strictObject({
      id: z
        .union([z.string().regex(/^[1-9]\d{0,17}$/, "must be Shopify's number"), z.int().positive()])
        .transform((value) => BigInt(value)),
    }),
    z.strictObject({
      email: z
        .string()
        .max(254)
        .regex(/^[^\s@]+@[^\s@]+$/)
        .transform((value) => cleanText(value).toLowerCase()),
    }),
  ]),
  occurredAt: instantField.optional().meta({ description: "With a time zone; at most five minutes ahead and 30 days back" }),
  data: z
    .record(z.string().regex(/^[A-Za-z0-9_]{1,60}$/), z.union([short, z.number(), z.boolean(), z.null()]))
    .refine((data) => Object.keys(data).length <= MOST_FIELDS, `must have at most ${MOST_FIELDS} fields`)
    .default({}),
});
type Said = z.output<typeof eventSchema>;
export type CustomEvent = Omit<Said, "occurredAt"> & { occurredAt: Date };

/** What was said, dated. @param now of what is not dated @returns what is wrong with its date instead */
export function dated(said: Said, now: Date): CustomEvent | "lies in the future" | "is older than 30 days" {
  const { occurredAt = now } = said;
  if (occurredAt > plusMs(now, AHEAD_MS)) return "lies in the future";
  if (occurredAt < plusMs(now, -OLDEST_MS)) return "is older than 30 days";
  return { ...said, occurredAt: occurredAt > now ? now : occurredAt };
}
