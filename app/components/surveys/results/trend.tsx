import type { Cell } from "../../../insights/survey-results/cells.ts";
import type { Amount, Point } from "../../charts/chart.ts";
import { LineChart } from "../../charts/line-chart.tsx";
import { useFormat, useT } from "../../locale.tsx";
import { TitledCard } from "../../reports/titled-card.tsx";

/** The score of each month, as a line with its range; of too few answers there is a gap. Without any score there is no picture. */
export function Trend({ months, type }: { months: readonly Cell[]; type: "score" | "rating" }) {
  const t = useT();
  const format = useFormat();
  if (months.every(({ score }) => score === null)) return null;
  const points = months.map(({ key, of }): Point => {
    const at = new Date(`${key}-15T12:00:00Z`);
    return { short: format.monthName(at), long: `${format.month(at)} (${t("surveys.answers", { count: of })})` };
  });
  const range = { from: points[0]?.long ?? "", to: points.at(-1)?.long ?? "" };
  const write = (value: Amount) =>
    type === "score" ? format.number(Math.round(Number(value))) : format.percent(Number(value) / 100);
  return (
    <TitledCard title={t("surveys.trend")} help={t("surveys.trendHelp")}>
      <LineChart
        name={t("surveys.trend")}
        label={t("surveys.trendLabel", range)}
        heading={t("surveys.month")}
        points={points}
        series={[
          {
            name: t(type === "score" ? "surveys.nps" : "surveys.satisfied"),
            values: months.map(({ score }) => score?.value ?? null),
          },
        ]}
        band={{
          name: t("surveys.between"),
          low: months.map(({ score }) => score?.low ?? null),
          high: months.map(({ score }) => score?.high ?? null),
        }}
        write={write}
      />
    </TitledCard>
  );
}
