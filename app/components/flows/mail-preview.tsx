import { BlockStack, Box, ButtonGroup, Button, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import type { MailLocale } from "../../messages/mails/templates.ts";
import { useLocale, useT } from "../locale.tsx";

type Mail = { locale: MailLocale; subject: string; html: string };

const languages: Record<MailLocale, PlainKey> = { en: "flows.english", de: "flows.german" };

/** The mail as it arrives. The frame may do nothing: no scripts, no forms, no way out of it. */
export function MailPreview({ mails, sender }: { mails: readonly Mail[]; sender: { name: string; address: string } }) {
  const t = useT();
  const [shown, setShown] = useState<MailLocale>(useLocale());
  const mail = mails.find(({ locale }) => locale === shown) ?? mails[0];
  if (mail === undefined) return null;
  const language = t(languages[mail.locale]);
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h2" variant="headingMd">
          {t("flows.preview")}
        </Text>
        <div role="group" aria-label={t("flows.previewLanguage")}>
          <ButtonGroup variant="segmented">
            {mails.map(({ locale }) => (
              <Button key={locale} pressed={locale === mail.locale} onClick={() => setShown(locale)}>
                {t(languages[locale])}
              </Button>
            ))}
          </ButtonGroup>
        </div>
      </InlineStack>
      <dl className="mail-head">
        <dt>{t("flows.from")}</dt>
        <dd>{`${sender.name} <${sender.address}>`}</dd>
        <dt>{t("flows.subject")}</dt>
        <dd lang={mail.locale}>{mail.subject}</dd>
      </dl>
      <Box borderWidth="025" borderColor="border" borderRadius="200" overflowX="hidden">
        <iframe
          key={mail.locale}
          className="mail"
          sandbox=""
          srcDoc={mail.html}
          title={t("flows.previewFrame", { language })}
          lang={mail.locale}
        />
      </Box>
    </BlockStack>
  );
}
