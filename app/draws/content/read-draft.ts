import { DAY_MS } from "../../lib/time.ts";
import { decimalOf, wholeOf } from "../../lib/typed-number.ts";
import { PARTS } from "../chance/parts.ts";
import { textLocales, type Draft, type PrizeDraft } from "./draft.ts";
import {
  handleSchema,
  LONGEST_RULES,
  MOST_DAYS,
  MOST_POINTS,
  MOST_PRIZES,
  MOST_STOCK,
  termsSchema,
  type Prize,
  type Terms,
} from "./terms.ts";

export type Issue =
  | "required"
  | "number"
  | "percent"
  | "too-large"
  | "too-few"
  | "too-long"
  | "too-many"
  | "sum"
  | "day"
  | "before"
  | "long"
  | "begun"
  | "handle"
  | "taken"
  | "unknown";

type PrizeField = "titles" | "percent" | "points" | "rewardId" | "stock";
export type Field = Exclude<keyof Draft, "kind" | "limit"> | `${string}.${PrizeField}`;
/** By field of the form; of a prize by its key and field. */
export type Errors = { [One in Field]?: Issue };
export type ReadDraft = { ok: true; handle: string; terms: Terms } | { ok: false; errors: Errors };

const TITLE_LIMIT = 80;
const PRIZE_LIMIT = 60;
const DAY = /^20\d{2}-\d{2}-\d{2}$/;

/** Makes a draw of what was typed, or says field by field what is wrong. @param known what can be given */
export function readDraft(draft: Draft, known: { rewardIds: readonly number[] }): ReadDraft {
  const errors: Errors = {};
  const handle = draft.handle.trim().toLowerCase();
  if (!handleSchema.safeParse(handle).success) errors.handle = "handle";
  const prizes = draft.prizes.map((prize) => prizeIn(prize, known.rewardIds, errors));
  if (prizes.length < 2) errors.prizes = "too-few";
  else if (prizes.length > MOST_PRIZES) errors.prizes = "too-many";
  else if (sumOf(draft.prizes) !== PARTS) errors.prizes = "sum";
  const days = [dayIn("from", draft.from, errors), dayIn("until", draft.until, errors)];
  if (days[0] != null && days[1] != null && days[1] < days[0]) errors.until = "before";
  else if (days[0] != null && days[1] != null && days[1] - days[0] >= MOST_DAYS) errors.until = "long";
  if (draft.fallback !== "" && draft.prizes.every(({ key }) => key !== draft.fallback)) errors.fallback = "unknown";
  const candidate = {
    ...{ kind: draft.kind, title: textsIn("titles", draft.titles, TITLE_LIMIT, errors) },
    ...{ rules: textsIn("rules", draft.rules, LONGEST_RULES, errors), from: draft.from.trim(), until: draft.until.trim() },
    everyDays: draft.limit === "once" ? null : whole("days", draft.days, MOST_DAYS, errors),
    mostPoints: draft.mostPoints.trim() === "" ? null : whole("mostPoints", draft.mostPoints, MOST_POINTS, errors),
    ...{ prizes, fallback: draft.fallback === "" ? null : draft.fallback },
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const parsed = termsSchema.safeParse(candidate);
  return parsed.success ? { ok: true, handle, terms: parsed.data } : { ok: false, errors: { prizes: "unknown" } };
}

/** What percentages add up to, in parts of a million; what is no number counts nothing. */
export function sumOf(prizes: readonly Pick<PrizeDraft, "percent">[]): number {
  return prizes.reduce((sum, { percent }) => sum + (partsOf(percent) ?? 0), 0);
}

/** "12.5" or "12,5" as parts of a million; null for what is none, or finer than that. */
function partsOf(typed: string): number | null {
  const decimal = decimalOf(typed.replace(/\s*%$/, ""), true);
  const [, units, part = ""] = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(decimal ?? "") ?? [];
  return units === undefined ? null : Number(units) * 10_000 + Number(part.padEnd(4, "0"));
}

function prizeIn(prize: PrizeDraft, rewardIds: readonly number[], errors: Errors): Prize {
  const { key, kind, titles, percent, points, rewardId, stock } = prize;
  const parts = partsOf(percent);
  if (parts === null || parts < 1 || parts > PARTS) errors[`${key}.percent`] = percent.trim() === "" ? "required" : "percent";
  if (kind === "reward" && !rewardIds.includes(Number(rewardId)))
    errors[`${key}.rewardId`] = rewardId === "" ? "required" : "unknown";
  return {
    ...{ key, kind, title: textsIn(`${key}.titles`, titles, PRIZE_LIMIT, errors), parts: parts ?? 0 },
    points: kind === "points" ? whole(`${key}.points`, points, MOST_POINTS, errors) : 0,
    rewardId: kind === "reward" ? Number(rewardId) : null,
    stock: kind === "nothing" ? null : whole(`${key}.stock`, stock, MOST_STOCK, errors),
  };
}

function textsIn(field: Field, texts: Readonly<Record<string, string>>, limit: number, errors: Errors): Record<string, string> {
  const filled = textLocales.flatMap((locale) => {
    const text = (texts[locale] ?? "").trim();
    if (text.length > limit) errors[field] ??= "too-long";
    return text === "" ? [] : [[locale, text] as const];
  });
  if (filled.length === 0) errors[field] ??= "required";
  return Object.fromEntries(filled);
}

/** Days since 1970; null for what is no day of the calendar. */
function dayIn(field: "from" | "until", text: string, errors: Errors): number | null {
  const iso = text.trim();
  const at = DAY.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN;
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso);
  if (!isDay) errors[field] = iso === "" ? "required" : "day";
  return isDay ? at / DAY_MS : null;
}

function whole(field: Field, text: string, most: number, errors: Errors): number {
  const digits = wholeOf(text);
  const value = Number(digits ?? 0);
  if (text.trim() === "") errors[field] ??= "required";
  else if (digits === null) errors[field] ??= "number";
  else if (value < 1) errors[field] ??= "too-few";
  else if (value > most) errors[field] ??= "too-large";
  return value;
}
