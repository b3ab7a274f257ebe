import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Version } from "../../program/history.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { useMember } from "../staff.tsx";
import { useChanges } from "./summary.tsx";

type Props = { versions: readonly Version[]; onCancel: (version: number) => void; busy: boolean };

const SHOWN = 10;

/** What was published when and by whom, the latest first. */
export function VersionList({ versions, onCancel, busy }: Props) {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all ? versions : versions.slice(0, SHOWN);
  return (
    <Card padding="0">
      <ul className="rows">
        {shown.map((version) => (
          <li key={version.version}>
            <Entry version={version} />
            {version.state === "scheduled" && (
              <Button
                onClick={() => onCancel(version.version)}
                loading={busy}
                accessibilityLabel={t("program.cancelNamed", { version: version.version })}
              >
                {t("program.cancel")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {versions.length > shown.length && (
        <InlineStack align="center">
          <Button variant="plain" onClick={() => setAll(true)}>
            {t("program.showAll", { total: versions.length })}
          </Button>
        </InlineStack>
      )}
    </Card>
  );
}

function Entry({ version }: { version: Version }) {
  const t = useT();
  const format = useFormat();
  const changes = useChanges();
  const user = useMember()(version.createdBy);
  const day = format.dateTime(version.createdAt);
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {t("program.version", { version: version.version })}
        </Text>
        {version.state === "in-force" && <Badge tone="success">{t("program.inForce")}</Badge>}
        {version.state === "scheduled" && <Badge tone="attention">{t("program.scheduled")}</Badge>}
        {version.state === "in-force" && version.activatedAt === null && <Badge tone="info">{t("program.following")}</Badge>}
      </InlineStack>
      <Text as="p">
        {version.changed === null
          ? t("program.first")
          : t("program.changed", { parts: changes(version.changed) || t("program.nothing") })}
      </Text>
      <Text as="p" tone="subdued" variant="bodySm">
        {version.changed === null
          ? t("program.since", { date: format.date(version.createdAt) })
          : t("program.effective", { date: format.dateTime(version.effectiveFrom) })}
        {user !== null && ` · ${t("program.publishedBy", { user, date: day })}`}
      </Text>
    </BlockStack>
  );
}
