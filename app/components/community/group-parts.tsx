import { Select, TextField } from "@shopify/polaris";

import { textLocales, type Draft, type TextLocale } from "../../community/content/draft.ts";
import { givings, groupKinds } from "../../community/content/terms.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { AudienceFields, type Choice } from "../segments/audience-fields.tsx";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import { errorOf, givingNames, kindNames, type FormErrors } from "./words.ts";

/** What the editor holds: the draft, and the end of its page's address. */
export type GroupForm = Draft & { handle: string };
export type PartProps = {
  form: GroupForm;
  errors: FormErrors;
  onType: (change: Partial<GroupForm>) => void;
  /** The language of the texts that are shown. */
  locale: TextLocale;
};

const names: Record<TextLocale, PlainKey> = { en: "rewardForm.localeEn", de: "rewardForm.localeDe" };

/** The language of the texts that are edited. */
export function LanguageField({ locale, onLocale }: { locale: TextLocale; onLocale: (locale: TextLocale) => void }) {
  const t = useT();
  return (
    <Select
      label={t("community.language")}
      options={textLocales.map((value) => ({ value, label: t(names[value]) }))}
      value={locale}
      onChange={(value) => onLocale(value === "de" ? "de" : "en")}
    />
  );
}

type ContentProps = PartProps & { onLocale: (locale: TextLocale) => void; address: string; fixed: boolean };

/** What it is called, where it meets, and what it is about. */
export function ContentPart({ form, errors, onType, locale, onLocale, address, fixed }: ContentProps) {
  const t = useT();
  return (
    <Part title={t("community.content")} help={t("community.contentHelp")}>
      <Select
        label={t("community.kind")}
        options={groupKinds.map((value) => ({ value, label: t(kindNames[value]) }))}
        value={form.kind}
        onChange={(value) => {
          const kind = groupKinds.find((one) => one === value) ?? "other";
          // A council meets here; every other needs a way in.
          onType({ kind, giving: kind === "council" ? "none" : form.giving === "none" ? "single" : form.giving });
        }}
      />
      <LanguageField locale={locale} onLocale={onLocale} />
      <TextField
        id="group-titles"
        label={t("community.name")}
        value={form.titles[locale]}
        onChange={(text) => onType({ titles: { ...form.titles, [locale]: text } })}
        autoComplete="off"
        maxLength={120}
        {...errorOf(errors, "titles", t)}
      />
      <TextField
        id="group-handle"
        label={t("community.handle")}
        helpText={t("community.handleHelp", { address })}
        value={form.handle}
        onChange={(handle) => onType({ handle })}
        autoComplete="off"
        maxLength={40}
        disabled={fixed}
        {...errorOf(errors, "handle", t)}
      />
      <TextField
        id="group-abouts"
        label={t("community.about")}
        helpText={t("community.aboutHelp")}
        multiline={4}
        maxHeight={480}
        value={form.abouts[locale]}
        onChange={(text) => onType({ abouts: { ...form.abouts, [locale]: text } })}
        autoComplete="off"
        maxLength={10_000}
        {...errorOf(errors, "abouts", t)}
      />
    </Part>
  );
}

type WhoProps = PartProps & { tiers: readonly Choice[]; segments: readonly Choice[] };

/** Who belongs to it, and how they get in. */
export function WhoPart({ form, errors, onType, tiers, segments }: WhoProps) {
  const t = useT();
  return (
    <Part title={t("community.who")} help={t("community.whoHelp")}>
      <AudienceFields
        id="group"
        label={t("community.audience")}
        all={t("community.audienceAll")}
        typed={form}
        onType={onType}
        tiers={tiers}
        segments={segments}
        errors={{ tier: errorOf(errors, "tier", t).error, segmentId: errorOf(errors, "segmentId", t).error }}
      />
      <Select
        label={t("community.giving")}
        options={givings.map((value) => ({ value, label: t(givingNames[value]) }))}
        value={form.giving}
        onChange={(value) => onType({ giving: givings.find((one) => one === value) ?? "none" })}
      />
      {form.giving === "shared" && (
        <TextField
          id="group-url"
          type="url"
          label={t("community.url")}
          helpText={t("community.urlHelp")}
          value={form.url}
          onChange={(url) => onType({ url })}
          autoComplete="off"
          maxLength={2_000}
          {...errorOf(errors, "url", t)}
        />
      )}
    </Part>
  );
}
