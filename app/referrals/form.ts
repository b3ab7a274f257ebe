import { z } from "zod";

import { toMinor } from "../lib/money.ts";
import { decimalOf, isAmbiguous, wholeOf } from "../lib/typed-number.ts";
import { LONGEST_TEXT, termsSchema, type Terms } from "./terms.ts";

const number = z.string().max(40);
const words = z.string().max(2_000);

/** What a merchant types, field by field. */
export const referralDraftSchema = z.object({
  enabled: z.boolean(),
  friendKind: z.enum(["percentage", "amount"]),
  ...{ friendValue: number, minSpend: number, validDays: number },
  advocateKind: z.enum(["points", "reward"]),
  ...{ points: number, rewardId: number, waitDays: number, minOrder: number, limitTimes: number },
  limitPer: z.enum(["month", "year"]),
  ...{ titleEn: words, titleDe: words, textEn: words, textDe: words },
});
export type ReferralDraft = z.infer<typeof referralDraftSchema>;
export type ReferralField = Exclude<keyof ReferralDraft, "enabled" | "friendKind" | "advocateKind" | "limitPer">;
export type ReferralIssue = "number" | "money" | "ambiguous" | "reward" | "too-long" | "range";
export type ReferralIssues = Partial<Record<ReferralField, ReferralIssue>>;

/** @param money writes an amount as the merchant types it */
export function draftOf(enabled: boolean, terms: Terms, money: (minor: number) => string): ReferralDraft {
  const { friend, advocate, limit, title, text } = terms;
  return {
    ...{ enabled, friendKind: friend.kind, advocateKind: advocate.kind },
    friendValue: friend.kind === "percentage" ? String(friend.percent) : money(friend.valueMinor),
    minSpend: terms.minSpendMinor === 0 ? "" : money(terms.minSpendMinor),
    validDays: String(terms.validDays),
    points: advocate.kind === "points" ? String(advocate.points) : "",
    rewardId: advocate.kind === "reward" ? String(advocate.rewardId) : "",
    waitDays: String(terms.waitDays),
    minOrder: terms.minOrderMinor === 0 ? "" : money(terms.minOrderMinor),
    ...{ limitTimes: limit === null ? "" : String(limit.times), limitPer: limit?.per ?? "year" },
    ...{ titleEn: title?.["en"] ?? "", titleDe: title?.["de"] ?? "", textEn: text?.["en"] ?? "", textDe: text?.["de"] ?? "" },
  };
}

type Known = { currency: string; rewardIds: readonly number[] };
export type ReadReferrals = { ok: true; enabled: boolean; terms: Terms } | { ok: false; issues: ReferralIssues };

/** Makes terms of what was typed, or says field by field what is wrong. */
export function readReferralDraft(draft: ReferralDraft, { currency, rewardIds }: Known): ReadReferrals {
  const issues: ReferralIssues = {};
  const whole = (field: ReferralField, least: number, most: number): number => {
    const digits = wholeOf(draft[field]);
    if (digits === null) issues[field] = "number";
    else if (Number(digits) < least || Number(digits) > most) issues[field] = "range";
    return Number(digits ?? 0);
  };
  const money = (field: ReferralField, empty: number | null): number => {
    if (draft[field].trim() === "" && empty !== null) return empty;
    const decimal = decimalOf(draft[field]);
    const minor = decimal === null ? null : minorOf(decimal, currency);
    if (minor === null) issues[field] = isAmbiguous(draft[field]) ? "ambiguous" : "money";
    else if (minor > 10_000_000 || (minor === 0 && empty === null)) issues[field] = "range";
    return minor ?? 0;
  };
  const texts = (name: "title" | "text"): Record<string, string> | null => {
    const both = [
      ["en", `${name}En`],
      ["de", `${name}De`],
    ] as const;
    const written = both.flatMap(([locale, field]) => {
      const text = draft[field].replace(/\s+/g, " ").trim();
      if (text.length > LONGEST_TEXT) issues[field] = "too-long";
      return text === "" ? [] : [[locale, text] as const];
    });
    return written.length === 0 ? null : Object.fromEntries(written);
  };
  const rewardId = Number(draft.rewardId);
  if (draft.advocateKind === "reward" && !rewardIds.includes(rewardId)) issues.rewardId = "reward";
  const candidate = {
    friend:
      draft.friendKind === "percentage"
        ? { kind: "percentage", percent: whole("friendValue", 1, 100) }
        : { kind: "amount", valueMinor: money("friendValue", null) },
    minSpendMinor: money("minSpend", 0),
    validDays: whole("validDays", 1, 365),
    advocate:
      draft.advocateKind === "points" ? { kind: "points", points: whole("points", 1, 1_000_000) } : { kind: "reward", rewardId },
    waitDays: whole("waitDays", 0, 365),
    minOrderMinor: money("minOrder", 0),
    limit: draft.limitTimes.trim() === "" ? null : { times: whole("limitTimes", 1, 10_000), per: draft.limitPer },
    title: texts("title"),
    text: texts("text"),
  };
  if (Object.keys(issues).length > 0) return { ok: false, issues };
  return { ok: true, enabled: draft.enabled, terms: termsSchema.parse(candidate) };
}

function minorOf(decimal: string, currency: string): number | null {
  try {
    return Number(toMinor(decimal, currency));
  } catch {
    return null;
  }
}
