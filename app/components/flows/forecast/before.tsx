import { BlockStack, Text } from "@shopify/polaris";

import type { BaseRate, Replay } from "../../../flows/forecast/replay.server.ts";
import { useFormat, useT } from "../../locale.tsx";
import { PlainTable } from "../../reports/plain-table.tsx";
import { Cost } from "./cost.tsx";
import { Figures } from "./figures.tsx";
import { useStepNames } from "../words/step-names.ts";

/** What would have happened in the last 365 days, and what people did on their own. */
export function Before({ result }: { result: Replay }) {
  const t = useT();
  const { entered, cost, baseRates } = result;
  return (
    <BlockStack gap="400">
      <Figures
        figures={result}
        headline={t("flowForecast.enterBefore", { count: entered })}
        given={t("flowForecast.wouldHaveGot")}
      />
      <Cost cost={cost} />
      <BaseRates baseRates={baseRates} />
      <Text as="p" tone="subdued">
        {t("flowForecast.ofToday")}
      </Text>
    </BlockStack>
  );
}

function BaseRates({ baseRates }: Pick<Replay, "baseRates">) {
  const t = useT();
  const format = useFormat();
  const nameOf = useStepNames();
  const [first] = baseRates;
  if (first === undefined || !baseRates.some(({ rates }) => rates.some(({ customers }) => customers > 0))) return null;
  const cell = ({ customers, ordered }: BaseRate) => {
    if (customers === 0) return t("flowForecast.tooFew");
    const values = { ordered: format.number(ordered), customers: format.number(customers) };
    return t("flowForecast.rate", { share: format.percent(ordered / customers), ...values });
  };
  return (
    <BlockStack gap="200">
      <BlockStack gap="100">
        <Text as="h3" variant="headingSm">
          {t("flowForecast.baseRates")}
        </Text>
        <Text as="p" tone="subdued">
          {t("flowForecast.baseRatesHelp")}
        </Text>
      </BlockStack>
      <PlainTable
        label={t("flowForecast.baseRates")}
        headings={[t("flowForecast.step"), ...first.rates.map(({ days }) => t("flowForecast.within", { days }))]}
        rows={baseRates.map(({ stepId, rates }) => [nameOf(stepId), ...rates.map(cell)])}
      />
    </BlockStack>
  );
}
