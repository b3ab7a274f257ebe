import { BlockStack, Card, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { flowKinds, type FlowKind } from "../../insights/points/points-flow.ts";
import type { PointsReport } from "../../insights/points/points-report.server.ts";
import { BarChart } from "../charts/bar-chart.tsx";
import { useFormat, useT } from "../locale.tsx";

const names: Record<FlowKind, PlainKey> = {
  earned: "reports.earned",
  bonus: "reports.bonus",
  adjusted: "reports.adjusted",
  returned: "reports.returned",
  redeemed: "reports.redeemed",
  expired: "reports.expired",
};

/** Which look each has, so that what is given and what is taken stand apart. */
const looks: Record<FlowKind, number> = { earned: 0, bonus: 3, adjusted: 4, returned: 2, redeemed: 1, expired: 5 };

/** Twelve months of points as a picture, and the same as a table. */
export function FlowCard({ report }: { report: PointsReport }) {
  const t = useT();
  const format = useFormat();
  const { months, total } = report;
  const range = { from: monthAt(report, 0, format.month), to: monthAt(report, -1, format.month) };
  const sums = Object.fromEntries(flowKinds.map((kind) => [kind, format.number(total[kind])])) as Record<FlowKind, string>;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("reports.flow")}
          </Text>
          <Text as="p" tone="subdued">
            {t("reports.flowHelp")}
          </Text>
        </BlockStack>
        <BarChart
          name={t("reports.flow")}
          label={t("reports.flowLabel", { ...range, ...sums })}
          heading={t("reports.month")}
          points={months.map(({ month }) => ({ short: format.monthName(month.at), long: format.month(month.at) }))}
          series={flowKinds.map((kind) => ({
            ...{ name: t(names[kind]), look: looks[kind] },
            values: months.map(({ flow }) => flow[kind]),
          }))}
          write={format.signed}
          writeTick={format.number}
          foot={[t("reports.total"), ...flowKinds.map((kind) => format.signed(total[kind]))]}
        />
      </BlockStack>
    </Card>
  );
}

function monthAt({ months }: PointsReport, index: number, write: (at: Date) => string): string {
  const found = months.at(index);
  return found === undefined ? "" : write(found.month.at);
}
