import { BlockStack, Button, Card, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { to } from "../../../pages.ts";
import { LONGEST_CHANGE, LONGEST_TITLE, type ChangeWords } from "../../../surveys/changes/change.ts";
import { surveyLanguages } from "../../../surveys/content/survey.ts";
import { languageNames } from "../../language-names.ts";
import { useT } from "../../locale.tsx";
import { Edge } from "../../page/edge.tsx";
import { usePost } from "../../page/posting/post.ts";
import { useTellOnce } from "../../tell-once.ts";
import { useTellOfChange, type ChangeAnswer } from "./told.ts";

/** A change in the merchant's words, in one language or both. */
export function ChangeForm({ words, onType }: { words: ChangeWords; onType: (words: ChangeWords) => void }) {
  const t = useT();
  return (
    <FormLayout>
      {surveyLanguages.map((language) => (
        <BlockStack key={language} gap="200">
          <TextField
            label={t("surveyChanges.titleIn", { language: t(languageNames[language]) })}
            value={words.title[language]}
            maxLength={LONGEST_TITLE}
            autoComplete="off"
            onChange={(text) => onType({ ...words, title: { ...words.title, [language]: text } })}
          />
          <TextField
            label={t("surveyChanges.textIn", { language: t(languageNames[language]) })}
            value={words.text[language]}
            maxLength={LONGEST_CHANGE}
            multiline={2}
            autoComplete="off"
            onChange={(text) => onType({ ...words, text: { ...words.text, [language]: text } })}
          />
        </BlockStack>
      ))}
      <TextField
        label={t("surveyChanges.madeOn")}
        type="date"
        value={words.madeOn}
        autoComplete="off"
        onChange={(madeOn) => onType({ ...words, madeOn })}
      />
    </FormLayout>
  );
}

/** As a form of the page has it. */
export function fieldsOf({ title, text, madeOn }: ChangeWords): Record<string, string> {
  return { titleDe: title.de, titleEn: title.en, textDe: text.de, textEn: text.en, madeOn };
}

/** Where a change is written down. */
export function NewChange({ today }: { today: string }) {
  const t = useT();
  const fresh: ChangeWords = { title: { de: "", en: "" }, text: { de: "", en: "" }, madeOn: today };
  const [words, setWords] = useState<ChangeWords | null>(null);
  const tell = useTellOfChange();
  const post = usePost<ChangeAnswer>({ action: to("surveyChanges") });
  useTellOnce(post.answer, (answer) => {
    tell(answer);
    if (answer.outcome === "done") setWords(null);
  });
  if (words === null)
    return (
      <Edge>
        <Button variant="primary" onClick={() => setWords(fresh)}>
          {t("surveyChanges.add")}
        </Button>
      </Edge>
    );
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("surveyChanges.add")}
          </Text>
          <Text as="p" tone="subdued">
            {t("surveyChanges.addHelp")}
          </Text>
        </BlockStack>
        <ChangeForm words={words} onType={setWords} />
        <InlineStack gap="200">
          <Button variant="primary" loading={post.busy} onClick={() => post.submit({ intent: "create", ...fieldsOf(words) })}>
            {t("surveyChanges.save")}
          </Button>
          <Button onClick={() => setWords(null)}>{t("surveyChanges.cancel")}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
