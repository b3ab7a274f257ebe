import { z } from "zod";

const MOST_DAYS = 3_650;
export const MOST_MINOR = 100_000_000;
/** A hundred percent, in basis points. */
export const WHOLE_BP = 10_000;
/** Of each list in a plan. */
export const MOST_RULES = 20;

const idSchema = z.string().regex(/^\d{1,19}$/);

/** What is paid of a line: a share of what is left of it, or an amount for each item that is left of it. Minor units of shop money, basis points. */
export const rateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("percent"), bp: z.int().min(0).max(WHOLE_BP) }),
  z.object({ kind: z.literal("amount"), minor: z.int().min(0).max(MOST_MINOR) }),
]);
export type Rate = z.infer<typeof rateSchema>;

/** What an affiliate gets of which orders. An order keeps the terms of the moment at which it was first theirs. */
export const planTermsSchema = z.object({
  rate: rateSchema,
  /** For a product or a collection instead; a product goes before a collection, and the first before the next. */
  overrides: z.array(z.object({ of: z.enum(["product", "collection"]), id: idSchema, rate: rateSchema })).max(MOST_RULES),
  /** From so much turnover in a calendar month on, instead of `rate`: highest last. What it is counted of, ledger/commission.ts says. */
  steps: z.array(z.object({ fromMinor: z.int().min(1), bp: z.int().min(0).max(WHOLE_BP) })).max(MOST_RULES),
  /** Of a customer's orders, which count. */
  orders: z.enum(["all", "first", "repeat"]),
  /** So long after the first order that they brought, a customer's other orders are theirs too; 0: only what comes by code or link; null: for ever. */
  customerDays: z.int().min(0).max(MOST_DAYS).nullable(),
  /** The return window: for so long after an order has counted nothing is due. */
  waitDays: z.int().min(0).max(365),
  /** What who orders with the code gets off. */
  discountPercent: z.int().min(1).max(100),
  /** So much of what an affiliate with this plan gets goes, on top, to the affiliate who recruited them: one level up, and of sales alone. 0: nothing. */
  recruiterBp: z.int().min(0).max(WHOLE_BP).default(0),
});
export type PlanTerms = z.infer<typeof planTermsSchema>;

export const usualPlan: PlanTerms = {
  rate: { kind: "percent", bp: 1_000 },
  overrides: [],
  steps: [],
  orders: "all",
  customerDays: 0,
  waitDays: 30,
  discountPercent: 10,
  recruiterBp: 0,
};
