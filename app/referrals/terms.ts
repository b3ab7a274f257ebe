import { z } from "zod";

import { textsSchema } from "../program/rules/texts.ts";

/** Shops in Germany must take goods back for 14 days after they have arrived (§ 355 BGB). */
const USUAL_WAIT_DAYS = 30;
const MOST_DAYS = 365;
const MOST_MINOR = 10_000_000;
export const MOST_POINTS = 1_000_000;
/** Of a text of the merchant's own, in UTF-16 units. */
export const LONGEST_TEXT = 500;

const money = z.int().min(0).max(MOST_MINOR);
const days = z.int().min(1).max(MOST_DAYS);

/**
 * What recommending the shop brings both sides. A referral keeps those of the moment at which its friend got the code.
 * Money is in minor units of shop money.
 */
export const termsSchema = z.object({
  friend: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("percentage"), percent: z.int().min(1).max(100) }),
    z.object({ kind: z.literal("amount"), valueMinor: z.int().min(1).max(MOST_MINOR) }),
  ]),
  /** What the friend must put into the cart for the code. */
  minSpendMinor: money,
  /** For so long after it was given the code can be used. */
  validDays: days,
  advocate: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("points"), points: z.int().min(1).max(MOST_POINTS) }),
    z.object({ kind: z.literal("reward"), rewardId: z.int().positive() }),
  ]),
  /** The return window: for so long after the order has counted nothing is paid. */
  waitDays: z.int().min(0).max(MOST_DAYS),
  /** Below this the merchant is asked. */
  minOrderMinor: money,
  /** How many referrals of one advocate are paid in a calendar month or year of the shop; null: all. */
  limit: z.object({ times: z.int().min(1).max(10_000), per: z.enum(["month", "year"]) }).nullable(),
  /** Above the offer and below it, in the merchant's own words; null: ours. */
  title: textsSchema.nullable(),
  text: textsSchema.nullable(),
});

export type Terms = z.infer<typeof termsSchema>;

export const usualTerms: Terms = {
  friend: { kind: "percentage", percent: 10 },
  minSpendMinor: 0,
  validDays: 30,
  advocate: { kind: "points", points: 500 },
  waitDays: USUAL_WAIT_DAYS,
  minOrderMinor: 0,
  limit: { times: 10, per: "year" },
  title: null,
  text: null,
};
