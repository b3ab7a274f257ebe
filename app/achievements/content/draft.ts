import { z } from "zod";

import { jsonField } from "../../lib/fields.ts";
import { toDecimal } from "../../lib/money.ts";
import { decimalIn } from "../../program/rules-form.ts";
import { achievementKinds, goalsOf, icons, periods, scopeSchema, type AchievementKind, type Goal, type Terms } from "./terms.ts";

/** Languages in which a merchant may word an achievement. */
export const textLocales = ["en", "de", "fr", "es", "it", "nl"] as const;
export type TextLocale = (typeof textLocales)[number];

const field = z
  .string()
  .max(1_000)
  .transform((text) => text.replaceAll("\0", "").toWellFormed());
const texts = z.object({ en: field, de: field, fr: field, es: field, it: field, nl: field });
const digits = z.string().regex(/^\d{0,9}$/);
const goals = [...new Set(achievementKinds.flatMap((kind): readonly Goal[] => goalsOf[kind]))] as [Goal, ...Goal[]];

/** An achievement as its form holds it: what was typed, as text. Whether it makes sense, `readDraft` says. */
export const draftSchema = z.object({
  kind: z.enum(achievementKinds),
  ...{ titles: texts, descriptions: texts, icon: z.enum(icons) },
  /** The address of a picture; empty: the icon. */
  picture: z.string().max(2_000),
  goal: z.enum(goals),
  target: field,
  only: z.enum(["all", ...scopeSchema.shape.of.options]),
  scope: field,
  segmentId: digits,
  brings: z.enum(["nothing", "points", "reward"]),
  points: field,
  rewardId: digits,
  ...{ from: field, until: field },
  audience: z.enum(["all", "tier", "segment"]),
  tier: z.string().max(40),
  audienceSegment: digits,
  winners: field,
  every: z.enum(periods),
  misses: field,
});
export type Draft = z.infer<typeof draftSchema>;

/** A form's field that holds a draft. */
export const draftField = jsonField(30_000).pipe(draftSchema);

const NO_TEXTS: Draft["titles"] = { en: "", de: "", fr: "", es: "", it: "", nl: "" };

/** What the form of an achievement holds, with its decimals as a language writes them. `readDraft` takes either. */
export function draftOf(terms: Terms, currency: string, locale = "en"): Draft {
  const { kind, goal, target, only, challenge, streak, points, rewardId } = terms;
  const id = (value: number | null | undefined) => String(value ?? "");
  return {
    ...{ kind, titles: { ...NO_TEXTS, ...terms.title }, descriptions: { ...NO_TEXTS, ...terms.description }, icon: terms.icon },
    picture: terms.picture?.url ?? "",
    ...{ goal, target: goal === "spend" ? decimalIn(toDecimal(BigInt(target), currency), locale) : String(target) },
    ...{ only: only?.of ?? "all", scope: only?.value ?? "", segmentId: id(terms.segmentId) },
    brings: rewardId !== null ? "reward" : points > 0 ? "points" : "nothing",
    ...{ points: points === 0 ? "" : String(points), rewardId: id(rewardId) },
    ...{ from: challenge?.from ?? "", until: challenge?.until ?? "" },
    audience: challenge?.tier != null ? "tier" : challenge?.segmentId != null ? "segment" : "all",
    ...{ tier: challenge?.tier ?? "", audienceSegment: id(challenge?.segmentId), winners: id(challenge?.winners) },
    ...{ every: streak?.every ?? "month", misses: id(streak?.misses) },
  };
}

/** Of a shop's languages those that an achievement can be worded in; English and German beside them, in which ready-made ones are. */
export function languagesOf(locales: readonly string[]): TextLocale[] {
  const languages = new Set(["en", "de", ...locales.map((locale) => locale.toLowerCase().split(/[-_]/)[0])]);
  return textLocales.filter((locale) => languages.has(locale));
}

/** A draft of another kind keeps what both have. */
export function withGoal(draft: Draft, goal: Goal): Draft {
  return { ...draft, goal, target: goal === "segment" ? "1" : draft.target };
}

export function firstGoal(kind: AchievementKind): Goal {
  return goalsOf[kind][0];
}
