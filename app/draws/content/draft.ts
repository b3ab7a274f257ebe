import { z } from "zod";

import { jsonField } from "../../lib/fields.ts";
import { decimalIn } from "../../program/rules-form.ts";
import { PARTS } from "../chance/parts.ts";
import { drawKinds, prizeKinds, type Prize, type Terms } from "./terms.ts";

/** Languages in which a merchant words a draw. */
export const textLocales = ["en", "de"] as const;
export type TextLocale = (typeof textLocales)[number];

const clean = (text: string) => text.replaceAll("\0", "").toWellFormed();
const field = z.string().max(1_000).transform(clean);
const digits = z.string().regex(/^\d{0,9}$/);
const texts = z.object({ en: field, de: field });
const longText = z.string().max(10_000).transform(clean);

const prizeDraftSchema = z.object({
  key: z.string().regex(/^p[1-9]\d?$/),
  kind: z.enum(prizeKinds),
  titles: texts,
  /** Of a hundred. */
  percent: field,
  points: field,
  rewardId: digits,
  stock: field,
});
export type PrizeDraft = z.infer<typeof prizeDraftSchema>;

/** A draw as its form holds it: what was typed, as text. Whether it makes sense, `readDraft` says. */
export const draftSchema = z.object({
  kind: z.enum(drawKinds),
  ...{ handle: field, titles: texts, rules: z.object({ en: longText, de: longText }), from: field, until: field },
  limit: z.enum(["once", "days"]),
  ...{ days: field, mostPoints: field },
  prizes: z.array(prizeDraftSchema).max(20),
  /** The key of a prize; empty: none. */
  fallback: z.string().max(3),
});
export type Draft = z.infer<typeof draftSchema>;

/** A form's field that holds a draft. */
export const draftField = jsonField(60_000).pipe(draftSchema);

/** What the form of a draw holds, with its decimals as a language writes them. `readDraft` takes either. */
export function draftOf({ handle, terms }: { handle: string; terms: Terms }, locale = "en"): Draft {
  const { kind, title, rules, from, until, everyDays, mostPoints, prizes, fallback } = terms;
  return {
    ...{ kind, handle, titles: { en: "", de: "", ...title }, rules: { en: "", de: "", ...rules }, from, until },
    ...{ limit: everyDays === null ? "once" : "days", days: String(everyDays ?? 7), mostPoints: String(mostPoints ?? "") },
    ...{ prizes: prizes.map((prize) => prizeDraftOf(prize, locale)), fallback: fallback ?? "" },
  };
}

function prizeDraftOf({ key, kind, title, parts, points, rewardId, stock }: Prize, locale: string): PrizeDraft {
  return {
    ...{ key, kind, titles: { en: "", de: "", ...title }, percent: percentText(parts, locale) },
    ...{ points: points === 0 ? "" : String(points), rewardId: String(rewardId ?? ""), stock: String(stock ?? "") },
  };
}

/** Parts of a million as percent: 250000 is "25", 12345 is "1.2345". */
export function percentText(parts: number, locale: string): string {
  return decimalIn(String(parts / (PARTS / 100)), locale);
}

/** The same as it is read: "25%", in German "25 %". */
export function oddsText(parts: number, locale: string): string {
  return `${percentText(parts, locale)}${locale === "de" ? "\u00a0%" : "%"}`;
}

/** One more prize: a blank, with what is missing from the whole. */
export function withPrize(draft: Draft, percent: string): Draft {
  const taken = new Set(draft.prizes.map(({ key }) => key));
  let number = 1;
  while (taken.has(`p${number}`)) number += 1;
  const added = { key: `p${number}`, kind: "nothing" as const, titles: { en: "No prize", de: "Kein Gewinn" }, percent };
  return { ...draft, prizes: [...draft.prizes, { ...added, points: "", rewardId: "", stock: "" }] };
}

export function withoutPrize(draft: Draft, key: string): Draft {
  const prizes = draft.prizes.filter((prize) => prize.key !== key);
  return { ...draft, prizes, fallback: draft.fallback === key ? "" : draft.fallback };
}
