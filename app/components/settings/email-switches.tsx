import { Badge, BlockStack, Card, Checkbox, InlineStack, Text } from "@shopify/polaris";

import type { Purpose, Switch } from "../../messages/templates/template.ts";
import { useLocale, useT } from "../locale.tsx";

/** An email that merchants switch on and off, as its template says. */
export type SwitchedEmail<Key extends string> = { key: Key; purpose: Purpose; words: Switch["words"] };

type Props<Key extends string> = {
  switches: Record<Key, boolean>;
  emails: readonly SwitchedEmail<Key>[];
  onChange: (email: Key, on: boolean) => void;
};

/** Each email with its switch, inside a form: what is on is sent as `email`. */
export function EmailSwitches<Key extends string>({ switches, emails, onChange }: Props<Key>) {
  const t = useT();
  const locale = useLocale();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("emails.which")}
          </Text>
          <Text as="p" tone="subdued">
            {t("emails.purposes")}
          </Text>
        </BlockStack>
        {emails.map(({ key, purpose, words }) => (
          <InlineStack key={key} align="space-between" blockAlign="start" gap="200">
            {switches[key] && <input type="hidden" name="email" value={key} />}
            <Checkbox
              id={key}
              label={words[locale].name}
              helpText={words[locale].help}
              checked={switches[key]}
              onChange={(on) => onChange(key, on)}
            />
            <Badge tone={purpose === "transactional" ? "info" : undefined}>
              {purpose === "transactional" ? t("emails.transactional") : t("emails.marketing")}
            </Badge>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}
