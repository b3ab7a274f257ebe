import { Select, TextField } from "@shopify/polaris";

import { textLocales, type Draft, type TextLocale } from "../../draws/content/draft.ts";
import type { Errors } from "../../draws/content/read-draft.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import { errorOf } from "./words.ts";

export type PartProps = {
  draft: Draft;
  errors: Errors;
  onType: (change: Partial<Draft>) => void;
  /** The language of the texts that are shown. */
  locale: TextLocale;
};

const names: Record<TextLocale, PlainKey> = { en: "rewardForm.localeEn", de: "rewardForm.localeDe" };

type BasicsProps = PartProps & { onLocale: (locale: TextLocale) => void; address: string };

/** What it is called, and where. */
export function BasicsPart({ draft, errors, onType, locale, onLocale, address }: BasicsProps) {
  const t = useT();
  return (
    <Part title={t("draws.basics")}>
      <Select
        label={t("draws.kind")}
        options={[
          { value: "wheel", label: t("draws.kindWheel") },
          { value: "card", label: t("draws.kindCard") },
        ]}
        value={draft.kind}
        onChange={(value) => onType({ kind: value === "card" ? "card" : "wheel" })}
      />
      <Select
        label={t("draws.language")}
        options={textLocales.map((value) => ({ value, label: t(names[value]) }))}
        value={locale}
        onChange={(value) => onLocale(value === "de" ? "de" : "en")}
      />
      <TextField
        id="draw-titles"
        label={t("draws.name")}
        value={draft.titles[locale]}
        onChange={(text) => onType({ titles: { ...draft.titles, [locale]: text } })}
        autoComplete="off"
        maxLength={80}
        {...errorOf(errors, "titles", t)}
      />
      <TextField
        id="draw-handle"
        label={t("draws.handle")}
        helpText={t("draws.handleHelp", { address })}
        value={draft.handle}
        onChange={(handle) => onType({ handle })}
        autoComplete="off"
        maxLength={40}
        {...errorOf(errors, "handle", t)}
      />
    </Part>
  );
}

/** Its days, and how often one person takes part. */
export function TimePart({ draft, errors, onType }: PartProps) {
  const t = useT();
  return (
    <Part title={t("draws.time")} help={t("draws.timeHelp")}>
      <TextField
        id="draw-from"
        type="date"
        label={t("draws.from")}
        value={draft.from}
        onChange={(from) => onType({ from })}
        autoComplete="off"
        {...errorOf(errors, "from", t)}
      />
      <TextField
        id="draw-until"
        type="date"
        label={t("draws.until")}
        value={draft.until}
        onChange={(until) => onType({ until })}
        autoComplete="off"
        {...errorOf(errors, "until", t)}
      />
      <Select
        label={t("draws.limit")}
        options={[
          { value: "once", label: t("draws.limitOnce") },
          { value: "days", label: t("draws.limitDays") },
        ]}
        value={draft.limit}
        onChange={(value) => onType({ limit: value === "days" ? "days" : "once" })}
      />
      {draft.limit === "days" && (
        <TextField
          id="draw-days"
          label={t("draws.everyDays")}
          helpText={t("draws.everyDaysHelp")}
          inputMode="numeric"
          value={draft.days}
          onChange={(days) => onType({ days })}
          autoComplete="off"
          maxLength={5}
          {...errorOf(errors, "days", t)}
        />
      )}
      <TextField
        id="draw-mostPoints"
        label={t("draws.mostPoints")}
        helpText={t("draws.mostPointsHelp")}
        inputMode="numeric"
        value={draft.mostPoints}
        onChange={(mostPoints) => onType({ mostPoints })}
        autoComplete="off"
        maxLength={12}
        {...errorOf(errors, "mostPoints", t)}
      />
    </Part>
  );
}

/** What else applies, with a text to begin with. */
export function RulesPart({ draft, errors, onType, locale, proposed }: PartProps & { proposed: Draft["rules"] }) {
  const t = useT();
  return (
    <Part title={t("draws.rules")} help={t("draws.rulesHelp")}>
      <TextField
        id="draw-rules"
        label={t("draws.rulesText")}
        labelAction={{
          content: t("draws.propose"),
          onAction: () => onType({ rules: { ...draft.rules, [locale]: proposed[locale] } }),
        }}
        multiline={10}
        maxHeight={480}
        value={draft.rules[locale]}
        onChange={(text) => onType({ rules: { ...draft.rules, [locale]: text } })}
        autoComplete="off"
        maxLength={6_000}
        {...errorOf(errors, "rules", t)}
      />
    </Part>
  );
}
