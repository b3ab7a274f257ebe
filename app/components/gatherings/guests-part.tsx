import { TextField } from "@shopify/polaris";

import { AudienceFields, type Choice } from "../segments/audience-fields.tsx";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { PartProps } from "./content-part.tsx";
import { errorOf } from "./words.ts";

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
      <AudienceFields
        id="event"
        label={t("gatherings.audience")}
        all={t("gatherings.audienceAll")}
        typed={form}
        onType={onType}
        tiers={tiers}
        segments={segments}
        errors={{ tier: errorOf(errors, "tier", t).error, segmentId: errorOf(errors, "segmentId", t).error }}
      />
      {number("places", t("gatherings.places"), t("gatherings.placesHelp"))}
      {number("remindHours", t("gatherings.remind"), t("gatherings.remindHelp"))}
    </Part>
  );
}
