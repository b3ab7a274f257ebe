import { BlockStack, Box, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { EmailFrame } from "./email-frame.tsx";
import { languageNames } from "../language-names.ts";
import { useLocale, useT } from "../locale.tsx";

type Email = { locale: ShopperLocale; subject: string; html: string };

/** The email as it arrives, in the language chosen. */
export function EmailPreview({ emails, sender }: { emails: readonly Email[]; sender: { name: string; address: string } }) {
  const t = useT();
  const [shown, setShown] = useState<string>(useLocale());
  const email = emails.find(({ locale }) => locale === shown) ?? emails[0];
  if (email === undefined) return null;
  const language = t(languageNames[email.locale]);
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t("flows.preview")}
      </Text>
      <Select
        label={t("flows.previewLanguage")}
        options={emails.map(({ locale }) => ({ value: locale, label: t(languageNames[locale]) }))}
        value={email.locale}
        onChange={setShown}
      />
      <dl className="mail-head">
        <dt>{t("flows.from")}</dt>
        <dd>{`${sender.name} <${sender.address}>`}</dd>
        <dt>{t("flows.subject")}</dt>
        <dd lang={email.locale}>{email.subject}</dd>
      </dl>
      <Box borderWidth="025" borderColor="border" borderRadius="200" overflowX="hidden">
        <EmailFrame key={email.locale} html={email.html} title={t("flows.previewFrame", { language })} language={email.locale} />
      </Box>
    </BlockStack>
  );
}
