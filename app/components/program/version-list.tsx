import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Part } from "../../program/rules/parts.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import type { Version } from "../../program/history.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { useMember } from "../words/staff.tsx";
import { partWords, useChanges, useSummary } from "./summary.tsx";

type Props = {
  versions: readonly Version[];
  onCancel: (version: number) => void;
  onReuse: (version: number) => void;
  busy: boolean;
};

const SHOWN = 10;

/** What was published when and by whom, the latest first. */
export function VersionList({ versions, onCancel, onReuse, busy }: Props) {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all ? versions : versions.slice(0, SHOWN);
  return (
    <Card padding="0">
      <ul className="rows">
        {shown.map((version, index) => (
          <li key={version.version}>
            <Entry version={version} before={versions[index + 1]} />
            {version.state === "past" && (
              <Button
                onClick={() => onReuse(version.version)}
                disabled={busy}
                accessibilityLabel={t("program.reuseNamed", { version: version.version })}
              >
                {t("program.reuse")}
              </Button>
            )}
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

/** @param props.before the version before it in time */
function Entry({ version, before }: { version: Version; before: Version | undefined }) {
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
      {before !== undefined && version.changed !== null && version.changed.length > 0 && (
        <Differences parts={version.changed} before={before.rules} after={version.rules} />
      )}
    </BlockStack>
  );
}

type DifferencesProps = { parts: readonly Part[]; before: ProgramRules; after: ProgramRules };

/** Folds out what each changed part said before, and says now. */
function Differences({ parts, before, after }: DifferencesProps) {
  const t = useT();
  const summary = useSummary();
  return (
    <details className="calculation">
      <summary>{t("program.differences")}</summary>
      <BlockStack gap="200">
        {parts.map((part) => (
          <div className="wrap-anywhere" key={part}>
            <Text as="h4" variant="headingXs">
              {t(partWords[part])}
            </Text>
            <Text as="p" variant="bodySm" tone="subdued">
              {t("program.differenceBefore", { summary: summary(part, before) })}
            </Text>
            <Text as="p" variant="bodySm">
              {t("program.differenceAfter", { summary: summary(part, after) })}
            </Text>
          </div>
        ))}
      </BlockStack>
    </details>
  );
}
