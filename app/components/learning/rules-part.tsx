import { TextField } from "@shopify/polaris";

import { AudienceFields, type Choice } from "../segments/audience-fields.tsx";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { PartProps } from "./content-part.tsx";
import { errorOf } from "./words.ts";

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
      <AudienceFields
        id="module"
        label={t("modules.audience")}
        all={t("modules.audienceAll")}
        typed={form}
        onType={onType}
        tiers={tiers}
        segments={segments}
        errors={{ tier: errorOf(errors, "tier", t).error, segmentId: errorOf(errors, "segmentId", t).error }}
      />
      {number("needed", t("modules.needed"))}
      {number("tries", t("modules.tries"))}
      {number("points", t("modules.points"), t("modules.pointsHelp"))}
    </Part>
  );
}
