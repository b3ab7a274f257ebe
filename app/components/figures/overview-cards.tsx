import type { Figures } from "../../insights/figures/kept/read.server.ts";
import { figureKeys, figures } from "../../insights/figures/list.ts";
import { benchmarks, benchmarksOf, writeBenchmark } from "../../insights/figures/shown/benchmarks.ts";
import { figureNames } from "../../insights/figures/shown/names.ts";
import { writeDifference, writeFigure } from "../../insights/figures/shown/write.ts";
import { NO_VALUE } from "../charts/chart.ts";
import { useFormat, useT } from "../locale.tsx";
import { TitledCard } from "../reports/titled-card.tsx";
import { PlainTable } from "../reports/plain-table.tsx";

/** All figures of a period in one table: what they were, how they differ, and what others report. */
export function OverviewCard({ shown }: { shown: Figures }) {
  const t = useT();
  const format = useFormat();
  const { current, before, yearBefore } = shown;
  if (current === null) return null;
  return (
    <TitledCard title={t("figures.overview")}>
      <PlainTable
        label={t("figures.overview")}
        headings={[
          ...[t("figures.changeFigure"), t("figures.rowPeriod"), t("figures.rowBefore"), t("figures.changeDifference")],
          ...[t("figures.rowYearBefore"), t("figures.changeDifferenceYear"), t("figures.benchmarkValue")],
        ]}
        rows={figureKeys.map((key) => {
          const { unit, of } = figures[key];
          const [now, earlier, year] = [current, before, yearBefore].map((dated) => (dated === null ? null : of(dated.counts)));
          const write = (value: number | null | undefined) => writeFigure(unit, value ?? null, t, format);
          const difference = (value: number | null | undefined) => writeDifference(key, now ?? null, value ?? null, t, format);
          const reported = benchmarksOf(key).map((one) => writeBenchmark(one, t, format));
          return [
            ...[t(figureNames[key]), write(now), write(earlier), difference(earlier), write(year), difference(year)],
            reported.length === 0 ? NO_VALUE : reported.join(", "),
          ];
        })}
      />
    </TitledCard>
  );
}

/** What the articles report, row by row, with who says so. */
export function BenchmarksCard() {
  const t = useT();
  const format = useFormat();
  return (
    <TitledCard title={t("benchmarks.title")} help={t("benchmarks.help")}>
      <PlainTable
        label={t("benchmarks.title")}
        headings={[
          ...[t("benchmarks.figure"), t("benchmarks.whose"), t("figures.benchmarkValue")],
          ...[t("benchmarks.source"), t("benchmarks.year")],
        ]}
        rows={benchmarks.map((one) => [
          ...[t(one.figure === null ? "benchmarks.response" : figureNames[one.figure]), t(one.what)],
          ...[writeBenchmark(one, t, format), t(one.source), t("benchmarks.read")],
        ])}
      />
    </TitledCard>
  );
}
