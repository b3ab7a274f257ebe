import { Select, TextField } from "@shopify/polaris";

import { Chooser } from "../achievements/goal-part.tsx";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { PartProps } from "./content-part.tsx";
import { errorOf } from "./words.ts";

type Choice = { value: string; label: string };
type Props = PartProps & { tiers: readonly Choice[]; segments: readonly Choice[] };

/** Who can come, how many, and when they are reminded. */
export function GuestsPart({ form, errors, onType, tiers, segments }: Props) {
  const t = useT();
  const number = (field: "places" | "remindHours", label: string, help: string) => (
    <TextField
      id={`event-${field}`}
      label={label}
      helpText={help}
      inputMode="numeric"
      value={form[field]}
      onChange={(text) => onType({ [field]: text })}
      autoComplete="off"
      maxLength={12}
      {...errorOf(errors, field, t)}
    />
  );
  return (
    <Part title={t("gatherings.guests")}>
      <Select
        label={t("gatherings.audience")}
        options={[
          { value: "all", label: t("gatherings.audienceAll") },
          { value: "tier", label: t("gatherings.audienceTier") },
          { value: "segment", label: t("gatherings.audienceSegment") },
        ]}
        value={form.audience}
        onChange={(value) => onType({ audience: value === "tier" || value === "segment" ? value : "all" })}
      />
      {form.audience === "tier" && (
        <Chooser
          id="event-tier"
          label={t("gatherings.tier")}
          choices={tiers}
          value={form.tier}
          onChange={(tier) => onType({ tier })}
          {...errorOf(errors, "tier", t)}
        />
      )}
      {form.audience === "segment" && (
        <Chooser
          id="event-segmentId"
          label={t("gatherings.segment")}
          choices={segments}
          value={form.segmentId}
          onChange={(segmentId) => onType({ segmentId })}
          {...errorOf(errors, "segmentId", t)}
        />
      )}
      {number("places", t("gatherings.places"), t("gatherings.placesHelp"))}
      {number("remindHours", t("gatherings.remind"), t("gatherings.remindHelp"))}
    </Part>
  );
}
