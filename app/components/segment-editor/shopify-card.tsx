import { BlockStack, Card, Text } from "@shopify/polaris";

import type { Translate } from "../../i18n/translate.ts";
import type { Query } from "../../segments/language/query.ts";
import { obstacleInShopify } from "../../segments/language/shopify.ts";
import { useT } from "../locale.tsx";

/** Whether Shopify's own segments could say the query, and if not, what they lack. */
export function ShopifyCard({ query }: { query: Query }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("segmentEditor.shopify")}
        </Text>
        <Text as="p" tone="subdued" breakWord>
          {said(query, t)}
        </Text>
      </BlockStack>
    </Card>
  );
}

function said(query: Query, t: Translate): string {
  const obstacle = obstacleInShopify(query);
  if (obstacle === null) return t("segmentEditor.shopifyCan");
  switch (obstacle.why) {
    case "ours":
      return t("segmentEditor.shopifyOurs", { names: obstacle.names.join(", ") });
    case "not":
      return t("segmentEditor.shopifyNot");
    case "too-many":
      return t("segmentEditor.shopifyTooMany");
  }
}
