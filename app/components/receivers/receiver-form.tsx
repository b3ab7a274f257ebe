import { BlockStack, Button, Card, ChoiceList, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { toldKinds, type ToldKind } from "../../deliveries/payload.ts";
import type { ReceiverIssue } from "../../deliveries/receiver.ts";
import { useT } from "../locale.tsx";
import { issueWords, kindWords } from "./words.ts";

type KindsProps = { chosen: readonly ToldKind[]; issue: ReceiverIssue | null; choose: (kinds: ToldKind[]) => void };

/** What a receiver is told. */
export function KindChoice({ chosen, issue, choose }: KindsProps) {
  const t = useT();
  return (
    <ChoiceList
      allowMultiple
      title={t("receivers.kinds")}
      choices={toldKinds.map((kind) => ({ value: kind, label: t(kindWords[kind]), helpText: kind }))}
      selected={[...chosen]}
      error={issue === "kinds" ? t("receivers.issueKinds") : undefined}
      onChange={(selected) => choose(toldKinds.filter((kind) => selected.includes(kind)))}
    />
  );
}

/** The kinds as a form has them. */
export function kindFields(intent: string, kinds: readonly ToldKind[]): FormData {
  const fields = new FormData();
  fields.set("intent", intent);
  for (const kind of kinds) fields.append("kind", kind);
  return fields;
}

type Props = { busy: boolean; issue: ReceiverIssue | null; submit: (fields: FormData) => void };

/** Makes a receiver: where it is, and what it is told. */
export function ReceiverForm({ busy, issue, submit }: Props) {
  const t = useT();
  const [url, setUrl] = useState("");
  const [kinds, choose] = useState<ToldKind[]>([]);
  const create = () => {
    const fields = kindFields("create", kinds);
    fields.set("url", url);
    submit(fields);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("receivers.newTitle")}
        </Text>
        <TextField
          type="url"
          label={t("receivers.url")}
          helpText={t("receivers.urlHelp")}
          value={url}
          autoComplete="off"
          error={issue === null || issue === "kinds" || issue === "too-many" ? undefined : t(issueWords[issue])}
          onChange={setUrl}
        />
        <KindChoice chosen={kinds} issue={issue} choose={choose} />
        {issue === "too-many" && (
          <Text as="p" tone="critical">
            {t(issueWords[issue])}
          </Text>
        )}
        <InlineStack>
          <Button variant="primary" loading={busy} onClick={create}>
            {t("receivers.create")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
