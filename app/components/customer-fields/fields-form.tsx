import { Banner, BlockStack, FormLayout, Select, TextField } from "@shopify/polaris";
import { useState } from "react";

import { FIELD_VALUE_LIMIT } from "../../notes/fields/field.ts";
import type { ValuesAnswer } from "../../notes/fields/forms.ts";
import type { FieldValue } from "../../notes/fields/values.server.ts";
import { to } from "../../pages.ts";
import { useLocale, useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { FormButtons } from "../page/posting/form-buttons.tsx";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { useFieldIssue, useFieldValue } from "./field-words.ts";

type Props = { customerId: bigint; fields: readonly FieldValue[]; onClose: () => void };

/** Sets a customer's fields. After a conflict each field that others have set says what it is now, and saving counts as having seen that. */
export function FieldsForm({ customerId, fields, onClose }: Props) {
  const t = useT();
  const toast = useToast();
  const issueWords = useFieldIssue();
  const post = usePost<() => Promise<ValuesAnswer>>({ action: to("customerValues", { customerId }) });
  const locale = useLocale();
  const [begun] = useState(() => new Map(fields.map(({ key, value }) => [key, value])));
  const [shown] = useState(() =>
    Object.fromEntries(
      fields.map(({ key, kind, value }) => [key, kind === "number" ? typedNumber(value, locale) : (value ?? "")]),
    ),
  );
  const [typed, type] = useState<Readonly<Record<string, string>>>(shown);
  const { answer } = post;
  const conflict = answer?.ok === false && "changed" in answer;
  const errors = answer?.ok === false && "errors" in answer ? answer.errors : {};
  useTellOnce(answer, (answer) => {
    if (!answer.ok) return;
    toast(t("notes.fieldsSaved"));
    onClose();
  });
  return (
    <form {...post.form} aria-label={t("notes.fieldsTitle")}>
      <BlockStack gap="300">
        {conflict && (
          <Banner tone="warning">
            <p>{t("notes.fieldsConflict")}</p>
          </Banner>
        )}
        <FormLayout>
          {fields.map((field) => {
            const before = begun.get(field.key) ?? null;
            const others = conflict && typed[field.key] !== shown[field.key] && field.value !== before;
            return (
              <div key={field.key}>
                <input type="hidden" name={`seen:${field.key}`} value={(others ? field.value : before) ?? ""} />
                <Input
                  field={field}
                  typed={typed[field.key] ?? ""}
                  onChange={(text) => type((all) => ({ ...all, [field.key]: text }))}
                  error={issueWords(errors[field.key])}
                  others={others}
                />
              </div>
            );
          })}
        </FormLayout>
        <FormButtons send={t("notes.fieldsSave")} busy={post.busy} onClose={onClose} />
      </BlockStack>
    </form>
  );
}

type InputProps = {
  field: FieldValue;
  typed: string;
  onChange: (text: string) => void;
  error: string | undefined;
  /** Whether others have set it meanwhile, too. */
  others: boolean;
};

function Input({ field: { key, name, kind, value }, typed, onChange, error, others }: InputProps) {
  const t = useT();
  const valueWords = useFieldValue();
  const helpText = !others
    ? undefined
    : value === null
      ? t("notes.fieldsEmptyNow")
      : t("notes.fieldsNow", { value: valueWords(kind, value) });
  const shared = { label: name, name: `field:${key}`, value: typed, onChange, error, helpText };
  if (kind === "yes-no")
    return (
      <Select
        {...shared}
        options={[
          { value: "", label: t("notes.choose") },
          { value: "yes", label: t("notes.yes") },
          { value: "no", label: t("notes.no") },
        ]}
      />
    );
  return (
    <TextField
      {...shared}
      type={kind === "date" ? "date" : "text"}
      inputMode={kind === "number" ? "decimal" : "text"}
      maxLength={FIELD_VALUE_LIMIT}
      autoComplete="off"
    />
  );
}

/** As its reader types it: with their own sign before the fraction, and without groups. */
function typedNumber(value: string | null, locale: string): string {
  return locale === "de" ? (value ?? "").replace(".", ",") : (value ?? "");
}
