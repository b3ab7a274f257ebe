import { ChoiceList, Select } from "@shopify/polaris";

import { canEnd, exitKinds, type ExitKind } from "../../../flows/definition/definition.ts";
import { useT } from "../../locale.tsx";
import { useEditor } from "../timeline/editor.ts";
import { exitNames } from "../words/choice-words.ts";
import { GoalFields } from "./goal-fields.tsx";
import { FlowHourField } from "./hour-field.tsx";
import { NumberField } from "./number-field.tsx";
import { Opened, useIssue } from "./opened.tsx";

const A_QUARTER = 90;

/** What holds of the whole flow: entering again, leaving early, time of day, holdout. */
export function SettingsFields() {
  const t = useT();
  const { draft, change } = useEditor();
  const issue = useIssue(null);
  const { reentry, exits } = draft;
  const again = typeof reentry === "object" ? "days" : reentry;
  return (
    <Opened name="settings">
      <Select
        label={t("flowSteps.reentry")}
        options={[
          { value: "each", label: t("flowSteps.reentryEach") },
          { value: "once", label: t("flowSteps.reentryOnce") },
          { value: "days", label: t("flowSteps.reentryDays") },
        ]}
        value={again}
        onChange={(next) => change({ reentry: next === "days" ? { everyDays: A_QUARTER } : next === "once" ? "once" : "each" })}
      />
      {typeof reentry === "object" && (
        <NumberField
          label={t("flowSteps.everyDays")}
          value={reentry.everyDays}
          error={issue("everyDays")}
          onChange={(everyDays) => change({ reentry: { everyDays } })}
        />
      )}
      <ChoiceList
        allowMultiple
        title={t("flowSteps.exits")}
        choices={exitKinds
          .filter((kind) => exits.includes(kind) || canEnd(kind, draft.trigger))
          .map((kind) => ({ value: kind, label: t(exitNames[kind]) }))}
        selected={exits}
        onChange={(chosen: ExitKind[]) => change({ exits: exitKinds.filter((kind) => chosen.includes(kind)) })}
      />
      <GoalFields />
      <FlowHourField value={draft.hour} onChange={(hour) => change({ hour })} />
      <NumberField
        label={t("flowSteps.holdout")}
        helpText={t("flowSteps.holdoutHelp")}
        value={draft.holdout}
        error={issue("holdout")}
        onChange={(holdout) => change({ holdout })}
      />
      <NumberField
        label={t("flowSteps.giveUp")}
        helpText={t("flowSteps.giveUpHelp")}
        value={draft.giveUpAfterDays}
        error={issue("giveUp")}
        onChange={(giveUpAfterDays) => change({ giveUpAfterDays })}
      />
    </Opened>
  );
}
