import { BlockStack, List, TextField } from "@shopify/polaris";
import { useState } from "react";

import { REASON_MOST } from "../../customers/exclusions/exclusion-form.ts";
import { useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { FormButtons } from "../page/posting/form-buttons.tsx";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";

/** Says what an exclusion means, and begins it. */
export function ExclusionForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const post = usePost<{ excluded: boolean }>();
  const [reason, setReason] = useState("");
  useTellOnce(post.answer, () => {
    toast(t("exclusion.done"));
    onClose();
  });
  return (
    <form {...post.form} aria-label={t("exclusion.exclude")}>
      <input type="hidden" name="intent" value="exclude" />
      <BlockStack gap="300">
        <List>
          <List.Item>{t("exclusion.meansEarning")}</List.Item>
          <List.Item>{t("exclusion.meansPoints")}</List.Item>
          <List.Item>{t("exclusion.meansTold")}</List.Item>
          <List.Item>{t("exclusion.meansUndo")}</List.Item>
        </List>
        <TextField
          label={t("exclusion.reason")}
          name="reason"
          value={reason}
          onChange={setReason}
          autoComplete="off"
          maxLength={REASON_MOST}
          helpText={t("exclusion.reasonHelp")}
        />
        <FormButtons send={t("exclusion.exclude")} busy={post.busy} onClose={onClose} />
      </BlockStack>
    </form>
  );
}
