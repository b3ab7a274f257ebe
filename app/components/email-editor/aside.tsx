import { Badge, BlockStack, Button, Card, InlineStack, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import { useFormat, useT } from "../locale.tsx";

export type VersionLine = { version: number; createdAt: string };

type VersionProps = {
  versions: readonly VersionLine[];
  /** The one that is sent. */
  published: number | null;
  busy: boolean;
  onRestore: (version: number) => void;
};

/** What the email has been, each to be brought back. */
export function Versions({ versions, published, busy, onRestore }: VersionProps) {
  const t = useT();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("emailEditor.versions")}
        </Text>
        <ul className="checks">
          {versions.map(({ version, createdAt }, at) => {
            const name = t("emailEditor.versionLine", { version, date: format.dateTime(new Date(createdAt)) });
            return (
              <li key={version}>
                <InlineStack gap="200" blockAlign="center" wrap>
                  <Text as="span">{name}</Text>
                  {version === published && <Badge tone="success">{t("emailEditor.versionSent")}</Badge>}
                  {at > 0 && (
                    <Button
                      variant="plain"
                      disabled={busy}
                      accessibilityLabel={`${t("emailEditor.restore")}: ${name}`}
                      onClick={() => onRestore(version)}
                    >
                      {t("emailEditor.restore")}
                    </Button>
                  )}
                </InlineStack>
              </li>
            );
          })}
        </ul>
      </BlockStack>
    </Card>
  );
}

/** Sends what is shown, saved or not, to an address of the shop's own. */
export function TestSend({
  addresses,
  busy,
  onSend,
}: {
  addresses: readonly string[];
  busy: boolean;
  onSend: (to: string) => void;
}) {
  const t = useT();
  const [to, setTo] = useState(addresses[0] ?? "");
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("emailEditor.test")}
        </Text>
        {addresses.length === 0 ? (
          <Text as="p">{t("emailEditor.testNone")}</Text>
        ) : (
          <BlockStack gap="200">
            <Select
              label={t("emailEditor.testTo")}
              options={addresses.map((value) => ({ value, label: value }))}
              value={to}
              onChange={setTo}
            />
            <InlineStack>
              <Button loading={busy} onClick={() => onSend(to)}>
                {t("emailEditor.testSend")}
              </Button>
            </InlineStack>
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
