import { BlockStack, Box, Button, SkeletonBodyText, Text } from "@shopify/polaris";
import { useEffect } from "react";

import type { GuideFacts } from "../../insights/onboarding/guide.ts";
import type { SampleCost } from "../../insights/onboarding/earn-cost.ts";
import type { Cost } from "../../preview/last-days.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { useLoad } from "../page/posting/load.ts";

/** What the earn rate costs: of a sale, and of the last 30 days. Worked out once the page stands, and again when the history is there. */
export function EarnCost({ history }: { history: GuideFacts["history"] }) {
  const t = useT();
  const { load, data, busy, failed } = useLoad<() => Promise<{ sample: SampleCost; month: Cost }>>();
  useEffect(() => load(to("earnCost")), [load, history]);
  return (
    <Box background="bg-surface-secondary" padding="400" borderRadius="200">
      <div role="status">
        {data !== undefined ? (
          <BlockStack gap="200">
            <Sale {...data.sample} />
            <Month {...data.month} />
            {history !== "read" && (
              <Text as="p" tone="subdued">
                {t(history === "reading" ? "onboarding.costReading" : "onboarding.costUnread")}
              </Text>
            )}
          </BlockStack>
        ) : failed && !busy ? (
          <BlockStack gap="200" inlineAlign="start">
            <Text as="p">{t("onboarding.costFailed")}</Text>
            <Button onClick={() => load(to("earnCost"))}>{t("errors.retry")}</Button>
          </BlockStack>
        ) : (
          <BlockStack gap="200">
            <Text as="p" tone="subdued">
              {t("onboarding.costWorking")}
            </Text>
            <SkeletonBodyText lines={2} />
          </BlockStack>
        )}
      </div>
    </Box>
  );
}

function Sale({ goodsMinor, points, worthMinor }: SampleCost) {
  const t = useT();
  const format = useFormat();
  const amount = format.money(goodsMinor);
  const worth = { worth: format.money(worthMinor), share: format.percent(shareOf(worthMinor, goodsMinor)) };
  return (
    <Text as="p" variant="headingMd">
      {points === 0n
        ? t("onboarding.costSampleNothing", { amount })
        : t("onboarding.costSample", { amount, count: points, ...worth })}
    </Text>
  );
}

function Month({ orders, salesMinor, worthMinor, buyers, replayed }: Cost) {
  const t = useT();
  const format = useFormat();
  if (orders === 0) {
    return (
      <Text as="p" tone="subdued">
        {t("onboarding.costMonthNone")}
      </Text>
    );
  }
  const share = format.percent(shareOf(worthMinor, salesMinor));
  const sales = format.money(salesMinor);
  const month = t("onboarding.costMonth", { count: orders, worth: format.money(worthMinor), share, sales });
  const estimate = { replayed: format.number(replayed), buyers: format.number(buyers) };
  return <Text as="p">{replayed === buyers ? month : `${month} ${t("onboarding.costEstimate", estimate)}`}</Text>;
}

function shareOf(part: bigint, whole: bigint): number {
  return whole <= 0n ? 0 : Number(part) / Number(whole);
}
