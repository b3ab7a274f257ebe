import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import type { CreditObstacle } from "../../shops/accounts/account-settings.ts";
import { useT } from "../locale.tsx";

const reasons: Record<CreditObstacle, PlainKey> = {
  "legacy-accounts": "rewards.creditLegacy",
  "switched-off": "rewards.creditOff",
};

/** Why shoppers cannot pay with store credit, what that means for rewards, and the way to where it is changed. */
export function UnspendableCredit({ why }: { why: CreditObstacle }) {
  const t = useT();
  return (
    <Banner tone="warning" title={t("rewards.creditTitle")}>
      <BlockStack gap="200">
        <p>{t(reasons[why])}</p>
        <p>{t("rewards.creditUntil")}</p>
        <InlineStack>
          <Button url="shopify://admin/settings/customer_accounts" target="_top">
            {t("rewards.creditOpen")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}
