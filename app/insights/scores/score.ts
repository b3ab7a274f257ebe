import { gapsUntil, median, purchasesAt, spenderAt, type History } from "../predictions/history.ts";
import type { Fitted } from "../predictions/learn.ts";
import { nextByHabit, predictor, type Prediction } from "../predictions/predict.ts";
import { expectedSpend } from "../predictions/spend/gamma-gamma.ts";
import { scoreBy, scoreFrequency, type RfmCuts } from "../rfm/cuts.ts";
import { groupOf, type RfmGroup, type Scores } from "../rfm/groups.ts";

/** A customer with the orders of their profile. */
export type Scored = { orders: number; spentMinor: bigint; history: History };

/** What a day says of a customer. Days count since 1970 in the shop's zone, amounts in minor units. */
export type Score = Scores & {
  group: RfmGroup;
  purchaseDays: number;
  lastPurchaseOn: number;
  medianGapDays: number | null;
  prediction: Prediction | null;
  nextOrderOn: number | null;
  /** `habit`: a median gap after the last time; `pattern`: as the model expects it. */
  nextOrderBy: "habit" | "pattern" | null;
  /** What an order is worth on average; null: nothing is said of what they spend. */
  orderValueMinor: number | null;
};

/** Scores customers on a day: by its cuts, and by the model as far as there is one. Null: none of their orders counts until then. */
export function scorer(today: number, cuts: RfmCuts, fitted: Fitted): (of: Scored) => Score | null {
  const predict = fitted.model === null ? null : predictor(fitted.model);
  return ({ orders, spentMinor, history }) => {
    const purchases = purchasesAt(history, today);
    if (purchases === null) return null;
    const gaps = gapsUntil(history, today);
    const lastPurchaseOn = today - (purchases.age - purchases.last);
    const medianGapDays = gaps.length < 2 ? null : median(gaps);
    const scores = {
      recency: scoreBy(cuts.recency, lastPurchaseOn),
      frequency: scoreFrequency(cuts.frequency, orders),
      monetary: scoreBy(cuts.monetary, Number(spentMinor)),
    };
    const prediction = predict?.(purchases) ?? null;
    const habit =
      prediction &&
      nextByHabit(prediction, {
        ...{ regularity: fitted.regularity, gaps: gaps.length, medianGap: medianGapDays },
        silentDays: today - lastPurchaseOn,
      });
    const next = habit ?? prediction?.nextInDays ?? null;
    return {
      ...scores,
      group: groupOf(scores),
      purchaseDays: purchases.repeats + 1,
      lastPurchaseOn,
      medianGapDays,
      prediction,
      nextOrderOn: next === null ? null : today + next,
      nextOrderBy: next === null ? null : habit === null ? "pattern" : "habit",
      orderValueMinor:
        prediction === null || fitted.spend === null ? null : expectedSpend(fitted.spend, spenderAt(history, today)),
    };
  };
}
