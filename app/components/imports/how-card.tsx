import { BlockStack, Card, List, Text } from "@shopify/polaris";

import { useT } from "../locale.tsx";

/** Which files can be read, and what their columns mean. */
export function HowCard() {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("imports.howTitle")}
        </Text>
        <Text as="p" tone="subdued">
          {t("imports.howText")}
        </Text>
        <List>
          <List.Item>{t("imports.howEmail")}</List.Item>
          <List.Item>{t("imports.howPoints")}</List.Item>
          <List.Item>{t("imports.howTier")}</List.Item>
          <List.Item>{t("imports.howBirthday")}</List.Item>
        </List>
      </BlockStack>
    </Card>
  );
}
