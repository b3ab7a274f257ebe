import { z } from "zod";

import { toDecimal } from "../lib/money.ts";
import { decimalIn } from "../program/rules-form.ts";
import { rewardKinds, type RewardTerms } from "./reward.ts";

/** Languages of the storefront, in which a merchant may word a reward. */
export const textLocales = ["en", "de", "fr", "es", "it", "nl"] as const;
export type TextLocale = (typeof textLocales)[number];

/** In which state a new reward begins. */
export const starts = ["active", "paused"] as const;
export type Start = (typeof starts)[number];

/** Languages of a shop in which a reward can be worded. @param locales as Shopify names them: the primary one, and what is published besides */
export function languagesOf(locales: readonly string[]): TextLocale[] {
  const languages = new Set(locales.map((locale) => locale.toLowerCase().split(/[-_]/)[0]));
  return textLocales.filter((locale) => languages.has(locale));
}

/** Of a shop's languages those in which a draft has no title, once it has one at all. */
export function untitled({ titles }: Pick<RewardDraft, "titles">, languages: readonly TextLocale[]): TextLocale[] {
  const isEmpty = (locale: TextLocale) => titles[locale].trim() === "";
  return textLocales.every(isEmpty) ? [] : languages.filter(isEmpty);
}

const field = z
  .string()
  .max(1_000)
  .transform((text) => text.replaceAll("\0", "").toWellFormed());
const longer = z.string().max(2_000);
const texts = z.object({ en: field, de: field, fr: field, es: field, it: field, nl: field });
const key = z.string().max(40);

/** A reward as its form holds it: what was typed, as text. Nothing here says whether it makes sense; `readDraft` does. */
export const rewardDraftSchema = z.object({
  kind: z.enum(rewardKinds),
  titles: texts,
  descriptions: texts,
  /** The address of a picture; empty: none. */
  picture: longer,
  alts: texts,
  points: field,
  value: field,
  /** Several prices of an amount, in place of `points` and `value`. */
  steps: z.array(z.object({ points: field, value: field })).max(20),
  minPoints: field,
  maxPoints: field,
  stepPoints: field,
  percent: field,
  product: z.object({ productId: z.string().max(19), variantId: z.string().max(19), title: field }).nullable(),
  minSpend: field,
  validDays: field,
  tiers: z.array(key).max(10),
  /** Empty: everybody. */
  segmentId: z.string().regex(/^\d{0,9}$/),
  stock: field,
  limitTimes: field,
  limitPeriod: z.enum(["ever", "year", "month"]),
  combinesWith: z.object({ order: z.boolean(), product: z.boolean(), shipping: z.boolean() }),
  collections: z.array(z.string().max(19)).max(50),
});

export type RewardDraft = z.infer<typeof rewardDraftSchema>;

const NO_TEXTS: RewardDraft["titles"] = { en: "", de: "", fr: "", es: "", it: "", nl: "" };

/** What the form of a new reward holds: 90 days, to be combined with free shipping. */
export const EMPTY_DRAFT: RewardDraft = {
  kind: "amount",
  ...{ titles: NO_TEXTS, descriptions: NO_TEXTS, picture: "", alts: NO_TEXTS },
  ...{ points: "", value: "", steps: [] },
  ...{ minPoints: "", maxPoints: "", stepPoints: "", percent: "", product: null, minSpend: "", validDays: "90" },
  ...{ tiers: [], segmentId: "", stock: "", limitTimes: "", limitPeriod: "ever" },
  combinesWith: { order: false, product: false, shipping: true },
  collections: [],
};

/** The same draft with its decimals as a language writes them. `readDraft` takes either. */
export function draftIn(draft: RewardDraft, locale: string): RewardDraft {
  const { value, steps, minSpend, percent } = draft;
  return {
    ...draft,
    ...{ value: decimalIn(value, locale), minSpend: decimalIn(minSpend, locale), percent: decimalIn(percent, locale) },
    steps: steps.map((step) => ({ ...step, value: decimalIn(step.value, locale) })),
  };
}

/** What the form of a reward that exists holds. */
export function draftOf(terms: RewardTerms, currency: string): RewardDraft {
  const money = (minor: number) => (minor === 0 ? "" : toDecimal(BigInt(minor), currency));
  return {
    kind: terms.kind,
    titles: { ...NO_TEXTS, ...terms.title },
    descriptions: { ...NO_TEXTS, ...terms.description },
    picture: terms.picture?.url ?? "",
    alts: { ...NO_TEXTS, ...terms.picture?.alt },
    points: String(terms.points),
    value: money(terms.valueMinor),
    steps: (terms.steps ?? []).map(({ points, valueMinor }) => ({ points: String(points), value: money(valueMinor) })),
    minPoints: String(terms.slider?.minPoints ?? ""),
    maxPoints: String(terms.slider?.maxPoints ?? ""),
    stepPoints: String(terms.slider?.stepPoints ?? ""),
    percent: terms.percent === null ? "" : String(terms.percent),
    product: terms.product,
    minSpend: money(terms.minSpendMinor),
    validDays: String(terms.validDays ?? ""),
    tiers: terms.tiers,
    segmentId: String(terms.segmentId ?? ""),
    stock: String(terms.stock ?? ""),
    limitTimes: String(terms.perCustomer?.times ?? ""),
    limitPeriod: terms.perCustomer?.period ?? "ever",
    combinesWith: terms.combinesWith,
    collections: terms.collections,
  };
}
