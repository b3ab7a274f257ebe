import { BlockStack, InlineGrid, Text } from "@shopify/polaris";

import type { ReferralFigures } from "../../referrals/figures.server.ts";
import { Figure } from "../figure.tsx";
import { useFormat, useT } from "../locale.tsx";

/** What has come of referrals since the first. */
export function FiguresSoFar({ figures }: { figures: ReferralFigures }) {
  const t = useT();
  const format = useFormat();
  const { advocates, codes, orders, revenueMinor, paid, points, rewards, waiting, rejected } = figures;
  const share = format.percent(codes === 0 ? 0 : orders / codes);
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t("referrals.figures")}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 5 }} gap="400">
        <Figure name={t("referrals.advocates")} value={format.number(advocates)} notes={[t("referrals.advocatesNote")]} />
        <Figure name={t("referrals.codes")} value={format.number(codes)} notes={[t("referrals.codesNote")]} />
        <Figure
          name={t("referrals.orders")}
          value={format.number(orders)}
          notes={[
            t("referrals.ordersNote", { count: waiting, share }),
            ...(rejected === 0 ? [] : [t("referrals.rejected", { count: rejected })]),
          ]}
        />
        <Figure name={t("referrals.revenue")} value={format.money(revenueMinor)} notes={[t("referrals.revenueNote")]} />
        <Figure
          name={t("referrals.cost")}
          value={format.number(points)}
          notes={[
            t("referrals.costNote", { count: paid - rewards }),
            ...(rewards === 0 ? [] : [t("referrals.rewardsNote", { count: rewards })]),
          ]}
        />
      </InlineGrid>
    </BlockStack>
  );
}
