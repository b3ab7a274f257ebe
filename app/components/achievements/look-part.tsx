import { Select, TextField } from "@shopify/polaris";

import type { Draft, TextLocale } from "../../achievements/content/draft.ts";
import type { Errors } from "../../achievements/content/read-draft.ts";
import { icons } from "../../achievements/content/terms.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import { errorOf, iconNames } from "./words.ts";

const names: Record<TextLocale, PlainKey> = {
  en: "rewardForm.localeEn",
  de: "rewardForm.localeDe",
  fr: "rewardForm.localeFr",
  es: "rewardForm.localeEs",
  it: "rewardForm.localeIt",
  nl: "rewardForm.localeNl",
};

type Props = {
  draft: Draft;
  errors: Errors;
  onType: (change: Partial<Draft>) => void;
  locale: TextLocale;
  onLocale: (locale: TextLocale) => void;
  languages: readonly TextLocale[];
};

/** What it is called, a language at a time, and its picture. */
export function LookPart({ draft, errors, onType, locale, onLocale, languages }: Props) {
  const t = useT();
  const { titles, descriptions } = draft;
  return (
    <Part title={t("achievements.textsPart")} help={t("achievements.textsHelp")}>
      <Select
        label={t("achievements.language")}
        options={languages.map((value) => ({ value, label: t(names[value]) }))}
        value={locale}
        onChange={(value) => onLocale(languages.find((one) => one === value) ?? locale)}
      />
      <TextField
        id="achievement-titles"
        label={t("achievements.name")}
        value={titles[locale]}
        onChange={(value) => onType({ titles: { ...titles, [locale]: value } })}
        autoComplete="off"
        maxLength={80}
        {...errorOf(errors, "titles", t)}
      />
      <TextField
        id="achievement-descriptions"
        label={t("achievements.description")}
        helpText={t("achievements.descriptionHelp")}
        value={descriptions[locale]}
        onChange={(value) => onType({ descriptions: { ...descriptions, [locale]: value } })}
        multiline={2}
        autoComplete="off"
        maxLength={300}
        {...errorOf(errors, "descriptions", t)}
      />
      <Select
        label={t("achievements.icon")}
        options={icons.map((value) => ({ value, label: t(iconNames[value]) }))}
        value={draft.icon}
        onChange={(value) => onType({ icon: icons.find((one) => one === value) ?? draft.icon })}
      />
      <TextField
        id="achievement-picture"
        label={t("achievements.picture")}
        helpText={t("achievements.pictureHelp")}
        type="url"
        value={draft.picture}
        onChange={(picture) => onType({ picture })}
        autoComplete="off"
        maxLength={2_000}
        {...errorOf(errors, "picture", t)}
      />
    </Part>
  );
}
