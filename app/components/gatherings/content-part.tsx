import { Select, TextField } from "@shopify/polaris";

import { textLocales, type Draft, type TextLocale } from "../../gatherings/content/draft.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import { errorOf, type FormErrors } from "./words.ts";

/** What the editor holds: the draft, and the end of its page's address. */
export type EventForm = Draft & { handle: string };
export type PartProps = {
  form: EventForm;
  errors: FormErrors;
  onType: (change: Partial<EventForm>) => void;
  /** The language of the texts that are shown. */
  locale: TextLocale;
};

const names: Record<TextLocale, PlainKey> = { en: "rewardForm.localeEn", de: "rewardForm.localeDe" };

type Props = PartProps & { onLocale: (locale: TextLocale) => void; address: string; fixed: boolean };

/** What it is called, where its page is, and what it is about. */
export function ContentPart({ form, errors, onType, locale, onLocale, address, fixed }: Props) {
  const t = useT();
  return (
    <Part title={t("gatherings.content")} help={t("gatherings.contentHelp")}>
      <Select
        label={t("gatherings.language")}
        options={textLocales.map((value) => ({ value, label: t(names[value]) }))}
        value={locale}
        onChange={(value) => onLocale(value === "de" ? "de" : "en")}
      />
      <TextField
        id="event-titles"
        label={t("gatherings.name")}
        value={form.titles[locale]}
        onChange={(text) => onType({ titles: { ...form.titles, [locale]: text } })}
        autoComplete="off"
        maxLength={120}
        {...errorOf(errors, "titles", t)}
      />
      <TextField
        id="event-handle"
        label={t("gatherings.handle")}
        helpText={t("gatherings.handleHelp", { address })}
        value={form.handle}
        onChange={(handle) => onType({ handle })}
        autoComplete="off"
        maxLength={40}
        disabled={fixed}
        {...errorOf(errors, "handle", t)}
      />
      <TextField
        id="event-abouts"
        label={t("gatherings.about")}
        helpText={t("gatherings.aboutHelp")}
        multiline={6}
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
