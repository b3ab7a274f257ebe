import { BlockStack, Button, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { FIELD_NAME_LIMIT, fieldKinds } from "../../notes/fields/field.ts";
import type { DefinitionAnswer } from "../../notes/fields/forms.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { kindNames, useNameIssue } from "./field-words.ts";

/** A new field of the shop's own. */
export function DefineForm() {
  const t = useT();
  const toast = useToast();
  const issueWords = useNameIssue();
  const post = usePost<() => Promise<DefinitionAnswer>>();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<string>("text");
  useTellOnce(post.answer, (answer) => {
    if (answer.ok) toast(t("notes.setupDefined"));
  });
  return (
    <form {...post.form} aria-label={t("notes.setupAdd")}>
      <input type="hidden" name="intent" value="define" />
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("notes.setupAdd")}
        </Text>
        <FormLayout>
          <FormLayout.Group>
            <TextField
              label={t("notes.setupName")}
              helpText={t("notes.setupNameHelp")}
              name="name"
              value={name}
              onChange={setName}
              autoComplete="off"
              maxLength={FIELD_NAME_LIMIT}
              requiredIndicator
              error={post.answer?.ok === false ? issueWords(post.answer.issue) : undefined}
            />
            <Select
              label={t("notes.setupKind")}
              helpText={t("notes.setupKindHelp")}
              name="kind"
              options={fieldKinds.map((value) => ({ value, label: t(kindNames[value]) }))}
              value={kind}
              onChange={setKind}
            />
          </FormLayout.Group>
        </FormLayout>
        <InlineStack>
          <Button submit variant="primary" loading={post.busy}>
            {t("notes.setupCreate")}
          </Button>
        </InlineStack>
      </BlockStack>
    </form>
  );
}
