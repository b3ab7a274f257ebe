import { Banner, BlockStack, Card, Text } from "@shopify/polaris";

import { isCalibrated, type Comparison } from "../../insights/predictions/validation/compare.ts";
import { BarChart } from "../charts/bar-chart.tsx";
import type { Amount } from "../charts/chart.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlainTable } from "../reports/plain-table.tsx";

/** What would have been predicted some time ago, beside what has come since, in a merchant's words. */
export function ComparisonCard({ comparison }: { comparison: Comparison }) {
  const t = useT();
  const format = useFormat();
  const { days, customers, placed, expected, error, ranked, lost, bins } = comparison;
  const off = (value: Amount) => format.number(Math.round(Number(value) * 100) / 100);
  const label = t("predictions.binsLabel", {
    days,
    expected: format.number(Math.round(expected)),
    placed: format.number(placed),
  });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("predictions.check")}
          </Text>
          <Text as="p" tone="subdued">
            {t("predictions.checkHelp", { days, customers: format.number(customers) })}
          </Text>
        </BlockStack>
        {!isCalibrated(comparison) && (
          <Banner tone="warning" title={t("predictions.unsureTitle")}>
            <p>{t("predictions.unsureText")}</p>
          </Banner>
        )}
        <Text as="p">
          {t("predictions.total", { expected: format.number(Math.round(expected)), placed: format.number(placed) })}
        </Text>
        <BarChart
          name={t("predictions.check")}
          label={label}
          heading={t("predictions.bin")}
          points={bins.map((bin, index) => ({
            short: format.number(index + 1),
            long: t("predictions.binPart", { bin: format.number(index + 1), customers: format.number(bin.customers) }),
          }))}
          series={[
            { name: t("predictions.binExpected"), look: 4, values: bins.map(({ expected }) => expected) },
            { name: t("predictions.binPlaced"), values: bins.map(({ placed }) => placed), look: 0 },
          ]}
          write={off}
          arrange="beside"
        />
        <Text as="p" variant="bodySm" tone="subdued">
          {t("predictions.binAxis")}
        </Text>
        <PlainTable
          label={t("predictions.errors")}
          headings={[t("predictions.errors"), t("predictions.errorOff")]}
          rows={[
            [t("predictions.errorModel"), off(error.model)],
            [t("predictions.errorBefore", { days }), off(error.asBefore)],
            [t("predictions.errorEver"), off(error.asEver)],
          ]}
        />
        {ranked !== null && (
          <Text as="p">
            {t("predictions.ranked", {
              model: format.number(Math.round(ranked.model)),
              hiatus: format.number(Math.round(ranked.hiatus)),
            })}
          </Text>
        )}
        {lost.customers > 0 && (
          <Text as="p">
            {t("predictions.lost", {
              lost: format.number(lost.customers),
              hiatus: format.number(lost.cameBack.hiatus),
              model: format.number(lost.cameBack.model),
            })}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
