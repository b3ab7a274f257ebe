import { Select, TextField } from "@shopify/polaris";

import { Chooser } from "../achievements/goal-part.tsx";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { PartProps } from "./content-part.tsx";
import { errorOf } from "./words.ts";

type Choice = { value: string; label: string };
type Props = PartProps & { tiers: readonly Choice[]; segments: readonly Choice[] };

/** Who can take it, what passes, and what that brings. */
export function RulesPart({ form, errors, onType, tiers, segments }: Props) {
  const t = useT();
  const number = (field: "needed" | "tries" | "points", label: string, help?: string) => (
    <TextField
      id={`module-${field}`}
      label={label}
      inputMode="numeric"
      value={form[field]}
      onChange={(text) => onType({ [field]: text })}
      autoComplete="off"
      maxLength={12}
      {...(help === undefined ? {} : { helpText: help })}
      {...errorOf(errors, field, t)}
    />
  );
  return (
    <Part title={t("modules.rules")}>
      <Select
        label={t("modules.audience")}
        options={[
          { value: "all", label: t("modules.audienceAll") },
          { value: "tier", label: t("modules.audienceTier") },
          { value: "segment", label: t("modules.audienceSegment") },
        ]}
        value={form.audience}
        onChange={(value) => onType({ audience: value === "tier" || value === "segment" ? value : "all" })}
      />
      {form.audience === "tier" && (
        <Chooser
          id="module-tier"
          label={t("modules.tier")}
          choices={tiers}
          value={form.tier}
          onChange={(tier) => onType({ tier })}
          {...errorOf(errors, "tier", t)}
        />
      )}
      {form.audience === "segment" && (
        <Chooser
          id="module-segmentId"
          label={t("modules.segment")}
          choices={segments}
          value={form.segmentId}
          onChange={(segmentId) => onType({ segmentId })}
          {...errorOf(errors, "segmentId", t)}
        />
      )}
      {number("needed", t("modules.needed"))}
      {number("tries", t("modules.tries"))}
      {number("points", t("modules.points"), t("modules.pointsHelp"))}
    </Part>
  );
}
