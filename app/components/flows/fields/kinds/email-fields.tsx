import { Checkbox, Link, Select, Text } from "@shopify/polaris";

import type { DraftStepOf } from "../../../../flows/editing/draft.ts";
import { change } from "../../../../flows/editing/edit.ts";
import { to } from "../../../../pages.ts";
import { useT } from "../../../locale.tsx";
import { useEditor } from "../../timeline/editor.ts";
import { topicNames } from "../../words/choice-words.ts";
import { useIssue } from "../opened.tsx";

type Topic = DraftStepOf<"email">["topic"];
const topics = Object.keys(topicNames) as Topic[];

export function EmailFields({ step }: { step: DraftStepOf<"email"> }) {
  const t = useT();
  const { edit, shop } = useEditor();
  const issue = useIssue(step.id);
  const set = (patch: Partial<DraftStepOf<"email">>) => edit((steps) => change(steps, step.id, "email", patch));
  const isGone = step.emailId !== null && !shop.emails.some(({ emailId }) => emailId === step.emailId);
  return (
    <>
      <Select
        label={t("flowSteps.emailField")}
        placeholder={t("common.choose")}
        options={[
          ...(isGone ? [{ value: String(step.emailId), label: t("flowSteps.gone") }] : []),
          ...shop.emails.map(({ emailId, name }) => ({ value: String(emailId), label: name })),
        ]}
        value={step.emailId === null ? "" : String(step.emailId)}
        onChange={(emailId) => set({ emailId: Number(emailId) })}
        error={issue("email")}
      />
      {step.emailId !== null && !isGone && (
        <p>
          <Link url={to("email", { emailId: step.emailId })}>{t("flowSteps.emailOpen")}</Link>
        </p>
      )}
      {shop.emails.length === 0 && (
        <Text as="p" tone="subdued">
          {t("flowSteps.emailNone")}
        </Text>
      )}
      <Select
        label={t("flowSteps.topic")}
        helpText={t("flowSteps.topicHelp")}
        options={topics.map((topic) => ({ value: topic, label: t(topicNames[topic]) }))}
        value={step.topic}
        onChange={(topic) => set({ topic: topics.find((one) => one === topic) ?? step.topic })}
      />
      <Checkbox
        label={t("flowSteps.similarGoods")}
        checked={step.similarGoods}
        onChange={(similarGoods) => set({ similarGoods })}
      />
    </>
  );
}
