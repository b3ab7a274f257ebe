import { Link, Select, Text, TextField } from "@shopify/polaris";

import type { DraftStepOf } from "../../../../flows/editing/draft.ts";
import { change } from "../../../../flows/editing/edit.ts";
import { to } from "../../../../pages.ts";
import { textIn } from "../../../../program/rules/texts.ts";
import { useLocale, useT } from "../../../locale.tsx";
import { useEditor } from "../../timeline/editor.ts";
import { NumberField } from "../number-field.tsx";
import { useIssue } from "../opened.tsx";

export function PointsFields({ step }: { step: DraftStepOf<"points"> }) {
  const t = useT();
  const { edit } = useEditor();
  return (
    <NumberField
      label={t("flowSteps.pointsField")}
      value={step.points}
      error={useIssue(step.id)("points")}
      onChange={(points) => edit((steps) => change(steps, step.id, "points", { points }))}
    />
  );
}

export function RewardFields({ step }: { step: DraftStepOf<"reward"> }) {
  const t = useT();
  const locale = useLocale();
  const { draft, edit, shop } = useEditor();
  const issue = useIssue(step.id);
  const { rewardId: chosen } = step;
  const offered = shop.rewards.filter(({ rewardId, archived }) => !archived || rewardId === chosen);
  const isGone = chosen !== null && !offered.some(({ rewardId }) => rewardId === chosen);
  return (
    <>
      <Select
        label={t("flowSteps.rewardField")}
        helpText={t("flowSteps.rewardHelp")}
        placeholder={t("common.choose")}
        options={[
          ...(isGone ? [{ value: String(chosen), label: t("flowSteps.gone") }] : []),
          ...offered.map(({ rewardId, title }) => ({ value: String(rewardId), label: textIn(title, locale) })),
        ]}
        value={chosen === null ? "" : String(chosen)}
        onChange={(rewardId) => edit((steps) => change(steps, step.id, "reward", { rewardId: Number(rewardId) }))}
        error={issue("reward")}
      />
      {chosen !== null && !isGone && (
        <p>
          <Link url={to("reward", { rewardId: chosen })}>{t("flowSteps.rewardOpen")}</Link>
        </p>
      )}
      <Text as="p" tone="subdued">
        {draft.holdout === 0 ? t("flowSteps.rewardNoHoldout") : t("flowSteps.rewardHoldout", { percent: String(draft.holdout) })}
      </Text>
    </>
  );
}

const MOST_TAGS = 10;

export function TagFields({ step }: { step: DraftStepOf<"tag"> }) {
  const t = useT();
  const { edit } = useEditor();
  const issue = useIssue(step.id);
  const set = (patch: Partial<DraftStepOf<"tag">>) => edit((steps) => change(steps, step.id, "tag", patch));
  // What stands between commas is a tag as it is typed, blanks included: they go when the definition is read.
  const tagsIn = (text: string) => (text === "" ? [] : text.split(",").slice(0, MOST_TAGS));
  return (
    <>
      <TextField
        label={t("flowSteps.tagsAdd")}
        helpText={t("flowSteps.tagsHelp")}
        value={step.add.join(",")}
        onChange={(text) => set({ add: tagsIn(text) })}
        error={issue("tags")}
        autoComplete="off"
      />
      <TextField
        label={t("flowSteps.tagsRemove")}
        value={step.remove.join(",")}
        onChange={(text) => set({ remove: tagsIn(text) })}
        autoComplete="off"
      />
    </>
  );
}
