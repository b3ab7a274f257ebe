import { BlockStack, FormLayout, TextField } from "@shopify/polaris";

import type { Texts } from "../../program/rules/texts.ts";
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

/** A merchant's words for shoppers in German and English; what stands there in other languages stays. */
export function WordsField({ label, help, value, onChange, error, lines, placeholder }: Props) {
  const t = useT();
  const field = (language: "de" | "en", name: string) => (
    <TextField
      label={t("programEdit.inLanguage", { label, language: name })}
      value={value[language] ?? ""}
      onChange={(text) => onChange({ ...value, [language]: text })}
      {...(lines === undefined ? {} : { multiline: lines })}
      {...(placeholder === undefined ? {} : { placeholder: placeholder[language] })}
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
    </BlockStack>
  );
}
