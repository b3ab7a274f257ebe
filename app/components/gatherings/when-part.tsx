import { FormLayout, TextField } from "@shopify/polaris";

import { useShop, useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { PartProps } from "./content-part.tsx";
import { errorOf } from "./words.ts";

/** When it is, on the shop's clocks, and where. */
export function WhenPart({ form, errors, onType, locale }: PartProps) {
  const t = useT();
  const { timeZone } = useShop();
  const time = (field: "startsAt" | "endsAt", label: string) => (
    <TextField
      id={`event-${field}`}
      type="datetime-local"
      label={label}
      value={form[field]}
      onChange={(value) => onType({ [field]: value })}
      autoComplete="off"
      {...errorOf(errors, field, t)}
    />
  );
  return (
    <Part title={t("gatherings.when")} help={t("gatherings.whenHelp", { zone: timeZone })}>
      <FormLayout.Group>
        {time("startsAt", t("gatherings.startsAt"))}
        {time("endsAt", t("gatherings.endsAt"))}
      </FormLayout.Group>
      <TextField
        id="event-whereTexts"
        label={t("gatherings.place")}
        helpText={t("gatherings.placeHelp")}
        value={form.whereTexts[locale]}
        onChange={(text) => onType({ whereTexts: { ...form.whereTexts, [locale]: text } })}
        autoComplete="off"
        maxLength={300}
        {...errorOf(errors, "whereTexts", t)}
      />
      <TextField
        id="event-url"
        type="url"
        label={t("gatherings.url")}
        helpText={t("gatherings.urlHelp")}
        value={form.url}
        onChange={(url) => onType({ url })}
        autoComplete="off"
        maxLength={2_000}
        {...errorOf(errors, "url", t)}
      />
    </Part>
  );
}
