import { BlockStack, FormLayout, TextField } from "@shopify/polaris";

import type { Texts } from "../../program/rules/texts.ts";
import { shopperLocales, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { languageNames } from "../language-names.ts";
import { useT } from "../locale.tsx";

type Props = {
  label: string;
  help?: string;
  value: Texts;
  onChange: (value: Texts) => void;
  error?: string | undefined;
  lines?: number;
  placeholder?: { de: string; en: string };
};

/** A merchant's words for shoppers in German and English, and in each other language in which something stands there. */
export function WordsField({ label, help, value, onChange, error, lines, placeholder }: Props) {
  const t = useT();
  const others = shopperLocales.filter((language) => language !== "de" && language !== "en" && value[language] !== undefined);
  const field = (language: ShopperLocale, name: string) => (
    <TextField
      key={language}
      label={t("programEdit.inLanguage", { label, language: name })}
      value={value[language] ?? ""}
      onChange={(text) => onChange({ ...value, [language]: text })}
      {...(lines === undefined ? {} : { multiline: lines })}
      {...(placeholder === undefined || (language !== "de" && language !== "en") ? {} : { placeholder: placeholder[language] })}
      autoComplete="off"
      maxLength={500}
      error={language === "de" ? error : undefined}
      helpText={language === "de" ? help : undefined}
    />
  );
  return (
    <BlockStack gap="300">
      <FormLayout.Group>
        {field("de", t("programEdit.german"))}
        {field("en", t("programEdit.english"))}
      </FormLayout.Group>
      {others.length > 0 && (
        <FormLayout.Group>{others.map((language) => field(language, t(languageNames[language])))}</FormLayout.Group>
      )}
    </BlockStack>
  );
}
