import { FormLayout, Select, TextField } from "@shopify/polaris";

import { withGoal, type Draft } from "../../achievements/content/draft.ts";
import type { Errors } from "../../achievements/content/read-draft.ts";
import { goalsOf, periods, type Goal } from "../../achievements/content/terms.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { useShop, useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import { errorOf, goalNames } from "./words.ts";

export type Choice = { value: string; label: string };
type Props = {
  draft: Draft;
  errors: Errors;
  onType: (change: Partial<Draft>) => void;
  segments: readonly Choice[];
  tiers: readonly Choice[];
};

const scopes: Record<Draft["only"], PlainKey> = {
  all: "achievements.onlyAll",
  tag: "achievements.onlyTag",
  type: "achievements.onlyType",
  collection: "achievements.onlyCollection",
};
const scopeLabels = {
  tag: "achievements.scopeTag",
  type: "achievements.scopeType",
  collection: "achievements.scopeCollection",
} as const;

/** What is asked, of whom and when. */
export function GoalPart({ draft, errors, onType, segments, tiers }: Props) {
  const t = useT();
  const { currency } = useShop();
  const { kind, goal } = draft;
  const goals: readonly Goal[] = goalsOf[kind];
  const isSpend = goal === "spend";
  return (
    <Part title={t("achievements.goalPart")}>
      {goals.length > 1 && (
        <Select
          id="achievement-goal"
          label={t("achievements.goal")}
          options={goals.map((value) => ({ value, label: t(goalNames[value]) }))}
          value={goal}
          onChange={(value) => onType(withGoal(draft, goals.find((one) => one === value) ?? goal))}
        />
      )}
      {kind === "streak" && (
        <Select
          id="achievement-every"
          label={t("achievements.every")}
          options={periods.map((value) => ({
            value,
            label: t(value === "month" ? "achievements.everyMonth" : "achievements.everyWeek"),
          }))}
          value={draft.every}
          onChange={(value) => onType({ every: value === "week" ? "week" : "month" })}
        />
      )}
      {goal === "segment" ? (
        <Chooser
          id="achievement-segmentId"
          label={t("achievements.segment")}
          helpText={t("achievements.segmentHelp")}
          choices={segments}
          value={draft.segmentId}
          onChange={(segmentId) => onType({ segmentId })}
          {...errorOf(errors, "segmentId", t)}
        />
      ) : (
        <TextField
          id="achievement-target"
          label={isSpend ? t("achievements.targetSpend", { currency }) : t("achievements.target")}
          {...(isSpend ? { helpText: t("achievements.targetSpendHelp") } : {})}
          inputMode={isSpend ? "decimal" : "numeric"}
          value={draft.target}
          onChange={(target) => onType({ target })}
          autoComplete="off"
          maxLength={20}
          {...errorOf(errors, "target", t)}
        />
      )}
      {goal === "products" && (
        <>
          <Select
            id="achievement-only"
            label={t("achievements.only")}
            options={Object.entries(scopes).map(([value, label]) => ({ value, label: t(label) }))}
            value={draft.only}
            onChange={(value) => onType({ only: value in scopes ? (value as Draft["only"]) : "all" })}
          />
          {draft.only !== "all" && (
            <TextField
              id="achievement-scope"
              label={t(scopeLabels[draft.only])}
              {...(draft.only === "collection" ? { helpText: t("achievements.scopeCollectionHelp") } : {})}
              value={draft.scope}
              onChange={(scope) => onType({ scope })}
              autoComplete="off"
              maxLength={255}
              {...errorOf(errors, "scope", t)}
            />
          )}
        </>
      )}
      {kind === "streak" && (
        <TextField
          id="achievement-misses"
          label={t("achievements.misses")}
          helpText={t("achievements.missesHelp")}
          inputMode="numeric"
          value={draft.misses}
          onChange={(misses) => onType({ misses })}
          autoComplete="off"
          maxLength={5}
          {...errorOf(errors, "misses", t)}
        />
      )}
      {kind === "challenge" && <ChallengeFields {...{ draft, errors, onType, segments, tiers }} />}
    </Part>
  );
}

const audiences = {
  all: "achievements.audienceAll",
  tier: "achievements.audienceTier",
  segment: "achievements.audienceSegment",
} as const satisfies Record<Draft["audience"], PlainKey>;

function ChallengeFields({ draft, errors, onType, segments, tiers }: Props) {
  const t = useT();
  return (
    <FormLayout>
      <TextField
        id="achievement-from"
        type="date"
        label={t("achievements.from")}
        helpText={t("achievements.daysHelp")}
        value={draft.from}
        onChange={(from) => onType({ from })}
        autoComplete="off"
        {...errorOf(errors, "from", t)}
      />
      <TextField
        id="achievement-until"
        type="date"
        label={t("achievements.until")}
        value={draft.until}
        onChange={(until) => onType({ until })}
        autoComplete="off"
        {...errorOf(errors, "until", t)}
      />
      <Select
        id="achievement-audience"
        label={t("achievements.audience")}
        helpText={t("achievements.audienceHelp")}
        options={Object.entries(audiences).map(([value, label]) => ({ value, label: t(label) }))}
        value={draft.audience}
        onChange={(value) => onType({ audience: value === "tier" || value === "segment" ? value : "all" })}
      />
      {draft.audience === "tier" && (
        <Chooser
          id="achievement-tier"
          label={t("achievements.tier")}
          choices={tiers}
          value={draft.tier}
          onChange={(tier) => onType({ tier })}
          {...errorOf(errors, "tier", t)}
        />
      )}
      {draft.audience === "segment" && (
        <Chooser
          id="achievement-audienceSegment"
          label={t("achievements.segment")}
          choices={segments}
          value={draft.audienceSegment}
          onChange={(audienceSegment) => onType({ audienceSegment })}
          {...errorOf(errors, "audienceSegment", t)}
        />
      )}
      <TextField
        id="achievement-winners"
        label={t("achievements.winners")}
        helpText={t("achievements.winnersHelp")}
        inputMode="numeric"
        value={draft.winners}
        onChange={(winners) => onType({ winners })}
        autoComplete="off"
        maxLength={10}
        {...errorOf(errors, "winners", t)}
      />
    </FormLayout>
  );
}

type ChooserProps = {
  id: string;
  label: string;
  helpText?: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
  error?: string;
};

/** One of the shop's own; nothing is chosen unasked. */
export function Chooser({ choices, ...rest }: ChooserProps) {
  return <Select {...rest} options={[{ value: "", label: "–" }, ...choices]} />;
}
