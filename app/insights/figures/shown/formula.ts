import type { Format } from "../../../i18n/format.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { ENOUGH, scoredBands } from "../../survey-results/score.ts";
import type { Counts } from "../counts.ts";
import type { FigureKey } from "../list.ts";
import { groupRates, historicValue, totals } from "../rates.ts";
import type { Reached } from "../survival.ts";
import { writeFigure } from "./write.ts";

/** The formula of a figure with the numbers that stand in it. */
export function formulaOf(key: FigureKey, counts: Counts, window: number, t: Translate, format: Format): string {
  const { number } = format;
  const money = (minor: number) => format.money(BigInt(Math.round(minor)));
  const { orders, revenue } = totals(counts);
  const { fresh, returning, ever } = counts;
  switch (key) {
    case "retention":
      return t("figures.retentionHow", {
        ...{ end: number(counts.end), acquired: number(counts.acquired), won: number(counts.won) },
        ...{ start: number(counts.start), days: number(window) },
      });
    case "churn":
      return t("figures.churnHow", { lost: number(counts.lost), start: number(counts.start) });
    case "repeat":
      return t("figures.repeatHow", { again: number(counts.again), customers: number(counts.customers) });
    case "second":
      return secondWords(counts.second.reached, t, format);
    case "orderValue":
      return t("figures.orderValueHow", { revenue: money(revenue), orders: number(orders) });
    case "frequency":
      return t("figures.frequencyHow", { orders: number(fresh.orders + returning.orders), buyers: number(counts.buyers) });
    case "returning":
      return t("figures.returningHow", {
        ...{ returning: money(returning.revenue), known: money(fresh.revenue + returning.revenue) },
        unnamed: money(counts.unnamed.revenue),
      });
    case "value": {
      const value = historicValue(counts);
      return t("figures.valueHow", {
        ...{ revenue: money(ever.revenue), customers: number(counts.customers), orderValue: money(value?.orderValue ?? 0) },
        frequency: number(Math.round((value?.frequency ?? 0) * 100) / 100),
      });
    }
    case "members": {
      const { members, others } = counts;
      const share = (group: typeof members) => writeFigure("share", groupRates(group).retention, t, format);
      return t("figures.membersHow", {
        ...{ members: share(members), kept: number(members.kept), start: number(members.start) },
        ...{ others: share(others), othersKept: number(others.kept), othersStart: number(others.start) },
      });
    }
    case "predicted":
    case "flows":
    case "liability":
    case "nps":
      return besideWords(key, counts.beside, t, format);
  }
}

/** The same of figures that rest on more than orders; where nothing is known of them, that is told. */
function besideWords(
  key: "predicted" | "flows" | "liability" | "nps",
  beside: Counts["beside"],
  t: Translate,
  format: Format,
): string {
  const { number } = format;
  if (beside === undefined) return t("figures.besideMissing");
  const { points, flows, answers, expected } = beside;
  switch (key) {
    case "predicted":
      return expected === null
        ? t("figures.predictedMissing")
        : t("figures.predictedHow", {
            total: format.money(BigInt(Math.round(expected.spend365Minor))),
            customers: number(expected.customers),
          });
    case "flows":
      return flows === null ? t("figures.beforeApp") : t("figures.flowsHow", { orders: number(flows.orders) });
    case "liability":
      return points === null
        ? t("figures.beforeApp")
        : t("figures.liabilityHow", {
            ...{ given: number(points.given), spent: number(points.spent), expired: number(points.expired) },
          });
    case "nps": {
      const { of, bands, score, missing } = scoredBands("score", answers);
      if (score === null) return t("figures.npsFew", { of: number(of), enough: number(ENOUGH), count: missing });
      const whole = (value: number) => format.signed(Math.round(value));
      return t("figures.npsHow", {
        ...{ promoters: number(bands.high), detractors: number(bands.low), of: number(of) },
        ...{ low: whole(score.low), high: whole(score.high) },
      });
    }
  }
}

function secondWords(reached: readonly Reached[], t: Translate, format: Format): string {
  const days = (value: number | null | undefined) => writeFigure("days", value ?? null, t, format);
  const [quarter, half, threeQuarters] = reached;
  return t("figures.secondHow", {
    ...{ low: days(half?.earliest), high: days(half?.latest), quarter: days(quarter?.days) },
    threeQuarters: days(threeQuarters?.days),
  });
}
