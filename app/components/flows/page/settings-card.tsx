import { BlockStack, Button, Card, Text, TextField } from "@shopify/polaris";

import { useT } from "../../locale.tsx";
import { SettingsFields } from "../fields/settings-fields.tsx";
import { handleId, useEditor } from "../timeline/editor.ts";
import { problemWords } from "../words/problem-words.ts";

const FIELDS = new Set(["everyDays", "goal", "goalProducts", "goalSegment", "goalDays", "holdout", "giveUp"]);
const LONGEST_NAME = 100;

type Props = {
  name: string;
  /** What it is called as long as it has no name of its own. */
  title: string;
  onName: (name: string) => void;
};

/** The flow's name, and in a line what holds of all of it. */
export function SettingsCard({ name, title, onName }: Props) {
  const t = useT();
  const { draft, words, opened, open, problems, locked } = useEditor();
  const isOpen = opened === "settings";
  const own = problems.filter(({ stepId, field }) => stepId === null && FIELDS.has(field));
  const line = [
    t("flow.entry", { entry: words.trigger(draft.trigger) }),
    t("flow.reentry", { reentry: words.part("reentry", draft) }),
    draft.exits.length === 0 ? t("flow.endsNever") : t("flow.ends", { exits: words.part("exits", draft) }),
    t("flow.goal", { goal: words.part("goal", draft) }),
    t("flow.hour", { hour: words.clock(draft.hour) }),
    draft.holdout === 0 ? t("flow.holdoutNone") : t("flow.holdout", { percent: String(draft.holdout) }),
  ];
  return (
    <Card>
      <BlockStack gap="300">
        {!locked && (
          <TextField
            label={t("flow.name")}
            helpText={t("flow.nameHelp")}
            value={name}
            placeholder={title}
            onChange={onName}
            maxLength={LONGEST_NAME}
            autoComplete="off"
          />
        )}
        <div className="flow-head">
          <div className="flow-what wrap-anywhere">
            <Text as="p" tone="subdued">
              {line.join(" · ")}
            </Text>
          </div>
          {!locked && !isOpen && (
            <Button
              id={handleId("settings")}
              size="slim"
              accessibilityLabel={t("common.editNamed", { name: t("flow.settings") })}
              onClick={() => open("settings")}
            >
              {t("common.edit")}
            </Button>
          )}
        </div>
        {isOpen && <SettingsFields />}
        {!isOpen &&
          own.map((problem) => (
            <Text key={problem.field} as="p" tone="critical">
              {problemWords(problem, t)}
            </Text>
          ))}
      </BlockStack>
    </Card>
  );
}
