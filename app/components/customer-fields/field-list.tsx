import { Banner, BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { RemovalAnswer } from "../../actions/merchant/define-fields.server.ts";
import { FIELD_NAME_LIMIT, MOST_COUNTED, type Field } from "../../notes/fields/field.ts";
import type { DefinitionAnswer } from "../../notes/fields/forms.ts";
import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { FormButtons } from "../page/posting/form-buttons.tsx";
import { usePost } from "../page/posting/post.ts";
import { UseList } from "../segment/use-card.tsx";
import { useTellOnce } from "../tell-once.ts";
import { kindNames, useNameIssue } from "./field-words.ts";

/** `customers`: of how many it says something, counted up to `MOST_COUNTED`; more is one more. */
type Shown = Field & { customers: number };

/** A shop's own fields, each to be renamed or taken away. */
export function FieldList({ fields }: { fields: readonly Shown[] }) {
  const t = useT();
  const toast = useToast();
  const post = usePost<() => Promise<RemovalAnswer>>();
  const [asked, ask] = useState<Shown | null>(null);
  useTellOnce(post.answer, (answer) => {
    if (answer.ok) toast(t("notes.setupRemoved"));
  });
  const refused = post.answer?.ok === false ? post.answer : null;
  const lost = asked === null ? null : Math.min(asked.customers, MOST_COUNTED);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("notes.setupList")}
        </Text>
        {refused !== null && (
          <Banner
            tone="warning"
            title={t("notes.setupInUse", { name: fields.find(({ key }) => key === refused.key)?.name ?? "" })}
          >
            <UseList uses={refused.uses} />
          </Banner>
        )}
        {fields.length === 0 && (
          <Text as="p" tone="subdued">
            {t("notes.setupEmpty")}
          </Text>
        )}
        {fields.map((field) => (
          <Line key={field.key} field={field} busy={post.busy} onRemove={() => ask(field)} />
        ))}
      </BlockStack>
      <Confirm
        open={asked !== null}
        title={t("notes.setupRemoveTitle", { name: asked?.name ?? "" })}
        action={t("notes.setupRemove")}
        destructive
        onConfirm={() => {
          if (asked !== null) post.submit({ intent: "remove", key: asked.key });
        }}
        onClose={() => ask(null)}
      >
        <p>
          {t(lost !== null && asked !== null && asked.customers > lost ? "notes.setupRemoveMany" : "notes.setupRemoveText", {
            count: lost ?? 0,
          })}
        </p>
      </Confirm>
    </Card>
  );
}

function Line({ field: { key, name, kind, customers }, busy, onRemove }: { field: Shown; busy: boolean; onRemove: () => void }) {
  const t = useT();
  const [renaming, rename] = useState(false);
  const counted = Math.min(customers, MOST_COUNTED);
  if (renaming) return <RenameForm field={{ key, name, kind }} onClose={() => rename(false)} />;
  return (
    <InlineStack align="space-between" blockAlign="center" gap="300">
      <div className="wrap-anywhere">
        <Text as="h3" fontWeight="semibold">
          {name}
        </Text>
        <Text as="p" tone="subdued">
          {[t(kindNames[kind]), t(customers > counted ? "notes.setupUsedMany" : "notes.setupUsed", { count: counted })].join(
            " · ",
          )}
        </Text>
      </div>
      <InlineStack gap="200">
        <Button size="slim" accessibilityLabel={t("notes.setupRenameNamed", { name })} onClick={() => rename(true)}>
          {t("notes.setupRename")}
        </Button>
        <Button
          size="slim"
          tone="critical"
          disabled={busy}
          accessibilityLabel={t("notes.setupRemoveNamed", { name })}
          onClick={onRemove}
        >
          {t("notes.setupRemove")}
        </Button>
      </InlineStack>
    </InlineStack>
  );
}

function RenameForm({ field, onClose }: { field: Field; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const issueWords = useNameIssue();
  const post = usePost<() => Promise<DefinitionAnswer>>();
  const [name, setName] = useState(field.name);
  useTellOnce(post.answer, (answer) => {
    if (!answer.ok) return;
    toast(t("notes.setupRenamed"));
    onClose();
  });
  return (
    <form {...post.form} aria-label={t("notes.setupRenameNamed", { name: field.name })}>
      <input type="hidden" name="intent" value="rename" />
      <input type="hidden" name="key" value={field.key} />
      <BlockStack gap="200">
        <TextField
          label={t("notes.setupName")}
          name="name"
          value={name}
          onChange={setName}
          autoComplete="off"
          autoFocus
          maxLength={FIELD_NAME_LIMIT}
          error={post.answer?.ok === false ? issueWords(post.answer.issue) : undefined}
        />
        <FormButtons send={t("notes.setupRenameSave")} busy={post.busy} onClose={onClose} />
      </BlockStack>
    </form>
  );
}
