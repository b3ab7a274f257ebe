import { Banner, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { AwardResult } from "../../points/orders/award-history.ts";
import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { to } from "../../pages.ts";

type Props = {
  result: AwardResult;
  /** Whether past orders have been awarded since: then the dry run says nothing of what is left. */
  overtaken: boolean;
  busy: boolean;
  award: () => void;
};

/** Above a dry run: does for real what it has shown. */
export function AwardConfirm({ result, overtaken, busy, award }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  if (overtaken) {
    return (
      <Banner tone="info" action={{ content: t("pointsTools.tryOut"), url: to("pastOrders") }}>
        <p>{t("pointsTools.awardSince")}</p>
      </Banner>
    );
  }
  if (result.orders === 0) {
    return (
      <Banner tone="info">
        <p>{t("pointsTools.awardNothing")}</p>
      </Banner>
    );
  }
  const points = result.available + result.pending;
  return (
    <Card>
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("pointsTools.dryRunTitle")}
          </Text>
          <Text as="p" tone="subdued">
            {t("pointsTools.tryOutHelp")}
          </Text>
        </BlockStack>
        <Button variant="primary" loading={busy} onClick={() => setAsking(true)}>
          {t("pointsTools.awardNow")}
        </Button>
      </InlineStack>
      <Confirm
        open={asking}
        title={t("pointsTools.awardConfirm", { count: result.customers })}
        action={t("pointsTools.awardNow")}
        onConfirm={award}
        onClose={() => setAsking(false)}
      >
        <p>{t("pointsTools.awardConfirmText", { points })}</p>
      </Confirm>
    </Card>
  );
}
