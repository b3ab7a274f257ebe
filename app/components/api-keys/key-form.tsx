import { BlockStack, Button, Card, ChoiceList, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { lifetimes, NAME_LIMIT, scopes, type KeyIssue, type Scope } from "../../keys/key.ts";
import { useT } from "../locale.tsx";
import { scopeWords } from "./scope-words.ts";

type Props = { busy: boolean; issue: KeyIssue | null; submit: (fields: FormData) => void };

/** Makes a key: its name, what it may do, and for how long. */
export function KeyForm({ busy, issue, submit }: Props) {
  const t = useT();
  const [name, setName] = useState("");
  const [chosen, choose] = useState<Scope[]>([]);
  const [days, setDays] = useState("0");
  const create = () => {
    const fields = new FormData();
    fields.set("intent", "create");
    fields.set("name", name);
    fields.set("days", days);
    for (const scope of chosen) fields.append("scope", scope);
    submit(fields);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("apiKeys.newTitle")}
        </Text>
        <TextField
          label={t("apiKeys.name")}
          helpText={t("apiKeys.nameHelp")}
          value={name}
          maxLength={NAME_LIMIT}
          autoComplete="off"
          error={issue === "name" ? t("apiKeys.issueName") : undefined}
          onChange={setName}
        />
        <ChoiceList
          allowMultiple
          title={t("apiKeys.scopes")}
          choices={scopes.map((scope) => ({ value: scope, label: t(scopeWords[scope]), helpText: scope }))}
          selected={chosen}
          error={issue === "scopes" ? t("apiKeys.issueScopes") : undefined}
          onChange={(selected) => choose(scopes.filter((scope) => selected.includes(scope)))}
        />
        <Select
          label={t("apiKeys.lifetime")}
          options={lifetimes.map((lifetime) => ({
            value: String(lifetime ?? 0),
            label: lifetime === null ? t("apiKeys.forever") : t("apiKeys.days", { count: lifetime }),
          }))}
          value={days}
          onChange={setDays}
        />
        {issue === "too-many" && (
          <Text as="p" tone="critical">
            {t("apiKeys.issueMany")}
          </Text>
        )}
        <InlineStack>
          <Button variant="primary" loading={busy} onClick={create}>
            {t("apiKeys.create")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
