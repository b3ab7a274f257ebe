import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";

import type { CustomerDetail } from "../../customers/views/detail.server.ts";
import type { Suggested } from "../../insights/next-action/read.server.ts";
import { flowFor } from "../../insights/next-action/next-action.ts";
import { to } from "../../pages.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { actionWords, type LevelNames } from "./next-action-words.ts";

type Props = {
  suggested: Suggested | null;
  customer: Pick<CustomerDetail, "customerId" | "email">;
  levels: LevelNames;
};

/** The one thing to do next for a customer, why, and the way to it. */
export function NextActionCard({ suggested, customer, levels }: Props) {
  const t = useT();
  const wordsOf = actionWords({ t, format: useFormat(), locale: useLocale() }, levels);
  if (suggested === null)
    return (
      <Card>
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("nextAction.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("nextAction.none")}
          </Text>
        </BlockStack>
      </Card>
    );
  const { title, reason } = wordsOf(suggested.action);
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("nextAction.title")}
          </Text>
          <Text as="h3" fontWeight="semibold">
            {title}
          </Text>
          <Text as="p">{reason}</Text>
        </BlockStack>
        <InlineStack>
          <Way suggested={suggested} customer={customer} />
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function Way({
  suggested: { action, flowId },
  customer: { customerId, email },
}: Omit<Props, "levels"> & { suggested: Suggested }) {
  const t = useT();
  const { key } = action;
  if (flowFor(key) !== null)
    return flowId === null ? (
      <Button url={to("flows")}>{t("nextAction.setUpFlow")}</Button>
    ) : (
      <Button url={to("flow", { flowId })}>{t("nextAction.openFlow")}</Button>
    );
  if (key === "consent-untold") return <Button url={to("sync")}>{t("nextAction.viewUntold")}</Button>;
  if (key === "unwanted") return <Button url={to("suppressions", { q: email })}>{t("nextAction.viewSuppression")}</Button>;
  if (key === "no-address" || key === "undelivered" || key === "no-consent")
    return <Button url={`shopify://admin/customers/${customerId}`}>{t("customer.openInShopify")}</Button>;
  return (
    <Button url={`mailto:${encodeURIComponent(email ?? "")}`} external>
      {t("nextAction.write")}
    </Button>
  );
}
