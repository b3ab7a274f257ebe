import { BlockStack, Button, Card, InlineStack, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import type { EmailLanguage } from "../../messages/content/document/document.ts";
import { useT } from "../locale.tsx";
import { EmailFrame } from "./email-frame.tsx";

type Shown = { subject: string; preheader: string; html: string; text: string };
type Way = "wide" | "phone" | "dark" | "plain";
const ways = {
  wide: "emailEditor.wide",
  phone: "emailEditor.phone",
  dark: "emailEditor.dark",
  plain: "emailEditor.plain",
} as const;

type Props = {
  language: EmailLanguage;
  email: Shown | null;
  knows: "all" | "nothing";
  onKnows: (knows: "all" | "nothing") => void;
};

/** The email as it arrives. The frame may do nothing: no scripts, no forms, no way out of it. */
export function Preview({ language, email, knows, onKnows }: Props) {
  const t = useT();
  const [way, setWay] = useState<Way>("wide");
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("emailEditor.preview")}
        </Text>
        <InlineStack gap="100">
          {(Object.keys(ways) as Way[]).map((one) => (
            <Button key={one} pressed={way === one} onClick={() => setWay(one)}>
              {t(ways[one])}
            </Button>
          ))}
        </InlineStack>
        <Select
          label={t("emailEditor.previewFor")}
          options={[
            { value: "all", label: t("emailEditor.knowsAll") },
            { value: "nothing", label: t("emailEditor.knowsNothing") },
          ]}
          value={knows}
          onChange={(value) => onKnows(value === "nothing" ? "nothing" : "all")}
        />
        {email === null ? (
          <Text as="p" tone="subdued">
            {t("emailEditor.noPreview")}
          </Text>
        ) : (
          <>
            <dl className="mail-head">
              <dt>{t("emailEditor.subject")}</dt>
              <dd lang={language}>{email.subject}</dd>
              <dt>{t("emailEditor.preheader")}</dt>
              <dd lang={language}>{email.preheader}</dd>
            </dl>
            {way === "plain" ? (
              <pre className="plain-mail" lang={language} tabIndex={0}>
                {email.text}
              </pre>
            ) : (
              <EmailFrame
                html={inScheme(email.html, way === "dark")}
                title={t("emailEditor.previewFrame")}
                language={language}
                isPhone={way === "phone"}
              />
            )}
          </>
        )}
      </BlockStack>
    </Card>
  );
}

/** As a light or a dark program shows it, whatever the merchant's own device is. */
export function inScheme(html: string, dark: boolean): string {
  return html.replaceAll("@media (prefers-color-scheme: dark)", dark ? "@media all" : "@media not all");
}
