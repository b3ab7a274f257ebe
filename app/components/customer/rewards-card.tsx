import { BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";

import type { RedemptionLine } from "../../insights/redemptions/redemptions.server.ts";
import { useT } from "../locale.tsx";
import { RedemptionList } from "../redemptions/redemption-list.tsx";
import { to } from "../../pages.ts";

type Props = { customerId: bigint; lines: readonly RedemptionLine[]; more: boolean };

/** The customer's latest redemptions; open ones can be undone here. */
export function RewardsCard({ customerId, lines, more }: Props) {
  const t = useT();
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd={lines.length === 0 ? "400" : "0"}>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("customer.rewards")}
          </Text>
          {lines.length === 0 && (
            <Text as="p" tone="subdued">
              {t("customer.rewardsNone")}
            </Text>
          )}
        </BlockStack>
      </Box>
      {lines.length > 0 && <RedemptionList lines={lines} withCustomer={false} />}
      {more && (
        <Box padding="400" paddingBlockStart="0">
          <InlineStack>
            <Button url={to("redemptions", { customer: customerId })}>{t("customer.rewardsAll")}</Button>
          </InlineStack>
        </Box>
      )}
    </Card>
  );
}
