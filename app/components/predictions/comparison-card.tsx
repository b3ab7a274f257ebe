import { Banner, BlockStack, Card, Text } from "@shopify/polaris";

import { isCalibrated, type Comparison } from "../../insights/predictions/validation/compare.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlainTable } from "../reports/plain-table.tsx";
import { TableToggle } from "../reports/table-toggle.tsx";
import { BinsChart } from "./bins-chart.tsx";

/** What would have been predicted some time ago, beside what has come since, in a merchant's words. */
export function ComparisonCard({ comparison }: { comparison: Comparison }) {
  const t = useT();
  const format = useFormat();
  const { days, customers, placed, expected, error, ranked, lost, bins } = comparison;
  const off = (value: number) => format.number(Math.round(value * 100) / 100);
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
        <BinsChart bins={bins} label={label} />
        <TableToggle>
          <PlainTable
            label={label}
            headings={[t("predictions.bin"), t("rfm.customers"), t("predictions.binExpected"), t("predictions.binPlaced")]}
            rows={bins.map((bin, index) => [
              format.number(index + 1),
              ...[format.number(bin.customers), off(bin.expected), off(bin.placed)],
            ])}
          />
        </TableToggle>
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
