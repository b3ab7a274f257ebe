import { Text } from "@shopify/polaris";

import type { Counts } from "../../insights/figures/counts.ts";
import type { Dated } from "../../insights/figures/kept/read.server.ts";
import { retentionRate } from "../../insights/figures/rates.ts";
import { noonOf } from "../../insights/scores/shop-day.ts";
import { BarChart } from "../charts/bar-chart.tsx";
import type { Amount, Point } from "../charts/chart.ts";
import { LineChart } from "../charts/line-chart.tsx";
import { useFormat, useShop, useT } from "../locale.tsx";
import { TitledCard } from "../reports/titled-card.tsx";

/** How figures have moved month by month: who stayed, and who brought the revenue. @param goal for the rate of about a month; one for other periods says nothing of these */
export function TrendCards({ months, goal }: { months: readonly Dated[]; goal: number | null }) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const points = months.map(({ period }): Point => {
    const at = noonOf(shop, period.first);
    return { short: format.monthName(at), long: format.month(at) };
  });
  const range = { from: points[0]?.long ?? "", to: points.at(-1)?.long ?? "" };
  const money = (minor: Amount) => format.money(BigInt(Math.round(Number(minor))));
  const share = (value: Amount) => format.percent(Number(value));
  if (months.length === 0)
    return (
      <TitledCard title={t("figures.months")}>
        <Text as="p">{t("figures.monthsNone")}</Text>
      </TitledCard>
    );
  return (
    <>
      <TitledCard title={t("figures.months")} help={t("figures.monthsHelp")}>
        <LineChart
          name={t("figures.months")}
          label={t("figures.monthsLabel", range)}
          heading={t("figures.month")}
          points={points}
          series={[{ name: t("figures.retention"), values: months.map(({ counts }) => retentionRate(counts)) }]}
          level={goal === null ? null : { name: t("goals.target"), value: goal }}
          write={share}
          most={1}
        />
      </TitledCard>
      <TitledCard title={t("figures.parts")}>
        <BarChart
          name={t("figures.parts")}
          label={t("figures.partsLabel", range)}
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
    </>
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
