import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";

import { useT } from "../../locale.tsx";

type Props = { title: string; onMine: () => void; onTheirs: () => void };

/** Somebody else has saved meanwhile: whose version is to be kept. */
export function Conflict({ title, onMine, onTheirs }: Props) {
  const t = useT();
  return (
    <Banner tone="warning" title={title}>
      <BlockStack gap="200">
        <p>{t("common.conflictText")}</p>
        <InlineStack gap="200">
          <Button onClick={onMine}>{t("common.conflictMine")}</Button>
          <Button onClick={onTheirs}>{t("common.conflictTheirs")}</Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}
