import { BlockStack, Text } from "@shopify/polaris";

import type { Assumption, Forecast } from "../../../flows/forecast/forecast.server.ts";
import type { PlainKey } from "../../../i18n/translate.ts";
import { instantIn } from "../../../lib/time.ts";
import { useFormat, useShop, useT } from "../../locale.tsx";
import { Cost } from "./cost.tsx";
import { Figures } from "./figures.tsx";
import { HoldoutWait } from "./holdout-wait.tsx";

type Props = {
  result: Forecast;
  /** The share who reach the goal on their own, from the last 365 days; null: not known. */
  base: number | null;
};

const assumptions: Record<Assumption, PlainKey> = {
  "nobody-buys": "flowForecast.nobodyBuys",
  "nothing-happens": "flowForecast.nothingHappens",
  "as-lately": "flowForecast.asLately",
};

/** What would happen in the next 30 days. */
export function Ahead({ result, base }: Props) {
  const t = useT();
  const format = useFormat();
  const { timeZone } = useShop();
  const { busiest, cost, entered, assumption } = result;
  return (
    <BlockStack gap="400">
      <Figures figures={result} headline={t("flowForecast.enterAhead", { count: entered })} given={t("flowForecast.wouldGet")} />
      {busiest !== null && (
        <Text as="p">
          {t("flowForecast.busiest", {
            day: format.date(noonOf(busiest.day, timeZone)),
            number: format.number(busiest.emails),
          })}
        </Text>
      )}
      <Cost cost={cost} />
      <HoldoutWait plan={result.holdout} base={base} />
      <Text as="p" tone="subdued">
        {t(assumptions[assumption])}
      </Text>
    </BlockStack>
  );
}

/** An instant of a day of the shop's that is written "2026-11-29". */
function noonOf(text: string, timeZone: string): Date {
  const [year = 0, month = 1, day = 1] = text.split("-").map(Number);
  return instantIn({ year, month, day }, timeZone, 12);
}
