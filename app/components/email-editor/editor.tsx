import { BlockStack, Button, Card, FormLayout, InlineStack, Layout, Tabs, Text, TextField } from "@shopify/polaris";
import { useEffect, useState, type ReactNode } from "react";

import {
  emailLanguages,
  type EmailDocument,
  type EmailLanguage,
  type Writing,
} from "../../messages/content/document/document.ts";
import type { Finding, Place } from "../../messages/content/checks/finding.ts";
import { stringifyJson } from "../../lib/json.ts";
import { languageNames } from "../language-names.ts";
import { useT } from "../locale.tsx";
import { fieldId } from "./blocks/block-fields.tsx";
import { BlockList } from "./blocks/block-list.tsx";
import { CheckList } from "./check-list.tsx";
import { Preview } from "./preview.tsx";
import type { PreviewReader } from "./reader-field.tsx";
import { WordsField } from "./blocks/words-field.tsx";

export type Draft = { name: string; document: EmailDocument };
export type PreviewAnswer = {
  language: EmailLanguage;
  rendered: { subject: string; preheader: string; html: string; text: string } | null;
  findings: Finding[];
  kilobytes: number | null;
};
/** What is asked for to be shown. */
export type PreviewQuestion = { document: EmailDocument; language: EmailLanguage; reader: PreviewReader };

type Props = {
  draft: Draft;
  onType: (change: Partial<Draft>) => void;
  language: EmailLanguage;
  onLanguage: (language: EmailLanguage) => void;
  preview: PreviewAnswer | undefined;
  onPreview: (question: PreviewQuestion) => void;
  /** What stands below the preview. */
  aside: ReactNode;
};

/** So long after the last key is the preview made anew. */
const PAUSE_MS = 300;

/** An email with all that can be set of it, beside how it arrives. */
export function Editor({ draft, onType, language, onLanguage, preview, onPreview, aside }: Props) {
  const t = useT();
  const { document: email } = draft;
  const [open, setOpen] = useState<string | null>(null);
  const [reader, setReader] = useState<PreviewReader>("all");
  const writing = email[language];
  const written = stringifyJson(email);
  useEffect(() => {
    const waiting = setTimeout(() => onPreview({ document: email, language, reader }), PAUSE_MS);
    return () => clearTimeout(waiting);
    // By what is typed, not by who is told of it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [written, language, reader]);
  const change = (part: Partial<Writing>) => {
    if (writing !== undefined) onType({ document: { ...email, [language]: { ...writing, ...part } } });
  };
  const show = (place: Place) => {
    onLanguage(place.language);
    if (place.block !== null) setOpen(place.block);
    const id = place.block === null ? `email-${place.field}` : fieldId(place.block, place.field);
    // Once its block has opened.
    setTimeout(() => {
      const field = window.document.getElementById(id);
      field?.focus();
      field?.scrollIntoView({ block: "center" });
    }, PAUSE_MS);
  };
  const fresh = preview?.language === language ? preview : undefined;
  return (
    <Layout>
      <Layout.Section>
        <BlockStack gap="400">
          <Card>
            <TextField
              label={t("emailEditor.nameLabel")}
              helpText={t("emailEditor.nameHelp")}
              value={draft.name}
              maxLength={100}
              autoComplete="off"
              onChange={(name) => onType({ name })}
            />
          </Card>
          <Tabs
            tabs={emailLanguages.map((one) => ({
              id: `language-${one}`,
              content: t(languageNames[one]),
              panelID: "email-language",
            }))}
            selected={emailLanguages.indexOf(language)}
            onSelect={(at) => onLanguage(emailLanguages[at] ?? language)}
          />
          <div id="email-language" tabIndex={-1}>
            {writing === undefined ? (
              <Missing email={email} language={language} onWrite={(own) => onType({ document: { ...email, [language]: own } })} />
            ) : (
              <BlockStack gap="400">
                <Card>
                  <FormLayout>
                    <WordsField
                      id="email-subject"
                      label={t("emailEditor.subject")}
                      language={language}
                      value={writing.subject}
                      onChange={(subject) => change({ subject })}
                    />
                    <WordsField
                      id="email-preheader"
                      label={t("emailEditor.preheader")}
                      help={t("emailEditor.preheaderHelp")}
                      language={language}
                      value={writing.preheader}
                      onChange={(preheader) => change({ preheader })}
                    />
                  </FormLayout>
                </Card>
                <BlockList
                  key={language}
                  blocks={writing.blocks}
                  language={language}
                  open={open}
                  onOpen={setOpen}
                  onChange={(blocks) => change({ blocks })}
                />
              </BlockStack>
            )}
          </div>
        </BlockStack>
      </Layout.Section>
      <Layout.Section variant="oneHalf">
        <BlockStack gap="400">
          <Preview language={language} email={fresh?.rendered ?? null} reader={reader} onReader={setReader} />
          <CheckList findings={preview?.findings ?? []} kilobytes={fresh?.kilobytes ?? null} onShow={show} />
          {aside}
        </BlockStack>
      </Layout.Section>
    </Layout>
  );
}

function Missing(props: { email: EmailDocument; language: EmailLanguage; onWrite: (writing: Writing) => void }) {
  const { email, language, onWrite } = props;
  const t = useT();
  const name = t(languageNames[language]);
  const other = emailLanguages.map((one) => email[one]).find((one) => one !== undefined);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="p">{t("emailEditor.notIn", { language: name })}</Text>
        <InlineStack gap="200">
          <Button onClick={() => onWrite({ subject: "", preheader: "", blocks: [] })}>
            {t("emailEditor.writeIn", { language: name })}
          </Button>
          {other !== undefined && <Button onClick={() => onWrite(other)}>{t("emailEditor.copyFrom")}</Button>}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
