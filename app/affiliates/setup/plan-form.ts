import { z } from "zod";

import { toDecimal, toMinor } from "../../lib/money.ts";
import { decimalOf, wholeOf } from "../../lib/typed-number.ts";
import { decimalIn } from "../../program/rules-form.ts";
import { MOST_MINOR, MOST_RULES, planTermsSchema, type PlanTerms, type Rate } from "./plan.ts";

const number = z.string().max(40);
const rateDraft = { kind: z.enum(["percent", "amount"]), value: number };

/** What a merchant types of a plan, field by field. */
export const planDraftSchema = z.object({
  name: z.string().max(200),
  ...{ rateKind: rateDraft.kind, rateValue: number },
  overrides: z.array(z.object({ of: z.enum(["product", "collection"]), id: number, ...rateDraft })).max(MOST_RULES),
  steps: z.array(z.object({ from: number, percent: number })).max(MOST_RULES),
  orders: z.enum(["all", "first", "repeat"]),
  /** Empty: for ever. */
  customerDays: number,
  ...{ waitDays: number, discountPercent: number, recruiterPercent: number },
});
export type PlanDraft = z.infer<typeof planDraftSchema>;
export type PlanIssues = Partial<
  Record<
    "name" | "rateValue" | "overrides" | "steps" | "customerDays" | "waitDays" | "discountPercent" | "recruiterPercent",
    true
  >
>;

/** @param locale whose decimals the fields show */
export function planDraftOf(name: string, terms: PlanTerms, currency: string, locale = "en"): PlanDraft {
  const valueOf = (rate: Rate) =>
    rate.kind === "percent" ? percentOf(rate.bp, locale) : decimalIn(toDecimal(BigInt(rate.minor), currency), locale);
  return {
    ...{ name, rateKind: terms.rate.kind, rateValue: valueOf(terms.rate), orders: terms.orders },
    overrides: terms.overrides.map(({ of, id, rate }) => ({ of, id, kind: rate.kind, value: valueOf(rate) })),
    steps: terms.steps.map(({ fromMinor, bp }) => ({
      from: decimalIn(toDecimal(BigInt(fromMinor), currency), locale),
      percent: percentOf(bp, locale),
    })),
    customerDays: terms.customerDays === null ? "" : String(terms.customerDays),
    ...{ waitDays: String(terms.waitDays), discountPercent: String(terms.discountPercent) },
    recruiterPercent: percentOf(terms.recruiterBp, locale),
  };
}

/** 1250 basis points are "12.5", and "12,5" in German. */
export function percentOf(bp: number, locale: string): string {
  return decimalIn(String(bp / 100), locale);
}

/** Makes a plan of what was typed, or says field by field what is wrong. */
export function readPlanDraft(
  draft: PlanDraft,
  currency: string,
): { ok: true; name: string; terms: PlanTerms } | { ok: false; issues: PlanIssues } {
  const issues: PlanIssues = {};
  const wrong = (field: keyof PlanIssues) => {
    issues[field] = true;
    return 0;
  };
  const whole = (field: "customerDays" | "waitDays" | "discountPercent", least: number, most: number) => {
    const value = Number(wholeOf(draft[field]) ?? Number.NaN);
    return value >= least && value <= most ? value : wrong(field);
  };
  const rate = (field: "rateValue" | "overrides", kind: Rate["kind"], typed: string): Rate =>
    kind === "percent" ? { kind, bp: bpOf(typed) ?? wrong(field) } : { kind, minor: minorOf(typed, currency) ?? wrong(field) };
  const name = draft.name.replace(/\s+/g, " ").trim();
  if (name === "" || name.length > 80) wrong("name");
  const terms = {
    rate: rate("rateValue", draft.rateKind, draft.rateValue),
    overrides: draft.overrides.map(({ of, id, kind, value }) => {
      if (!/^[1-9]\d{0,17}$/.test(id.trim())) wrong("overrides");
      return { of, id: id.trim(), rate: rate("overrides", kind, value) };
    }),
    steps: draft.steps.map(({ from, percent }) => ({
      fromMinor: minorOf(from, currency) || wrong("steps") || 1,
      bp: bpOf(percent) ?? wrong("steps"),
    })),
    orders: draft.orders,
    customerDays: draft.customerDays.trim() === "" ? null : whole("customerDays", 0, 3_650),
    ...{ waitDays: whole("waitDays", 0, 365), discountPercent: whole("discountPercent", 1, 100) },
    recruiterBp: bpOf(draft.recruiterPercent) ?? wrong("recruiterPercent"),
  };
  if (Object.keys(issues).length > 0) return { ok: false, issues };
  return { ok: true, name, terms: planTermsSchema.parse(terms) };
}

/** A percentage of up to two decimals in basis points; null for what is none. */
function bpOf(typed: string): number | null {
  const decimal = decimalOf(typed, true);
  if (decimal === null || !/^\d{1,3}(\.\d{1,2})?$/.test(decimal)) return null;
  const bp = Number(toMinor(decimal, "EUR"));
  return bp <= 10_000 ? bp : null;
}

function minorOf(typed: string, currency: string): number | null {
  const decimal = decimalOf(typed);
  if (decimal === null) return null;
  const minor = Number(toMinor(decimal, currency));
  return minor <= MOST_MINOR ? minor : null;
}
