import { BlockStack, Text } from "@shopify/polaris";

import type { GreatestCost } from "../../../flows/forecast/greatest-cost.server.ts";
import { textIn } from "../../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../../locale.tsx";
import { useEditor } from "../timeline/editor.ts";

/** What would be given at most, and what that would cost. Nothing where nothing is given. */
export function Cost({ cost: { points, rewards, averageMinor } }: { cost: GreatestCost }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const { shop } = useEditor();
  if (points === 0 && rewards.length === 0) return null;
  const money = (minor: number) => format.money(BigInt(minor));
  const lines = rewards.map(({ rewardId, count, eachMinor }) => {
    const found = shop.rewards.find((one) => one.rewardId === rewardId);
    const reward = found === undefined ? t("flowSteps.gone") : textIn(found.title, locale);
    const values = { number: format.number(count), reward };
    return eachMinor === null
      ? t("flowForecast.costRewardOpen", values)
      : t("flowForecast.costReward", { ...values, amount: money(count * eachMinor) });
  });
  const together = rewards.reduce((sum, { count, eachMinor }) => sum + count * (eachMinor ?? 0), 0);
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t("flowForecast.cost")}
      </Text>
      <Text as="p" tone="subdued">
        {t("flowForecast.costHelp")}
      </Text>
      {[...(points > 0 ? [t("flowForecast.costPoints", { count: points })] : []), ...lines].map((line) => (
        <Text as="p" key={line}>
          {line}
        </Text>
      ))}
      {rewards.length > 1 && together > 0 && (
        <Text as="p" fontWeight="semibold">
          {t("flowForecast.costTotal", { amount: money(together) })}
        </Text>
      )}
      {averageMinor !== null && (
        <Text as="p" tone="subdued">
          {t("flowForecast.costAverage", { amount: money(averageMinor) })}
        </Text>
      )}
    </BlockStack>
  );
}
