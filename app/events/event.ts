import { z } from "zod";

import { cleanText, instantField, type Issue } from "../lib/fields.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../lib/time.ts";

/** The largest body that is read, in bytes. */
export const MOST_BYTES = 16 * 1024;
const MOST_FIELDS = 20;
/** Clocks differ by a little; nothing else is told before it has happened. */
const AHEAD_MS = 5 * MINUTE_MS;
/** What is older is no news to anybody. */
const OLDEST_MS = 30 * DAY_MS;

/** What merchants name their events: letters, digits, dots, hyphens and underscores. */
export const EVENT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;

const short = z
  .string()
  .max(500)
  .transform((value) => cleanText(value));

/** What the shop's own system tells. `id` names the event among all of the shop's: told again, it is the same. */
const eventSchema = z.strictObject({
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
        .transform((value) => value.toLowerCase()),
    }),
  ]),
  occurredAt: instantField.optional(),
  data: z
    .record(z.string().regex(/^[A-Za-z0-9_]{1,60}$/), z.union([short, z.number(), z.boolean(), z.null()]))
    .refine((data) => Object.keys(data).length <= MOST_FIELDS, `must have at most ${MOST_FIELDS} fields`)
    .default({}),
});
export type CustomEvent = Omit<z.output<typeof eventSchema>, "occurredAt"> & { occurredAt: Date };

export type ReadEvent =
  { ok: true; event: CustomEvent } | { ok: false; reason: "not-json" } | { ok: false; reason: "invalid"; issues: Issue[] };

/** Reads what was posted. Never throws, whatever the bytes. @param now of what is not dated */
export function readEvent(bytes: Uint8Array, now: Date): ReadEvent {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, reason: "not-json" };
  }
  const parsed = eventSchema.safeParse(body);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join(".").slice(0, 200), message }));
    return { ok: false, reason: "invalid", issues };
  }
  const { occurredAt = now } = parsed.data;
  const wrong =
    occurredAt > plusMs(now, AHEAD_MS)
      ? "lies in the future"
      : occurredAt < plusMs(now, -OLDEST_MS)
        ? "is older than 30 days"
        : null;
  if (wrong !== null) return { ok: false, reason: "invalid", issues: [{ path: "occurredAt", message: wrong }] };
  return { ok: true, event: { ...parsed.data, occurredAt: occurredAt > now ? now : occurredAt } };
}
