import { Badge, Button, InlineStack, Text } from "@shopify/polaris";

import { useT } from "../locale.tsx";

type Props = { name: string; summary: string; url: string; inDraft?: boolean };

/** A part of the program: what it says in a sentence, and the way to change it. */
export function PartRow({ name, summary, url, inDraft = false }: Props) {
  const t = useT();
  return (
    <li>
      <div className="program-part">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {name}
          </Text>
          {inDraft && <Badge tone="info">{t("program.inDraft")}</Badge>}
        </InlineStack>
        <div className="wrap-anywhere">
          <Text as="p" tone="subdued">
            {summary}
          </Text>
        </div>
      </div>
      <Button url={url} accessibilityLabel={t("common.editNamed", { name })}>
        {t("common.edit")}
      </Button>
    </li>
  );
}
