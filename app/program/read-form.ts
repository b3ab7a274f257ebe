import { z } from "zod";

import { cleanText } from "../lib/fields.ts";
import { currencyDigits, toMinor } from "../lib/money.ts";
import { decimalOf, isAmbiguous, wholeOf } from "../lib/typed-number.ts";
import { localInstant } from "./local-time.ts";
import { ONE } from "./rules/multiplier.ts";
import { programRulesSchema, type ProgramRules } from "./rules/rules.ts";
import { isWholeBonusField, ownBonusFields, type BonusForm } from "./rules/bonus-form.ts";
import type { Texts } from "./rules/texts.ts";
import type { FormShop, LevelForm, MultiplierForm, RulesForm } from "./rules-form.ts";

/** What is wrong with a field; the pages have the words. */
const issueCodes = [
  "required",
  "number",
  "decimal",
  "ambiguous",
  "positive",
  "too-small",
  "too-large",
  "too-long",
  "too-many",
  "url",
  "date",
  "before-from",
  "duplicate",
  "not-rising",
  "unknown-tier",
  "invalid",
] as const;
export type RulesIssue = { code: (typeof issueCodes)[number]; limit?: number };

/** By path in the rules: `multipliers.0.until`. */
export type RulesErrors = Record<string, RulesIssue>;
export type ReadRules = { ok: true; rules: ProgramRules } | { ok: false; errors: RulesErrors };

const text = z.string().max(4_000).transform(cleanText);
const address = z.string().max(4_000);
const texts = z.record(z.string().max(10), text);
const list = z.array(z.string().max(300)).max(500);

const ownFields = Object.fromEntries(
  Object.entries(ownBonusFields).map(([name, blank]) => [name, typeof blank === "string" ? text : texts]),
);

const formSchema = z.object({
  earn: z.object({ points: text, units: text }),
  base: z.object({ shipping: z.boolean(), tax: z.boolean(), discounts: z.boolean() }),
  companies: z.boolean(),
  awardOn: text,
  pendingDays: text,
  reward: z.object({ points: text, units: text }),
  returnOnPartialRefund: z.boolean(),
  openDisputes: text,
  multipliers: z
    .array(
      z.object({
        ...{ key: text, name: text, effect: text, factor: text, products: list, collections: list, tags: list, tiers: list },
        ...{ from: text, until: text },
      }),
    )
    .max(200),
  bonuses: z
    .array(
      z.object({
        ...{ key: text, kind: text, points: text, enabled: z.boolean(), title: texts },
        cap: z.object({ times: text, period: text }),
        ...ownFields,
      }),
    )
    .max(200),
  tiers: z
    .object({
      ...{ basis: text, window: text, graceDays: text },
      levels: z
        .array(
          z.object({
            ...{ key: text, name: texts, threshold: text, factor: text, benefits: texts, tag: text, birthdayPoints: text },
            // Forms from before there were pictures say nothing of them.
            ...{ picture: address.default(""), alt: texts.default({}) },
          }),
        )
        .max(50),
    })
    .nullable(),
  expiry: z.object({ mode: text, months: text }),
});

/** Rules out of a form, from the browser or from anywhere. Never throws. */
export function readForm(form: unknown, shop: FormShop): ReadRules {
  const shape = formSchema.safeParse(form);
  if (!shape.success) return { ok: false, errors: errorsOf(shape.error) };
  const typed = shape.data as RulesForm;
  const read = programRulesSchema.safeParse(rulesOf(typed, shop));
  const errors = { ...zeroFactors(typed), ...(read.success ? {} : asked(errorsOf(read.error), typed)) };
  return read.success && Object.keys(errors).length === 0 ? { ok: true, rules: read.data } : { ok: false, errors };
}

/** Points that are multiplied by nothing are none, and there is an effect of its own that says so. */
function zeroFactors({ multipliers }: RulesForm): RulesErrors {
  const zero = multipliers.flatMap(({ effect, factor }, index) => (effect !== "none" && perMille(factor) === 0 ? [index] : []));
  return Object.fromEntries(zero.map((index) => [`multipliers.${index}.perMille`, { code: "positive" } satisfies RulesIssue]));
}

/** The errors, where somebody typed what could be two numbers: not that it is wrong, but which is meant. */
function asked(errors: RulesErrors, form: RulesForm): RulesErrors {
  return Object.fromEntries(
    Object.entries(errors).map(([path, issue]) => {
      const typed = path
        .replace(/perMille$/, "factor")
        .split(".")
        .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], form);
      return [path, typeof typed === "string" && isAmbiguous(typed) ? { code: "ambiguous" } : issue];
    }),
  );
}

function rulesOf(form: RulesForm, shop: FormShop) {
  const {
    earn,
    base,
    companies,
    awardOn,
    pendingDays,
    reward,
    returnOnPartialRefund,
    openDisputes,
    multipliers,
    bonuses,
    tiers,
    expiry,
  } = form;
  return {
    earn: { points: decimalOrNothing(earn.points), units: decimalOrNothing(earn.units) },
    ...{ base, companies, awardOn, returnOnPartialRefund, openDisputes, pendingDays: whole(pendingDays) },
    reward: { points: whole(reward.points), units: decimalOrNothing(reward.units) },
    multipliers: multipliers.map((rule) => multiplierOf(rule, shop)),
    bonuses: bonuses.map(bonusOf),
    tiers: tiers && {
      ...{ basis: tiers.basis, window: tiers.window, graceDays: whole(tiers.graceDays) },
      levels: tiers.levels.map((level) => levelOf(level, tiers.basis, shop)),
    },
    expiry: { mode: expiry.mode, months: expiry.mode === "off" ? (whole(expiry.months) ?? 12) : whole(expiry.months) },
  };
}

function multiplierOf({ effect, factor, from, until, ...rest }: MultiplierForm, { timeZone }: FormShop) {
  return {
    ...rest,
    perMille: effect === "none" ? 0 : perMille(factor),
    from: instantOf(from, timeZone),
    until: instantOf(until, timeZone),
  };
}

function bonusOf({ key, kind, enabled, points, title, cap, ...own }: BonusForm) {
  return {
    ...{ key, kind, enabled, points: whole(points), title: textsOrNull(title) },
    cap: { times: whole(cap.times), period: cap.period },
    ...Object.fromEntries(Object.entries(own).map(([name, typed]) => [name, ownValueOf(name, typed)])),
  };
}

function ownValueOf(name: string, typed: string | Texts) {
  if (typeof typed !== "string") return given(typed);
  return isWholeBonusField(name) ? whole(typed) : typed.trim();
}

function levelOf(
  { key, name, threshold, factor, benefits, picture, alt, tag, birthdayPoints }: LevelForm,
  basis: string,
  shop: FormShop,
) {
  return {
    ...{ key, name: given(name), benefits: textsOrNull(benefits), tag },
    picture: picture.trim() === "" ? null : { url: picture.trim(), alt: textsOrNull(alt) },
    threshold: thresholdOf(threshold, basis, shop.currency),
    perMille: perMille(factor),
    birthdayPoints: whole(birthdayPoints),
  };
}

/** What was typed as a threshold, in the unit of the basis; what is no number is left for the schema to refuse. */
export function thresholdOf(typed: string, basis: string, currency: string): number | string | undefined {
  if (basis !== "spend") return whole(typed);
  if (typed.trim() === "") return undefined;
  const value = decimalOf(typed, currencyDigits(currency) === THREE) ?? NO_NUMBER;
  const found = /^\d{1,10}(?:\.(\d{1,3}))?$/.exec(value);
  // No more decimals than the currency has.
  const exact = found !== null && (found[1] ?? "").length <= currencyDigits(currency);
  return exact ? Number(toMinor(value, currency)) : value;
}

/** Amounts of currencies with so many decimals are always written with them. */
const THREE = 3;
/** What no schema takes for a number. */
const NO_NUMBER = "?";

function whole(typed: string): number | undefined {
  return typed.trim() === "" ? undefined : Number(wholeOf(typed) ?? Number.NaN);
}

function decimalOrNothing(typed: string): string | undefined {
  return typed.trim() === "" ? undefined : (decimalOf(typed) ?? NO_NUMBER);
}

/** No factor reaches a thousand. */
function perMille(typed: string): number | undefined {
  if (typed.trim() === "") return undefined;
  const value = decimalOf(typed, true);
  return value !== null && /^\d{1,6}(\.\d{1,3})?$/.test(value) ? Math.round(Number(value) * ONE) : Number.NaN;
}

/** What is no time is left for the schema to refuse. */
function instantOf(typed: string, timeZone: string): string | null {
  return typed.trim() === "" ? null : (localInstant(typed, timeZone)?.toISOString() ?? typed);
}

function given(written: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(written).filter(([, words]) => words.trim() !== ""));
}

function textsOrNull(written: Record<string, string>): Record<string, string> | null {
  const words = given(written);
  return Object.keys(words).length === 0 ? null : words;
}

function errorsOf(error: z.ZodError): RulesErrors {
  const errors: RulesErrors = {};
  for (const issue of error.issues.slice(0, 100)) errors[issue.path.join(".")] ??= issueOf(issue);
  return errors;
}

function issueOf(issue: z.core.$ZodIssue): RulesIssue {
  switch (issue.code) {
    case "too_small":
      if (issue.origin !== "string" && issue.origin !== "array") return { code: "too-small", limit: Number(issue.minimum) };
      return Number(issue.minimum) <= 1 ? { code: "required" } : { code: "too-small", limit: Number(issue.minimum) };
    case "too_big":
      if (issue.origin === "string") return { code: "too-long", limit: Number(issue.maximum) };
      return { code: issue.origin === "array" ? "too-many" : "too-large", limit: Number(issue.maximum) };
    case "invalid_type":
      return { code: issue.expected === "number" && !issue.message.endsWith("undefined") ? "number" : "required" };
    case "invalid_format":
      if (issue.format === "url") return { code: "url" };
      if (issue.format === "datetime") return { code: "date" };
      return { code: DECIMAL_FIELD.test(issue.path.join(".")) ? "decimal" : "invalid" };
    case "custom": {
      if (issue.message === "empty") return { code: "required" };
      if (issue.path.at(-1) === "units") return { code: "positive" };
      return { code: issueCodes.find((code) => code === issue.message) ?? "invalid" };
    }
    case "invalid_element":
    case "invalid_key":
    case "invalid_union":
    case "invalid_value":
    case "not_multiple_of":
    case "unrecognized_keys":
      return { code: "invalid" };
    default:
      return issue satisfies never;
  }
}

const DECIMAL_FIELD = /^(earn\.(points|units)|reward\.units)$/;
