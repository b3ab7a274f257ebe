import { Select, TextField } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { textLocales, type TextLocale } from "../../rewards/reward-draft.ts";
import { useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { DraftForm } from "./draft-form.ts";

const names: Record<TextLocale, PlainKey> = {
  en: "rewardForm.localeEn",
  de: "rewardForm.localeDe",
  fr: "rewardForm.localeFr",
  es: "rewardForm.localeEs",
  it: "rewardForm.localeIt",
  nl: "rewardForm.localeNl",
};

type Props = { form: DraftForm; locale: TextLocale; onLocale: (locale: TextLocale) => void };

/** Title and description, a language at a time. */
export function TextsPart({ form, locale, onLocale }: Props) {
  const t = useT();
  const { titles, descriptions } = form.draft;
  const name = (one: TextLocale) =>
    titles[one].trim() === "" ? t(names[one]) : t("rewardForm.languageFilled", { language: t(names[one]) });
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
    </Part>
  );
}
