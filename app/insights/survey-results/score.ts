import { wilson, type Interval } from "../lift/newcombe.ts";
import type { SurveyKind } from "../../surveys/content/kinds.ts";
import { bandOf, type Band, type QuestionType } from "../../surveys/content/survey.ts";

/** Fewer answers say nothing about the rest: no score is shown of them. */
export const ENOUGH = 30;
/** Two-sided 95 %. */
const Z = 1.959963984540054;

/** "nps": promoters less detractors, -100 to 100; "satisfied": how many of a hundred are. With its 95 % interval. */
export type Score = { unit: "nps" | "satisfied"; value: number } & Interval;
export type Scored = { of: number; bands: Record<Band, number>; score: Score | null; missing: number };

/** What a survey's scores come to. @param type of its first question @param counts how often each was given */
export function scored(type: QuestionType, counts: readonly { score: number; count: number }[]): Scored {
  const bands: Record<Band, number> = { low: 0, middle: 0, high: 0 };
  for (const { score, count } of counts) bands[bandOf(type, score)] += count;
  return scoredBands(type, bands);
}

/** The same of bands that were counted already. */
export function scoredBands(type: QuestionType, bands: Record<Band, number>): Scored {
  const of = bands.low + bands.middle + bands.high;
  if (of < ENOUGH) return { of, bands, score: null, missing: ENOUGH - of };
  return { of, bands, missing: 0, score: type === "score" ? netPromoters(bands, of) : satisfied(bands, of) };
}

/**
 * Promoters less detractors are shares of the same people: the interval is that of a difference of paired shares, with half a person added to each cell (Agresti and Min, Statistics in Medicine 24, 2005), which
 * holds where all are promoters, too.
 */
function netPromoters({ low, high }: Record<Band, number>, of: number): Score {
  const [up, down] = [(high + 0.5) / (of + 2), (low + 0.5) / (of + 2)];
  const middle = up - down;
  const width = Z * Math.sqrt((up + down - middle ** 2) / (of + 2));
  const value = (high - low) / of;
  return {
    ...{ unit: "nps", value: value * 100 },
    low: Math.max(-1, Math.min(value, middle - width)) * 100,
    high: Math.min(1, Math.max(value, middle + width)) * 100,
  };
}

function satisfied({ high }: Record<Band, number>, of: number): Score {
  const interval = wilson({ of, with: high });
  return { unit: "satisfied", value: (high / of) * 100, low: interval.low * 100, high: interval.high * 100 };
}

/** Whether results of a kind come to a score. */
export function hasScore(kind: SurveyKind): boolean {
  return kind === "nps" || kind === "csat" || kind === "product";
}
