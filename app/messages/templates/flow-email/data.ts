import { z } from "zod";

import { instant, merchantWords, whole } from "../data.ts";

/** A code that the flow has made for this email. One of `percent` and `amountMinor`. */
const code = z.object({
  code: z.string().min(1).max(100),
  expiresAt: instant.nullish(),
  percent: z.number().positive().max(100).nullish(),
  /** Minor units of shop money, as `minimumMinor`, the least that the order must be worth. */
  amountMinor: whole.nullish(),
  minimumMinor: whole.nullish(),
});

/** What a step of a flow tells: which email, and what the occasion knows. Everything else is read as the email leaves. */
export const flowEmailData = z.object({
  emailId: z.int(),
  version: z.int(),
  /** Products that are due. */
  productIds: z.array(whole).max(50).nullish(),
  /** What the cart holds, where the occasion knows it: an abandoned checkout. */
  lines: z
    .array(z.object({ variantId: z.string().regex(/^[1-9]\d{0,18}$/), quantity: z.int().min(1).max(9_999) }))
    .max(50)
    .nullish(),
  /** The order that it is about. */
  orderId: whole.nullish(),
  /** Until when what is due lasts. */
  lastsUntil: instant.nullish(),
  code: code.nullish(),
  /** The reward that the run has given before, by the intent of its step: its code is read as the email leaves, which waits for it. */
  gift: z.string().max(200).nullish(),
  /** Else the reward that began the run. */
  redemptionId: whole.nullish(),
  /** The tier that it is about: the email does not leave when the customer holds another. */
  tier: z.object({ key: z.string(), title: merchantWords }).nullish(),
  /** Until when the tier is kept, and what is missing for longer. */
  atRisk: z.object({ keepUntil: instant, missing: whole, basis: z.enum(["points", "spend", "orders"]) }).nullish(),
  /** Points that expire: the email does not leave when nothing expires by then. */
  expiring: z.object({ points: whole, at: instant }).nullish(),
  /** The reward that it is about. */
  reward: merchantWords.nullish(),
  /** The day that it is about. */
  date: instant.nullish(),
});

export type FlowEmailData = z.output<typeof flowEmailData>;
