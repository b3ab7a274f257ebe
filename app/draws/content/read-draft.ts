import { noteAt, readTexts, readWhole, wrongDays } from "../../lib/typed-fields.ts";
import { decimalOf } from "../../lib/typed-number.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { PARTS } from "../chance/parts.ts";
import type { Draft, PrizeDraft } from "./draft.ts";
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
  | "too-small"
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

/** Makes a draw of what was typed, or says field by field what is wrong. @param known what can be given */
export function readDraft(draft: Draft, known: { rewardIds: readonly number[] }): ReadDraft {
  const errors: Errors = {};
  const handle = draft.handle.trim().toLowerCase();
  if (!handleSchema.safeParse(handle).success) errors.handle = "handle";
  const prizes = draft.prizes.map((prize) => prizeIn(prize, known.rewardIds, errors));
  if (prizes.length < 2) errors.prizes = "too-few";
  else if (prizes.length > MOST_PRIZES) errors.prizes = "too-many";
  else if (sumOf(draft.prizes) !== PARTS) errors.prizes = "sum";
  Object.assign(errors, wrongDays(draft, MOST_DAYS));
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

function textsIn(field: Field, texts: Readonly<Record<string, string>>, limit: number, errors: Errors): Texts {
  return noteAt<Field, Issue, Texts>(errors, field, readTexts(texts, limit), {});
}

function whole(field: Field, text: string, most: number, errors: Errors): number {
  return noteAt<Field, Issue, number>(errors, field, readWhole(text, 1, most), 1);
}
