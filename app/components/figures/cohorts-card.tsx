import { BlockStack, Card, Text } from "@shopify/polaris";

import { averages, type Cohort } from "../../insights/figures/cohorts.ts";
import { HeatMap, type Cell } from "../charts/heat-map.tsx";
import { useFormat, useLocale, useT } from "../locale.tsx";

/** As many as a screen has; all of them are in the file. */
const SHOWN = 13;
export type CohortFigure = "retention" | "revenue";

/** Cohorts as a map of cells: the newest at the bottom, periods that are not over hatched. */
export function CohortsCard({ cohorts, figure }: { cohorts: readonly Cohort[]; figure: CohortFigure }) {
  const t = useT();
  const format = useFormat();
  const monthName = new Intl.DateTimeFormat(useLocale(), { timeZone: "UTC", year: "numeric", month: "short" });
  const shown = cohorts.slice(-SHOWN);
  const columns = Math.min(SHOWN, Math.max(0, ...shown.map(({ cells }) => cells.length)));
  const money = (minor: number) => format.money(BigInt(Math.round(minor)));
  const cellOf = ({ customers, cells }: Cohort, period: number): Cell | null => {
    const cell = cells[period];
    if (cell === undefined) return null;
    const running = cell.state === "running" ? { running: true } : {};
    const value = (figure === "retention" ? cell.active : cell.revenue) / customers;
    return { value, text: figure === "retention" ? format.percent(Math.round(value * 1_000) / 1_000) : money(value), ...running };
  };
  const average = averages(cohorts)
    .slice(0, columns)
    .map((value): Cell | null => (value === null ? null : { value, text: format.percent(Math.round(value * 1_000) / 1_000) }));
  const name = t(figure === "retention" ? "cohorts.retention" : "cohorts.revenue");
  // Of the first period everybody is active: shaded by it, all others would look alike.
  const most =
    figure === "retention"
      ? Math.max(0.01, ...shown.flatMap(({ customers, cells }) => cells.slice(1).map(({ active }) => active / customers)))
      : undefined;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {name}
        </Text>
        <HeatMap
          name={name}
          label={t(figure === "retention" ? "cohorts.retentionLabel" : "cohorts.revenueLabel")}
          heading={t("cohorts.first")}
          beside={t("cohorts.customers")}
          columns={Array.from({ length: columns }, (_, period) => format.number(period))}
          rows={[
            ...shown.map((cohort) => ({
              name: monthName.format(new Date(Date.UTC(Math.floor(cohort.month / 12), cohort.month % 12, 1))),
              beside: format.number(cohort.customers),
              cells: Array.from({ length: columns }, (_, period) => cellOf(cohort, period)),
            })),
            ...(figure === "retention" ? [{ name: t("cohorts.average"), cells: average }] : []),
          ]}
          {...(most === undefined ? {} : { most })}
          running={t("cohorts.running")}
        />
        {cohorts.length > SHOWN && (
          <Text as="p" tone="subdued">
            {t("cohorts.older", { count: cohorts.length - SHOWN })}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
