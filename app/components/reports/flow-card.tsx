import { BlockStack, Card, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { flowKinds, type FlowKind } from "../../insights/points/points-flow.ts";
import type { PointsReport } from "../../insights/points/points-report.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlainTable } from "./plain-table.tsx";
import { PointsChart } from "./points-chart.tsx";
import { TableToggle } from "./table-toggle.tsx";

const names: Record<FlowKind, PlainKey> = {
  earned: "reports.earned",
  bonus: "reports.bonus",
  adjusted: "reports.adjusted",
  returned: "reports.returned",
  redeemed: "reports.redeemed",
  expired: "reports.expired",
};

/** Twelve months of points as a picture, and the same as a table. */
export function FlowCard({ report }: { report: PointsReport }) {
  const t = useT();
  const format = useFormat();
  const { months, total } = report;
  const series = flowKinds.map((key) => ({ key, name: t(names[key]) }));
  const range = { from: monthAt(report, 0, format.month), to: monthAt(report, -1, format.month) };
  const sums = Object.fromEntries(flowKinds.map((kind) => [kind, format.number(total[kind])])) as Record<FlowKind, string>;
  const line = (name: string, flow: Record<FlowKind, bigint>) => [name, ...flowKinds.map((kind) => format.signed(flow[kind]))];
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
        <PointsChart
          series={series}
          months={months.map(({ month, flow }) => ({ month, values: flowKinds.map((kind) => flow[kind]) }))}
          label={t("reports.flowLabel", { ...range, ...sums })}
        />
        <TableToggle>
          <PlainTable
            label={t("reports.flow")}
            headings={[t("reports.month"), ...series.map(({ name }) => name)]}
            rows={months.map(({ month, flow }) => line(format.month(month.at), flow))}
            foot={line(t("reports.total"), total)}
          />
        </TableToggle>
      </BlockStack>
    </Card>
  );
}

function monthAt({ months }: PointsReport, index: number, write: (at: Date) => string): string {
  const found = months.at(index);
  return found === undefined ? "" : write(found.month.at);
}
