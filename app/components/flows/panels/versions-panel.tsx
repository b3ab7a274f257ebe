import { Badge, BlockStack, Button, InlineStack, Text } from "@shopify/polaris";

import { draftSchema, type Draft } from "../../../flows/editing/draft.ts";
import { differences } from "../../../flows/editing/differences.ts";
import type { FlowVersion } from "../../../flows/flows.server.ts";
import { useFormat, useT } from "../../locale.tsx";
import { useEditor } from "../timeline/editor.ts";
import { differenceWords } from "../words/difference-words.ts";
import { useActor } from "../words/use-words.ts";
import { Panel } from "./panel.tsx";

type Props = {
  versions: readonly FlowVersion[];
  /** In force; null: none. */
  current: number | null;
  onRestore: (version: number, draft: Draft) => void;
  onClose: () => void;
};

const MOST_LINES = 4;

/** What was published when and by whom, the latest first, each with what it changed; any of them can be taken into the draft. */
export function VersionsPanel({ versions, current, onRestore, onClose }: Props) {
  const t = useT();
  const read = versions.map(({ definition }) => draftSchema.safeParse(definition).data ?? null);
  return (
    <Panel title={t("flow.versions")} onClose={onClose}>
      {versions.length === 0 ? (
        <Text as="p" tone="subdued">
          {t("flow.versionsNone")}
        </Text>
      ) : (
        <ul className="rows flow-versions">
          {versions.map((version, at) => (
            <li key={version.version}>
              <Entry
                version={version}
                draft={read[at] ?? null}
                before={read[at + 1] ?? null}
                inForce={version.version === current}
                onRestore={onRestore}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

type EntryProps = Pick<Props, "onRestore"> & {
  version: FlowVersion;
  /** Null: it can no longer be read. */
  draft: Draft | null;
  before: Draft | null;
  inForce: boolean;
};

function Entry({ version: { version, createdAt, createdBy }, draft, before, inForce, onRestore }: EntryProps) {
  const t = useT();
  const format = useFormat();
  const { words, locked } = useEditor();
  const by = useActor()(createdBy);
  const changes = draft === null || before === null ? [] : differences(before, draft);
  return (
    <>
      <div className="row-main wrap-anywhere">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" variant="headingSm">
              {t("program.version", { version })}
            </Text>
            {inForce && <Badge tone="success">{t("flow.versionInForce")}</Badge>}
          </InlineStack>
          <Text as="p" tone="subdued" variant="bodySm">
            {t("flow.versionBy", { date: format.dateTime(createdAt), by })}
          </Text>
          {changes.slice(0, MOST_LINES).map((change) => {
            const line = differenceWords(change, t, words);
            return (
              <Text as="p" key={line}>
                {line}
              </Text>
            );
          })}
          {draft === null && <Text as="p">{t("flow.versionUnreadable")}</Text>}
        </BlockStack>
      </div>
      {draft !== null && !locked && (
        <Button accessibilityLabel={t("flow.versionRestoreNamed", { version })} onClick={() => onRestore(version, draft)}>
          {t("flow.versionRestore")}
        </Button>
      )}
    </>
  );
}
