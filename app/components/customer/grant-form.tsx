import { BlockStack, FormLayout, Select, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { GrantAnswer } from "../../tiers/grant-form.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { FormButtons } from "../page/posting/form-buttons.tsx";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";

type Props = { levels: readonly { key: string; name: string }[]; onClose: () => void };

/** Gives a customer a tier until the end of a day, whatever is earned. */
export function GrantForm({ levels, onClose }: Props) {
  const t = useT();
  const toast = useToast();
  const post = usePost<GrantAnswer>();
  const [tier, setTier] = useState(levels.at(-1)?.key ?? "");
  const [until, setUntil] = useState("");
  const { answer } = post;
  useTellOnce(answer, (answer) => {
    if (!answer.granted) return;
    toast(t("customer.granted"));
    onClose();
  });
  const errors = answer?.granted === false ? answer.errors : {};
  return (
    <form {...post.form} aria-label={t("customer.grant")}>
      <input type="hidden" name="intent" value="grant" />
      <BlockStack gap="300">
        <FormLayout>
          <Select
            label={t("customer.grantTier")}
            name="tier"
            options={[
              ...levels.map(({ key, name }) => ({ label: name, value: key })),
              { label: t("customer.grantNone"), value: "" },
            ]}
            value={tier}
            onChange={setTier}
            error={errors.tier === undefined ? undefined : t("customer.grantIssueTier")}
          />
          {tier !== "" && (
            <TextField
              label={t("customer.grantUntil")}
              name="until"
              type="date"
              value={until}
              onChange={setUntil}
              autoComplete="off"
              helpText={t("customer.grantHelp")}
              error={errors.until === undefined ? undefined : t("customer.grantIssueDate")}
            />
          )}
        </FormLayout>
        <FormButtons send={t("customer.grantSubmit")} busy={post.busy} onClose={onClose} />
      </BlockStack>
    </form>
  );
}
