import type { Bonus } from "../../../../app/program/rules/bonus-rules.ts";
import { DAY } from "../orders.ts";

/** What somebody says to have done. A wrong word is a claim that was declined. */
export type Claim = {
  id: bigint;
  customer: bigint;
  rule: string;
  /** A review's product. */
  product: string | null;
  wrong: boolean;
  state: "waiting" | "approved" | "declined";
  at: number;
};

export type Answer =
  "approved" | "waiting" | "unknown-rule" | "too-many" | "already-claimed" | "limit" | "not-bought" | "wrong-word";

/** When the period of the calendar began that a moment lies in. */
function beginOf(period: Bonus["cap"]["period"], at: number): number {
  const day = new Date(at);
  if (period === "ever") return -Infinity;
  if (period === "year") return Date.UTC(day.getUTCFullYear(), 0, 1);
  return period === "month" ? Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1) : at - (at % DAY);
}

export type Asking = { rule: Bonus | undefined; product: string; word: string; bought: boolean; now: number };

/** What the answer to a claim must be. @param before what the same person has claimed */
export function answerTo({ rule, product, word, bought, now }: Asking, before: readonly Claim[]): Answer {
  if (rule === undefined) return "unknown-rule";
  const today = before.filter(({ at }) => at >= beginOf("day", now));
  if (today.length >= 10 || today.filter(({ wrong }) => wrong).length >= 5) return "too-many";
  const same = before.filter((claim) => claim.rule === rule.key);
  const cap = rule.kind === "social" ? { times: 1, period: "ever" as const } : rule.cap;
  const used = same.filter(({ state, at }) => state !== "declined" && at >= beginOf(cap.period, now)).length;
  if (rule.kind !== "review") {
    if (used >= cap.times) return "already-claimed";
    return rule.kind === "survey" && word !== rule.word ? "wrong-word" : "approved";
  }
  if (same.some((claim) => claim.product === product)) return "already-claimed";
  if (used >= cap.times) return "limit";
  return bought ? "waiting" : "not-bought";
}
