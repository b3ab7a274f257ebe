import { BlockStack, Box, Button, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { offerInWords, type Offer } from "../../referrals/landing/offer.ts";
import { referralWords } from "../../referrals/landing/words.ts";
import { languageNames } from "../language-names.ts";
import { useLocale, useT } from "../locale.tsx";

const LANGUAGES: readonly ShopperLocale[] = ["en", "de", "fr", "es", "it", "nl"];

/** The page that a friend sees, as what is typed makes it. */
export function OfferPreview({ offer }: { offer: Omit<Offer, "locale" | "firstName"> }) {
  const t = useT();
  const [locale, setLocale] = useState<ShopperLocale>(useLocale());
  const words = referralWords[locale];
  const { title, text, value, conditions, disclosure } = offerInWords({
    ...offer,
    locale,
    firstName: "Anna",
  });
  return (
    <BlockStack gap="400">
      <Select
        label={t("referrals.previewLanguage")}
        options={LANGUAGES.map((language) => ({ value: language, label: t(languageNames[language]) }))}
        value={locale}
        onChange={(language) => setLocale(language as ShopperLocale)}
      />
      <div className="wrap-anywhere" lang={locale}>
        <Box borderWidth="025" borderColor="border" borderRadius="200" padding="400">
          <BlockStack gap="200">
            <Text as="h3" variant="headingLg">
              {title}
            </Text>
            {text !== null && <Text as="p">{text}</Text>}
            <Text as="p" variant="headingMd">
              {value}
            </Text>
            <Text as="p">{conditions.join(" ")}</Text>
            <Text as="p">{disclosure}</Text>
            {/* As it stands there; nobody types into a picture of it. */}
            <TextField label={words.email} value="" disabled autoComplete="off" />
            <Text as="p" tone="subdued">
              {words.hint}
            </Text>
            <InlineStack>
              <Button variant="primary" disabled>
                {words.send}
              </Button>
            </InlineStack>
          </BlockStack>
        </Box>
      </div>
    </BlockStack>
  );
}
