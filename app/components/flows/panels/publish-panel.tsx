import { BlockStack, ChoiceList, List, Text } from "@shopify/polaris";
import { useState } from "react";

import { differences } from "../../../flows/editing/differences.ts";
import type { Draft, Typed } from "../../../flows/editing/draft.ts";
import type { Inside } from "../../../flows/publish.server.ts";
import { useT } from "../../locale.tsx";
import { useEditor } from "../timeline/editor.ts";
import { differenceWords } from "../words/difference-words.ts";
import { DaysField, isDays } from "./days-field.tsx";
import { Panel } from "./panel.tsx";

type Props = {
  published: Draft;
  /** How many customers are in the flow now. */
  inside: number;
  busy: boolean;
  onPublish: (inside: Inside) => void;
  onClose: () => void;
};

const A_WEEK = 7;

/** Before a live flow is changed: what changes, and what becomes of the customers who are in it. */
export function PublishPanel({ published, inside, busy, onPublish, onClose }: Props) {
  const t = useT();
  const { draft, words } = useEditor();
  const [mode, setMode] = useState<Inside["mode"]>("keep");
  const [spread, setSpread] = useState<Typed>(A_WEEK);
  const changes = differences(published, draft).map((difference) => differenceWords(difference, t, words));
  const ready = mode === "keep" || isDays(spread);
  const publish = () => {
    if (mode === "keep") onPublish({ mode });
    else if (isDays(spread)) onPublish({ mode, spreadDays: spread });
  };
  return (
    <Panel
      title={t("flow.publishTitle")}
      action={{ content: t("flow.publishNow"), onAction: publish, busy, disabled: !ready }}
      onClose={onClose}
    >
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {t("flow.changes")}
        </Text>
        {changes.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("flow.noChanges")}
          </Text>
        ) : (
          <List>
            {changes.map((change) => (
              <List.Item key={change}>{change}</List.Item>
            ))}
          </List>
        )}
      </BlockStack>
      {inside > 0 && (
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t("flow.inside")}
          </Text>
          <Text as="p">{t("flow.insideText", { count: inside })}</Text>
          <ChoiceList
            title={t("flow.inside")}
            titleHidden
            choices={[
              { value: "keep", label: t("flow.insideKeep") },
              { value: "move", label: t("flow.insideMove"), helpText: t("flow.insideMoveHelp") },
            ]}
            selected={[mode]}
            onChange={([chosen]) => setMode(chosen === "move" ? "move" : "keep")}
          />
          {mode === "move" && <DaysField label={t("flow.spread")} value={spread} onChange={setSpread} />}
        </BlockStack>
      )}
    </Panel>
  );
}
