import { Badge, BlockStack, Box, Button, Card, InlineStack, Link, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";

export type EmailLine = {
  emailId: number;
  name: string;
  version: number;
  published: number | null;
  publishedAt: string | null;
  updatedAt: string;
};

type Props = {
  emails: readonly EmailLine[];
  presets: readonly { key: string; name: string }[];
  busy: boolean;
  onCreate: (preset: string) => void;
};

/** The merchant's own emails, and the way to a new one. */
export function EmailList({ emails, presets, busy, onCreate }: Props) {
  const t = useT();
  const format = useFormat();
  const [preset, setPreset] = useState(presets[0]?.key ?? "");
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("emailEditor.listTitle")}
          </Text>
          <Text as="p" tone="subdued">
            {emails.length === 0 ? t("emailEditor.none") : t("emailEditor.listHelp")}
          </Text>
        </BlockStack>
        {emails.length > 0 && (
          <ul className="checks">
            {emails.map(({ emailId, name, version, published, publishedAt, updatedAt }) => (
              <li key={emailId}>
                <InlineStack gap="200" align="space-between" blockAlign="center" wrap>
                  <Box>
                    <Link url={to("email", { emailId })}>{name}</Link>
                    <Text as="p" tone="subdued">
                      {publishedAt === null
                        ? t("emailEditor.editedOn", { date: format.date(new Date(updatedAt)) })
                        : t("emailEditor.publishedOn", { date: format.date(new Date(publishedAt)) })}
                    </Text>
                  </Box>
                  <State version={version} published={published} />
                </InlineStack>
              </li>
            ))}
          </ul>
        )}
        <InlineStack gap="200" blockAlign="end">
          <Select
            label={t("emailEditor.preset")}
            options={presets.map(({ key, name }) => ({ value: key, label: name }))}
            value={preset}
            onChange={setPreset}
          />
          <Button loading={busy} onClick={() => onCreate(preset)}>
            {t("emailEditor.add")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function State({ version, published }: { version: number; published: number | null }) {
  const t = useT();
  if (published === null) return <Badge>{t("emailEditor.stateDraft")}</Badge>;
  if (published === version) return <Badge tone="success">{t("emailEditor.statePublished")}</Badge>;
  return <Badge tone="attention">{t("emailEditor.stateChanged")}</Badge>;
}
