import { Banner, BlockStack, Button, Card, InlineStack, Modal, Text } from "@shopify/polaris";
import { useState } from "react";

import type { AwardResult } from "../../points/orders/award-history.ts";
import { useT } from "../locale.tsx";

/** Below a dry run: does for real what it has shown. */
export function AwardConfirm({ result, busy, award }: { result: AwardResult; busy: boolean; award: () => void }) {
  const t = useT();
  const [asking, setAsking] = useState(false);
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
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t("pointsTools.awardConfirm", { count: result.customers })}
        primaryAction={{
          content: t("pointsTools.awardNow"),
          onAction: () => {
            setAsking(false);
            award();
          },
        }}
        secondaryActions={[{ content: t("common.cancel"), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <p>{t("pointsTools.awardConfirmText", { points })}</p>
        </Modal.Section>
      </Modal>
    </Card>
  );
}
