import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";

import type { Outlook } from "../../insights/points/outlook.server.ts";
import { BarChart } from "../charts/bar-chart.tsx";
import { useFormat, useT } from "../locale.tsx";
import { to } from "../../pages.ts";

/** What will expire, month by month. */
export function ForecastCard({ outlook: { asOf, expiring } }: { outlook: Outlook }) {
  const t = useT();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("reports.forecast")}
          </Text>
          <Text as="p" tone="subdued">
            {expiring === null ? t("reports.forecastOff") : t("reports.forecastHelp")}
          </Text>
          {expiring === null || asOf === null ? null : (
            <Text as="p" tone="subdued">
              {t("reports.asOf", { at: format.dateTime(asOf) })}
            </Text>
          )}
        </BlockStack>
        {expiring === null ? (
          <InlineStack>
            <Button url={to("program")}>{t("reports.forecastAction")}</Button>
          </InlineStack>
        ) : asOf === null ? (
          <Text as="p">
            <span role="status">{t("reports.outlookComing")}</span>
          </Text>
        ) : (
          <Months months={expiring} />
        )}
      </BlockStack>
    </Card>
  );
}

function Months({ months }: { months: NonNullable<Outlook["expiring"]> }) {
  const t = useT();
  const format = useFormat();
  const total = months.reduce((sum, { points }) => sum + points, 0n);
  const [first, last] = [months[0], months.at(-1)];
  if (total === 0n || first === undefined || last === undefined) return <Text as="p">{t("reports.forecastNone")}</Text>;
  const range = { from: format.month(first.month.at), to: format.month(last.month.at) };
  return (
    <BarChart
      name={t("reports.forecast")}
      label={t("reports.forecastLabel", { ...range, total: format.number(total) })}
      heading={t("reports.month")}
      points={months.map(({ month }) => ({ short: format.monthName(month.at), long: format.month(month.at) }))}
      series={[{ name: t("reports.points"), look: 5, values: months.map(({ points }) => points) }]}
      write={format.number}
      foot={[t("reports.total"), format.number(total)]}
    />
  );
}
