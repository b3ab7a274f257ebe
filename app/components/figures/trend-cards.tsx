import { InlineGrid, InlineStack, Select, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { Counts } from "../../insights/figures/counts.ts";
import type { Dated } from "../../insights/figures/kept/read.server.ts";
import { figureKeys, figures, type FigureKey } from "../../insights/figures/list.ts";
import { groupRates } from "../../insights/figures/rates.ts";
import { figureNames } from "../../insights/figures/shown/names.ts";
import { writeFigure } from "../../insights/figures/shown/write.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { BarChart } from "../charts/bar-chart.tsx";
import type { Amount, Point, Series } from "../charts/chart.ts";
import { LineChart } from "../charts/line-chart.tsx";
import { useFormat, useShop, useT } from "../locale.tsx";
import { TitledCard } from "../reports/titled-card.tsx";

/** The month's name short and whole. */
function usePoints(months: readonly Dated[]): Point[] {
  const format = useFormat();
  const shop = useShop();
  return months.map(({ period }) => {
    const at = noonOf(shop, period.first);
    return { short: format.monthName(at), long: format.month(at) };
  });
}

/** Where the chart of one figure by month stands. */
export const MONTHS_ID = "figures-by-month";

type MonthsProps = {
  months: readonly Dated[];
  figure: FigureKey;
  onFigure: (figure: FigureKey) => void;
  /** For the figure of about a month; one for other periods says nothing of these. */
  goal: number | null;
  children: ReactNode;
};

/** Any figure month by month. @param children what else can be done with it: the file */
export function MonthsCard({ months, figure, onFigure, goal, children }: MonthsProps) {
  const t = useT();
  const format = useFormat();
  const points = usePoints(months);
  const { unit, of } = figures[figure];
  const name = t("figures.monthsOf", { name: t(figureNames[figure]) });
  const shares = unit === "share" || figure === "members";
  const series: Series[] =
    figure === "members"
      ? (["members", "others"] as const).map((who) => ({
          name: t(who === "members" ? "figures.membersMembers" : "figures.membersOthers"),
          values: months.map(({ counts }) => groupRates(counts[who]).retention),
        }))
      : [{ name: t(figureNames[figure]), values: months.map(({ counts }) => of(counts)) }];
  const write = (value: Amount) => writeFigure(shares ? "share" : unit, Number(value), t, format);
  return (
    <div id={MONTHS_ID} tabIndex={-1}>
      <TitledCard
        title={t("figures.months")}
        help={t(figure === "retention" || figure === "churn" ? "figures.monthsHelp" : "figures.monthsHelpAll")}
      >
        <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
          <Select
            label={t("figures.changeFigure")}
            options={figureKeys.map((key) => ({ value: key, label: t(figureNames[key]) }))}
            value={figure}
            onChange={(chosen) => onFigure(figureKeys.find((key) => key === chosen) ?? "retention")}
          />
        </InlineGrid>
        {series.every(({ values }) => values.every((value) => value === null)) ? (
          <Text as="p">{t("figures.monthsNone")}</Text>
        ) : (
          <LineChart
            name={name}
            label={t("figures.monthsLabel", { name, from: points[0]?.long ?? "", to: points.at(-1)?.long ?? "" })}
            heading={t("figures.month")}
            {...{ points, series, write }}
            level={goal === null ? null : { name: t("goals.target"), value: goal }}
            {...(shares ? { most: 1 } : {})}
          />
        )}
        <InlineStack>{children}</InlineStack>
      </TitledCard>
    </div>
  );
}

/** Who brought the revenue, month by month. */
export function PartsCard({ months }: { months: readonly Dated[] }) {
  const t = useT();
  const format = useFormat();
  const points = usePoints(months);
  const money = (minor: Amount) => format.money(BigInt(Math.round(Number(minor))));
  if (months.length === 0) return null;
  return (
    <TitledCard title={t("figures.parts")}>
      <BarChart
        name={t("figures.parts")}
        label={t("figures.partsLabel", { from: points[0]?.long ?? "", to: points.at(-1)?.long ?? "" })}
        heading={t("figures.month")}
        points={points}
        series={[
          { name: t("figures.partReturning"), look: 0, values: months.map(({ counts }) => counts.returning.revenue) },
          { name: t("figures.partNew"), look: 1, values: months.map(({ counts }) => counts.fresh.revenue) },
          { name: t("figures.partUnknown"), look: 5, values: months.map(({ counts }) => counts.unnamed.revenue) },
        ]}
        write={money}
      />
    </TitledCard>
  );
}

/** How soon customers order again, with how sure that is. */
export function CurveCard({ second }: { second: Counts["second"] }) {
  const t = useT();
  const format = useFormat();
  const last = second.curve.at(-1);
  const share = (value: Amount) => format.percent(Number(value));
  if (last === undefined || second.curve.length < 2) return null;
  return (
    <TitledCard title={t("figures.curve")} help={t("figures.curveHelp")}>
      <LineChart
        name={t("figures.curve")}
        label={t("figures.curveLabel", { days: format.number(last.days), share: share(last.came) })}
        heading={t("figures.curveDay")}
        points={second.curve.map(({ days }) => ({ short: format.number(days), long: t("figures.days", { count: days }) }))}
        series={[{ name: t("figures.curveShare"), values: second.curve.map(({ came }) => came) }]}
        band={{
          name: t("figures.curveRange"),
          low: second.curve.map(({ low }) => low),
          high: second.curve.map(({ high }) => high),
        }}
        write={share}
        most={1}
        steps
      />
    </TitledCard>
  );
}
