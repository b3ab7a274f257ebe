import { Banner, BlockStack } from "@shopify/polaris";

import type { DraftStepOf } from "../../../../flows/editing/draft.ts";
import { change } from "../../../../flows/editing/edit.ts";
import { useT } from "../../../locale.tsx";
import { useEditor } from "../../timeline/editor.ts";
import { ConditionField } from "../condition-field.tsx";
import { NumberField } from "../number-field.tsx";
import { useIssue } from "../opened.tsx";

export function BranchFields({ step }: { step: DraftStepOf<"branch"> }) {
  const t = useT();
  const { edit } = useEditor();
  return (
    <ConditionField
      label={t("flowSteps.condition")}
      value={step.condition}
      error={useIssue(step.id)("condition")}
      onChange={(condition) => edit((steps) => change(steps, step.id, "branch", { condition }))}
    />
  );
}

export function SplitFields({ step }: { step: DraftStepOf<"split"> }) {
  const t = useT();
  const { edit } = useEditor();
  const issue = useIssue(step.id);
  const ways = issue("ways");
  return (
    <BlockStack gap="300">
      <NumberField
        label={t("flowSteps.share")}
        value={step.share}
        error={issue("share")}
        onChange={(share) => edit((steps) => change(steps, step.id, "split", { share }))}
      />
      {ways !== undefined && (
        <Banner tone="warning">
          <p>{ways}</p>
        </Banner>
      )}
    </BlockStack>
  );
}
