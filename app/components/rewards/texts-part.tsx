import { Banner, Select, TextField } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { textIn } from "../../program/rules/texts.ts";
import { textLocales, untitled, type TextLocale } from "../../rewards/reward-draft.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { DraftForm } from "./draft-form.ts";
import { PictureField } from "./picture-field.tsx";

const names: Record<TextLocale, PlainKey> = {
  en: "rewardForm.localeEn",
  de: "rewardForm.localeDe",
  fr: "rewardForm.localeFr",
  es: "rewardForm.localeEs",
  it: "rewardForm.localeIt",
  nl: "rewardForm.localeNl",
};

type Props = {
  form: DraftForm;
  locale: TextLocale;
  onLocale: (locale: TextLocale) => void;
  /** Of the shop. */
  languages: readonly TextLocale[];
  primaryLocale: string;
};

/** Title, description and picture, a language at a time. */
export function TextsPart({ form, locale, onLocale, languages, primaryLocale }: Props) {
  const t = useT();
  const { titles, descriptions, alts } = form.draft;
  const name = (one: TextLocale) =>
    titles[one].trim() === "" ? t(names[one]) : t("rewardForm.languageFilled", { language: t(names[one]) });
  const missing = untitled(form.draft, languages);
  const filled = Object.fromEntries(Object.entries(titles).filter(([, text]) => text.trim() !== ""));
  const required = form.field("titles").error;
  const title = form.field(`titles.${locale}`);
  return (
    <Part title={t("rewardForm.textPart")} help={t("rewardForm.textHelp")}>
      <Select
        label={t("rewardForm.language")}
        options={textLocales.map((one) => ({ label: name(one), value: one }))}
        value={locale}
        onChange={(value) => onLocale(textLocales.find((one) => one === value) ?? locale)}
      />
      <TextField
        id={title.id}
        error={title.error ?? required}
        label={t("rewardForm.name")}
        value={titles[locale]}
        onChange={(value) => form.change({ titles: { ...titles, [locale]: value } })}
        autoComplete="off"
        maxLength={100}
      />
      {missing.length > 0 && (
        <Banner tone="warning">
          <p>
            {t("rewardForm.missingTitles", {
              languages: missing.map((one) => t(names[one])).join(", "),
              title: textIn(filled, primaryLocale),
            })}
          </p>
        </Banner>
      )}
      <TextField
        {...form.field(`descriptions.${locale}`)}
        label={t("rewardForm.description")}
        helpText={t("rewardForm.descriptionHelp")}
        value={descriptions[locale]}
        onChange={(value) => form.change({ descriptions: { ...descriptions, [locale]: value } })}
        multiline={2}
        autoComplete="off"
        maxLength={500}
      />
      <PictureField {...form.field("picture")} value={form.draft.picture} onChange={(picture) => form.change({ picture })} />
      {form.draft.picture.trim() !== "" && (
        <TextField
          {...form.field(`alts.${locale}`)}
          label={t("rewardForm.alt")}
          helpText={t("rewardForm.altHelp")}
          value={alts[locale]}
          onChange={(value) => form.change({ alts: { ...alts, [locale]: value } })}
          autoComplete="off"
          maxLength={500}
        />
      )}
    </Part>
  );
}
