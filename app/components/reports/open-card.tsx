import { BlockStack, Card, Text } from "@shopify/polaris";

import type { PointsReport } from "../../insights/points/points-report.server.ts";
import { BarChart } from "../charts/bar-chart.tsx";
import { useFormat, useT } from "../locale.tsx";

/** What customers could still spend at the end of each of twelve months. */
export function OpenCard({ report: { months } }: { report: PointsReport }) {
  const t = useT();
  const format = useFormat();
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return null;
  const told = (month: typeof first) => ({ points: format.number(month.open.points), month: format.month(month.month.at) });
  const [from, until] = [told(first), told(last)];
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("reports.openPoints")}
          </Text>
          <Text as="p" tone="subdued">
            {t("reports.openPointsHelp", { worth: format.money(last.open.worthMinor) })}
          </Text>
        </BlockStack>
        <BarChart
          name={t("reports.openPoints")}
          label={t("reports.openPointsLabel", {
            from: from.month,
            fromPoints: from.points,
            to: until.month,
            toPoints: until.points,
          })}
          heading={t("reports.month")}
          points={months.map(({ month }) => ({ short: format.monthName(month.at), long: format.month(month.at) }))}
          series={[{ name: t("reports.points"), look: 0, values: months.map(({ open }) => open.points) }]}
          write={format.number}
          writeTick={format.number}
        />
      </BlockStack>
    </Card>
  );
}
