import { BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { useState } from "react";

import type { FieldValue } from "../../notes/fields/values.server.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { useFieldValue } from "./field-words.ts";
import { FieldsForm } from "./fields-form.tsx";

type Props = {
  customerId: bigint;
  fields: readonly FieldValue[];
  /** Whether they can still be set. */
  open: boolean;
};

/** What the shop's own fields say of a customer. Those without a value are told in the form alone. */
export function FieldsCard({ customerId, fields, open }: Props) {
  const t = useT();
  const valueWords = useFieldValue();
  const [editing, edit] = useState(false);
  const told = fields.filter(({ value }) => value !== null);
  if (!open && told.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" gap="200">
          <Text as="h2" variant="headingMd">
            {t("notes.fieldsTitle")}
          </Text>
          {open && fields.length > 0 && !editing && (
            <Button variant="plain" onClick={() => edit(true)}>
              {t("notes.fieldsEdit")}
            </Button>
          )}
        </InlineStack>
        {fields.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("notes.fieldsDefineText")} <Link url={to("customerFields")}>{t("notes.fieldsDefine")}</Link>
          </Text>
        ) : editing ? (
          <FieldsForm customerId={customerId} fields={fields} onClose={() => edit(false)} />
        ) : told.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("notes.fieldsNone")}
          </Text>
        ) : (
          <dl className="facts">
            {told.map((field) => (
              <div key={field.key}>
                <dt>
                  <Text as="span" tone="subdued">
                    {field.name}
                  </Text>
                </dt>
                <dd>{valueWords(field.kind, field.value ?? "")}</dd>
              </div>
            ))}
          </dl>
        )}
      </BlockStack>
    </Card>
  );
}
