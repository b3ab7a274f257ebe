import { z } from "zod";

import { parseInstant } from "../../lib/time.ts";

/** Words of the merchant's, in one language or by language ({en: "Gold", de: "Gold"}). Always a value, never Liquid. */
const words = z.union([z.string(), z.record(z.string(), z.string())]);
const whole = z.union([z.bigint(), z.int(), z.string().regex(/^-?\d{1,18}$/)]).transform(BigInt);
const instant = z.union([z.date(), z.string()]).transform((value) => (value instanceof Date ? value : parseInstant(value)));
/** "2026-05" */
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

const reward = { redemptionId: whole, title: words, points: whole.nullish() };
const code = z.string().nullish();

/**
 * What each template is told when it is queued, besides names: facts, which rendering puts into the mail's language. What may have changed by the
 * time the mail leaves is read anew then (sending/current.server.ts).
 */
export const mailDataSchemas = {
  "win-back": z.object({}),
  /** `kind` as in the reward's terms: codes of gift cards are entered by hand, and store credit needs none. */
  "reward-issued": z.object({ ...reward, code, kind: z.string().nullish(), expiresAt: instant.nullish() }),
  "reward-expiring": z.object({ ...reward, code, kind: z.string().nullish(), expiresAt: instant }),
  /** `reason` as in redemptions.release_reason. */
  "reward-released": z.object({ ...reward, points: whole, reason: z.string() }),
  /** `days`: how long before. */
  "points-expiring": z.object({ points: whole, expiresAt: instant, days: z.int() }),
  /** What came in and went out in the month, both as amounts. */
  "points-digest": z.object({ month, earned: whole, spent: whole }),
  /** `perMille`: how often the tier counts points of orders. `benefits`: one a line. */
  "tier-reached": z.object({ tierKey: z.string(), tier: words, benefits: words.nullish(), perMille: z.int().nullish() }),
  /** `missing` in the unit of the tiers' basis: points, minor units of shop money, orders. */
  "tier-at-risk": z.object({
    ...{ tierKey: z.string(), tier: words, keepUntil: instant, missing: whole },
    basis: z.enum(["points", "spend", "orders"]),
  }),
} as const;

/** Rewards that are the customer's as soon as they are issued; the others are codes that wait for an order. @param kind as in the reward's terms */
export function isHandedOut(kind: string | null | undefined): boolean {
  return kind === "gift-card" || kind === "store-credit";
}

type Schemas = typeof mailDataSchemas;
export type TemplateKey = keyof Schemas;
/** What a caller hands over: instants as Date or ISO text, whole numbers as number, bigint or digits. */
export type MailData<Key extends TemplateKey> = z.input<Schemas[Key]>;
/** The same as it was read back. */
export type ReadMailData<Key extends TemplateKey> = z.output<Schemas[Key]>;

/** A template with its facts. */
export type Letter = { [Key in TemplateKey]: { template: Key; data: MailData<Key> } }[TemplateKey];
