import type { Format } from "../../../i18n/format.ts";
import type { Translate } from "../../../i18n/translate.ts";
import type { Counts } from "../counts.ts";
import type { FigureKey } from "../list.ts";
import { historicValue, totals } from "../rates.ts";
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
