import { BlockStack, Button, ButtonGroup, InlineStack, Select } from "@shopify/polaris";
import { useEffect, useRef } from "react";

import { naming, pointsName } from "../../../i18n/shopper/say.ts";
import type { EmailLanguage } from "../../../messages/content/document/document.ts";
import { variableNames, variables } from "../../../messages/content/document/variables.ts";
import { useLocale, useShop, useT } from "../../locale.tsx";
import { LiquidField } from "../completion/liquid-field.tsx";

type Props = {
  id: string;
  label: string;
  help?: string;
  /** Whether bold, links and lists can be written. */
  markup?: boolean;
  language: EmailLanguage;
  value: string;
  onChange: (value: string) => void;
};

/** Words of an email, with buttons that put markup and values where the cursor is. */
export function WordsField({ id, label, help, markup = false, language, value, onChange }: Props) {
  const t = useT();
  const locale = useLocale();
  const called = pointsName({ locale: language, names: useShop().pointsNames });
  const selection = useRef<[number, number] | null>(null);
  const next = useRef<[number, number] | null>(null);
  const field = () => document.getElementById(id) as HTMLTextAreaElement | HTMLInputElement | null;
  useEffect(() => {
    if (next.current === null) return;
    const element = field();
    element?.focus();
    element?.setSelectionRange(...next.current);
    next.current = null;
  });
  const put = (before: string, sample: string, after: string) => {
    const [from, to] = selection.current ?? [value.length, value.length];
    const inside = value.slice(from, to) || sample;
    next.current = [from + before.length, from + before.length + inside.length];
    onChange(`${value.slice(0, from)}${before}${inside}${after}${value.slice(to)}`);
  };
  const remember = () => {
    const element = field();
    if (element !== null) selection.current = [element.selectionStart ?? value.length, element.selectionEnd ?? value.length];
  };
  const names = variableNames.map((name) => ({ value: name, label: variables[name].words[locale] }));
  return (
    <BlockStack gap="200">
      <LiquidField
        {...{ id, label, language, value, onChange, onBlur: remember }}
        {...(help === undefined ? {} : { helpText: help })}
        {...(markup ? { multiline: 6, maxHeight: 480 } : { maxLength: 200 })}
      />
      <InlineStack gap="200" blockAlign="end">
        {markup && (
          <ButtonGroup>
            <Button onClick={() => put("**", t("emailEditor.boldSample"), "**")}>{t("emailEditor.bold")}</Button>
            <Button onClick={() => put("[", t("emailEditor.linkSample"), "](shop)")}>{t("emailEditor.link")}</Button>
            <Button onClick={() => put("\n- ", t("emailEditor.linkSample"), "\n")}>{t("emailEditor.listItem")}</Button>
          </ButtonGroup>
        )}
        <Select
          label={t("emailEditor.variable")}
          options={[{ value: "", label: "–" }, ...names]}
          value=""
          onChange={(chosen) => {
            const name = variableNames.find((known) => known === chosen);
            if (name === undefined) return;
            const sample = naming(variables[name].sample[language], called);
            put(
              variables[name].sure ? `{{ ${name} }}` : `{{ ${name} | default: "`,
              variables[name].sure ? "" : sample,
              variables[name].sure ? "" : '" }}',
            );
          }}
        />
      </InlineStack>
    </BlockStack>
  );
}
