import { Card, Text } from "@shopify/polaris";

import { useFormat, useT } from "../locale.tsx";
import { LineChart } from "../charts/line-chart.tsx";

/** A day of a segment: its noon, how many were members at its end (today: now), and how many came and went. */
export type ChartDay = { at: Date; members: number; came: number; went: number };

/** How large a segment was on each of the last days. */
export function SizeChart({ days }: { days: readonly ChartDay[] }) {
  const t = useT();
  const format = useFormat();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || days.length < 2)
    return (
      <Card>
        <Text as="p" tone="subdued">
          {t("segmentPage.chartEmpty")}
        </Text>
      </Card>
    );
  const ends = { first: format.number(first.members), last: format.number(last.members) };
  return (
    <Card>
      <LineChart
        name={t("segmentPage.chart")}
        label={t("segmentPage.chartLabel", ends)}
        heading={t("segmentPage.day")}
        points={days.map(({ at }) => ({ short: format.day(at), long: format.date(at) }))}
        series={[{ name: t("segmentPage.columnMembers"), values: days.map(({ members }) => members) }]}
        write={(value) => format.number(value)}
      />
    </Card>
  );
}
