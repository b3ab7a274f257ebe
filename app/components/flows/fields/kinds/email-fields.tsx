import { Checkbox, Link, Select, Text } from "@shopify/polaris";

import type { DraftStepOf } from "../../../../flows/editing/draft.ts";
import { change } from "../../../../flows/editing/edit.ts";
import { canBeSimilar } from "../../../../messages/preferences/topics.ts";
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
        onChange={(value) => {
          const topic = topics.find((one) => one === value) ?? step.topic;
          set({ topic, similarGoods: step.similarGoods && canBeSimilar(topic) });
        }}
      />
      <SimilarGoods step={step} onTick={(similarGoods) => set({ similarGoods })} />
    </>
  );
}

/** § 7 (3) UWG: offered only where it can cover the email, and can be ticked only where the shop has said that its conditions are met. An old tick can be taken away. */
function SimilarGoods({ step, onTick }: { step: DraftStepOf<"email">; onTick: (ticked: boolean) => void }) {
  const t = useT();
  const { shop } = useEditor();
  const issue = useIssue(step.id)("similarGoods");
  if (!canBeSimilar(step.topic) && !step.similarGoods) return null;
  return (
    <>
      <Checkbox
        label={t("flowSteps.similarGoods")}
        helpText={t(shop.existingCustomers ? "flowSteps.similarGoodsOn" : "flowSteps.similarGoodsOff")}
        checked={step.similarGoods}
        disabled={!shop.existingCustomers && !step.similarGoods}
        error={issue}
        onChange={onTick}
      />
      {!shop.existingCustomers && (
        <p>
          <Link url={to("sending")}>{t("flowSteps.similarGoodsTo")}</Link>
        </p>
      )}
    </>
  );
}
