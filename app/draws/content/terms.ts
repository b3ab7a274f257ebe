import { z } from "zod";

import { textsSchema } from "../../program/rules/texts.ts";
import { PARTS } from "../chance/parts.ts";

export const drawKinds = ["wheel", "card"] as const;
export type DrawKind = (typeof drawKinds)[number];
export const prizeKinds = ["points", "reward", "nothing"] as const;
export type PrizeKind = (typeof prizeKinds)[number];

export const MOST_PRIZES = 12;
export const MOST_POINTS = 1_000_000;
export const MOST_STOCK = 100_000;
export const MOST_DAYS = 366;
export const LONGEST_RULES = 6_000;

export const handleSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
const prizeKey = z.string().regex(/^p[1-9]\d?$/);
const calendarDay = z.iso.date();

const prizeSchema = z.object({
  key: prizeKey,
  kind: z.enum(prizeKinds),
  title: textsSchema,
  /** Of a million. */
  parts: z.number().int().min(1).max(PARTS),
  points: z.number().int().min(0).max(MOST_POINTS),
  rewardId: z.number().int().min(1).nullable(),
  /** How many there are. Whatever costs something has an end; "nothing" has none. */
  stock: z.number().int().min(1).max(MOST_STOCK).nullable(),
});
export type Prize = z.infer<typeof prizeSchema>;

/** What is drawn, by which odds, and who may take part when. Days are the shop's, both ends included. */
export const termsSchema = z
  .object({
    kind: z.enum(drawKinds),
    title: textsSchema,
    /** What else applies, in the merchant's words; paragraphs are kept. */
    rules: z
      .record(z.string().regex(/^[a-z]{2}$/), z.string().trim().min(1).max(LONGEST_RULES))
      .refine((texts) => Object.keys(texts).length > 0, "empty"),
    ...{ from: calendarDay, until: calendarDay },
    /** Everybody once; or once in each run of so many days, counted from the first day. */
    everyDays: z.number().int().min(1).max(MOST_DAYS).nullable(),
    /** The most points that one person gets out of it in all; null: what the prizes bring. */
    mostPoints: z.number().int().min(1).max(MOST_POINTS).nullable(),
    prizes: z.array(prizeSchema).min(2).max(MOST_PRIZES),
    /** The prize that takes the place of one that is gone; null: no prize does. */
    fallback: prizeKey.nullable(),
  })
  .superRefine(({ prizes, fallback, from, until }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (prizes.reduce((sum, { parts }) => sum + parts, 0) !== PARTS) issue("prizes", "sum");
    if (new Set(prizes.map(({ key }) => key)).size !== prizes.length) issue("prizes", "twice");
    for (const { kind, points, rewardId, stock } of prizes) {
      if ((kind === "points") !== points > 0 || (kind === "reward") !== (rewardId !== null)) issue("prizes", "wrong");
      if ((kind === "nothing") !== (stock === null)) issue("prizes", "stock");
    }
    if (fallback !== null && prizes.every(({ key }) => key !== fallback)) issue("fallback", "unknown");
    if (until < from) issue("until", "before");
  });
export type Terms = z.infer<typeof termsSchema>;

/** The rule by which the ledger knows what a draw brings. */
export function ruleOf(drawId: number): string {
  return `draw-${drawId}`;
}
