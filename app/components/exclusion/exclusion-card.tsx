import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import { useT } from "../locale.tsx";
import { ExclusionForm } from "./exclusion-form.tsx";

/** Beside a customer who takes part: the way to keep them out of the program. */
export function ExclusionCard() {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("exclusion.title")}
        </Text>
        {open ? (
          <ExclusionForm onClose={() => setOpen(false)} />
        ) : (
          <InlineStack>
            <Button onClick={() => setOpen(true)}>{t("exclusion.exclude")}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}
