import type { Format } from "../../../i18n/format.ts";
import type { PlainKey, Translate } from "../../../i18n/translate.ts";
import type { FigureKey } from "../list.ts";

/**
 * What articles report of a figure, contradictions included. `low` is a share, a score or a ratio; a range is written as they have it, `least` where they say "more than". `figure` null: no figure of
 * this page, but of a survey. `own`: what comes closest to a shop, and so stands beside its figure.
 */
export type Benchmark = {
  figure: FigureKey | null;
  what: PlainKey;
  unit: "share" | "score" | "ratio";
  low: number;
  high?: number;
  least?: true;
  own?: true;
  source: PlainKey;
};

const churn = (what: PlainKey, low: number): Benchmark => ({
  ...{ figure: "churn", what, unit: "share", low, source: "figures.sourceGauge" },
});
const retention = (what: PlainKey, low: number, high: number): Benchmark => ({
  ...{ figure: "retention", what, unit: "share", low, high, source: "figures.sourceGuide" },
});

/** Every row of the articles that matches a figure of ours, as they were read in 2026. */
export const benchmarks: readonly Benchmark[] = [
  { ...churn("benchmarks.retail", 0.4), own: true },
  { ...retention("benchmarks.commerce", 0.3, 0.4), own: true },
  churn("benchmarks.wholesale", 0.56),
  churn("benchmarks.logistics", 0.4),
  churn("benchmarks.manufacturing", 0.35),
  churn("benchmarks.telecom", 0.31),
  churn("benchmarks.professional", 0.27),
  churn("benchmarks.finance", 0.19),
  churn("benchmarks.industrial", 0.17),
  churn("benchmarks.software", 0.14),
  churn("benchmarks.itServices", 0.12),
  churn("benchmarks.energy", 0.11),
  retention("benchmarks.saas", 0.85, 0.9),
  retention("benchmarks.advice", 0.78, 0.84),
  { figure: "nps", what: "benchmarks.excellent", unit: "score", low: 50, least: true, own: true, source: "figures.sourceGuide" },
  { figure: "value", what: "benchmarks.cost", unit: "ratio", low: 3, least: true, own: true, source: "figures.sourceGuide" },
  { figure: null, what: "benchmarks.answered", unit: "share", low: 0.25, source: "figures.sourceGuide" },
];

/** What comes closest to a shop's own figure. */
export function benchmarksOf(key: FigureKey): Benchmark[] {
  return benchmarks.filter(({ figure, own }) => figure === key && own === true);
}

export function writeBenchmark({ unit, low, high, least }: Benchmark, t: Translate, format: Format): string {
  const one = (value: number) =>
    unit === "share"
      ? format.percent(value)
      : unit === "score"
        ? format.signed(value)
        : t("benchmarks.ratio", { value: format.number(value) });
  const from = one(low);
  if (least === true) return t("benchmarks.more", { value: from });
  return high === undefined ? from : `${from} – ${one(high)}`;
}
