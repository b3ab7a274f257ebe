import { BlockStack, Text } from "@shopify/polaris";

import type { HoldoutPlan } from "../../../flows/forecast/forecast.server.ts";
import { waitFor } from "../../../insights/lift/needed.ts";
import { useFormat, useT } from "../../locale.tsx";

/** Nobody plans so many weeks ahead. */
const YEARS_FROM = 104;

type Props = {
  plan: HoldoutPlan;
  /** The share who reach the goal on their own, from the last 365 days; null: not known. */
  base: number | null;
};

/** How many customers, and how many weeks, before a holdout can show anything: said before it is switched on. */
export function HoldoutWait({ plan: { percent, horizonDays, perWeek }, base }: Props) {
  const t = useT();
  const format = useFormat();
  const words = () => {
    if (percent === 0) return t("flowForecast.holdoutNone");
    const { needed, weeks } = waitFor({ holdout: percent, base, have: 0, perWeek, horizonDays });
    const values = { percent, needed: format.number(needed) };
    if (weeks === null) return t("flowForecast.holdoutNever", values);
    return weeks > YEARS_FROM
      ? t("flowForecast.holdoutYears", values)
      : t("flowForecast.holdoutWait", { ...values, count: weeks });
  };
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t("flowForecast.holdout")}
      </Text>
      <Text as="p">{words()}</Text>
    </BlockStack>
  );
}
