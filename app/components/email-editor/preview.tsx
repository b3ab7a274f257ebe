import { BlockStack, Card, Text } from "@shopify/polaris";

import type { EmailLanguage } from "../../messages/content/document/document.ts";
import { ShownEmail } from "../emails/shown-email.tsx";
import { useT } from "../locale.tsx";
import { ReaderField, type PreviewReader } from "./reader-field.tsx";

type Shown = { subject: string; preheader: string; html: string; text: string };

type Props = {
  language: EmailLanguage;
  email: Shown | null;
  reader: PreviewReader;
  onReader: (reader: PreviewReader) => void;
};

/** The email as it arrives. */
export function Preview({ language, email, reader, onReader }: Props) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("emailEditor.preview")}
        </Text>
        <ReaderField reader={reader} onReader={onReader} />
        {email === null ? (
          <Text as="p" tone="subdued">
            {t("emailEditor.noPreview")}
          </Text>
        ) : (
          <ShownEmail
            email={email}
            language={language}
            title={t("emailEditor.previewFrame")}
            head={
              <dl className="mail-head">
                <dt>{t("emailEditor.subject")}</dt>
                <dd lang={language}>{email.subject}</dd>
                <dt>{t("emailEditor.preheader")}</dt>
                <dd lang={language}>{email.preheader}</dd>
              </dl>
            }
          />
        )}
      </BlockStack>
    </Card>
  );
}
