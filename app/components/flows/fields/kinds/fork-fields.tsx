import { Banner, BlockStack } from "@shopify/polaris";

import type { DraftStepOf } from "../../../../flows/editing/draft.ts";
import { change } from "../../../../flows/editing/edit.ts";
import { differing, type Variable } from "../../../../flows/editing/variables.ts";
import type { PlainKey } from "../../../../i18n/translate.ts";
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

const variableWords: Record<Variable, PlainKey> = {
  content: "flowSteps.variableContent",
  time: "flowSteps.variableTime",
  offer: "flowSteps.variableOffer",
  tags: "flowSteps.variableTags",
  way: "flowSteps.variableWay",
};

export function SplitFields({ step }: { step: DraftStepOf<"split"> }) {
  const t = useT();
  const { edit } = useEditor();
  const variables = differing(step.a, step.b);
  return (
    <BlockStack gap="300">
      <NumberField
        label={t("flowSteps.share")}
        value={step.share}
        error={useIssue(step.id)("share")}
        onChange={(share) => edit((steps) => change(steps, step.id, "split", { share }))}
      />
      {variables.length > 1 && (
        <Banner tone="warning">
          <p>{t("flowSteps.severalVariables", { variables: variables.map((one) => t(variableWords[one])).join(", ") })}</p>
        </Banner>
      )}
    </BlockStack>
  );
}
