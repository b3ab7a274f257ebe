import { BlockStack, Checkbox, FormLayout, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { REASON_LIMIT, type AdjustmentAnswer } from "../../points/adjusting/adjustment-form.ts";
import { useToast } from "../page/bridge/toast.ts";
import { adjustmentWords } from "../words/adjustment-words.ts";
import { useT } from "../locale.tsx";
import { PublicReasonField } from "../points-tools/public-reason.tsx";
import { FormButtons } from "../page/posting/form-buttons.tsx";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";

/** Adds or takes away points with a reason. Stays open, with the errors beside their fields, until it is posted. */
export function AdjustmentForm({ adjustmentKey, onClose }: { adjustmentKey: string; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const post = usePost<() => Promise<AdjustmentAnswer>>();
  const [points, setPoints] = useState("");
  const [reason, setReason] = useState("");
  const [publicReason, setPublicReason] = useState("");
  const [tell, setTell] = useState(false);
  const [affectsTier, setAffectsTier] = useState(false);
  // Kept from the first rendering: the page may read its data again while the form is open, but this stays one adjustment.
  const [key] = useState(adjustmentKey);
  const { answer } = post;
  const errors = answer?.ok === false ? answer.errors : {};
  useTellOnce(answer, (answer) => {
    if (!answer.ok) return;
    // Sent twice, it is posted all the same: that is what they want to know.
    toast(t("customer.adjusted", { count: answer.points }));
    onClose();
  });
  const words = adjustmentWords(t, answer?.ok === false ? answer.count : 0n);
  return (
    <form {...post.form} aria-label={t("customer.adjustTitle")}>
      <input type="hidden" name="key" value={key} />
      <BlockStack gap="300">
        <Text as="h3" variant="headingSm">
          {t("customer.adjustTitle")}
        </Text>
        <FormLayout>
          <TextField
            label={t("customer.adjustPoints")}
            name="points"
            value={points}
            onChange={setPoints}
            autoComplete="off"
            inputMode="text"
            autoFocus
            maxLength={24}
            requiredIndicator
            helpText={t("customer.adjustPointsHelp")}
            error={words(errors.points)}
          />
          <TextField
            label={t("customer.adjustReason")}
            name="reason"
            value={reason}
            onChange={setReason}
            autoComplete="off"
            maxLength={REASON_LIMIT}
            showCharacterCount
            requiredIndicator
            helpText={t("customer.adjustReasonHelp")}
            error={words(errors.reason)}
          />
          <PublicReasonField value={publicReason} onChange={setPublicReason} error={words(errors.publicReason)} />
          <div>
            <input type="hidden" name="tell" value={String(tell)} />
            <Checkbox
              label={t("customer.adjustTell")}
              helpText={t("customer.adjustTellHelp")}
              checked={tell}
              onChange={setTell}
            />
          </div>
          <div>
            <input type="hidden" name="affectsTier" value={String(affectsTier)} />
            <Checkbox
              label={t("customer.adjustTier")}
              helpText={t("customer.adjustTierHelp")}
              checked={affectsTier}
              onChange={setAffectsTier}
            />
          </div>
        </FormLayout>
        <FormButtons send={t("customer.adjustSubmit")} busy={post.busy} onClose={onClose} />
      </BlockStack>
    </form>
  );
}
