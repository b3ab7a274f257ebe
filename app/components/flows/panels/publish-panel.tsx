import { BlockStack, ChoiceList, List, Text } from "@shopify/polaris";
import { useState } from "react";

import { canMove } from "../../../flows/definition/moved.ts";
import { differences } from "../../../flows/editing/differences.ts";
import type { Draft, Typed } from "../../../flows/editing/draft.ts";
import type { DueAtOnce } from "../../../flows/due-at-once.server.ts";
import type { Inside } from "../../../flows/publish.server.ts";
import { stringifyJson } from "../../../lib/json.ts";
import { to } from "../../../pages.ts";
import { useFormat, useT } from "../../locale.tsx";
import { usePost } from "../../page/posting/post.ts";
import { useEditor } from "../timeline/editor.ts";
import { differenceWords } from "../words/difference-words.ts";
import { DaysField, isDays } from "./days-field.tsx";
import { Panel } from "./panel.tsx";

type Props = {
  flowId: number;
  published: Draft;
  /** How many customers are in the flow now. */
  inside: number;
  busy: boolean;
  onPublish: (inside: Inside) => void;
  onClose: () => void;
};

const A_WEEK = 7;

/** Before a live flow is changed: what changes, and what becomes of the customers who are in it. */
export function PublishPanel({ flowId, published, inside, busy, onPublish, onClose }: Props) {
  const t = useT();
  const { draft, words } = useEditor();
  const [mode, setMode] = useState<Inside["mode"]>("keep");
  const [spread, setSpread] = useState<Typed>(A_WEEK);
  const changes = differences(published, draft).map((difference) => differenceWords(difference, t, words));
  const post = usePost<() => Promise<{ move?: DueAtOnce }>>({ action: to("flowForecast", { flowId }) });
  const choose = (chosen: Inside["mode"]) => {
    setMode(chosen);
    const asked = { draft: stringifyJson(draft), catchUp: JSON.stringify({ mode: "nobody" }) };
    if (chosen === "move") post.submit({ intent: "move", kind: "ahead", ...asked });
  };
  const movable = canMove(published, draft);
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
              {
                ...{ value: "move", label: t("flow.insideMove"), disabled: !movable },
                helpText: t(movable ? "flow.insideMoveHelp" : "flow.insideOther"),
              },
            ]}
            selected={[mode]}
            onChange={([chosen]) => choose(chosen === "move" ? "move" : "keep")}
          />
          {mode === "move" && (
            <>
              <DaysField label={t("flow.spread")} value={spread} onChange={setSpread} />
              <DueAtOnceLine told={post.answer?.move} days={isDays(spread) ? spread : null} />
            </>
          )}
        </BlockStack>
      )}
    </Panel>
  );
}

/** How many would get something at once, and on a day when they are spread; nothing until it is counted. */
function DueAtOnceLine({ told, days }: { told: DueAtOnce | undefined; days: number | null }) {
  const t = useT();
  const format = useFormat();
  const words = () => {
    if (told === undefined) return t("flow.dueCounting");
    const { due, isEstimate } = told;
    if (due === 0) return t("flow.dueNone");
    const line = t(isEstimate ? "flow.dueAbout" : "flow.dueAtOnce", { count: due });
    return days === null ? line : `${line} ${t("flow.dueADay", { number: format.number(Math.ceil(due / days)) })}`;
  };
  return (
    <p role="status">
      <Text as="span">{words()}</Text>
    </p>
  );
}
