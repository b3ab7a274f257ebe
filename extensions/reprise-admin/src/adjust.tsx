/** @jsxImportSource preact */
import { useState } from "preact/hooks";

import type { AdjustedInBlock, AdjustWords } from "../../../app/shopify-admin/blocks.ts";
import { send } from "./api.ts";
import { t } from "./host.ts";

type Props = { words: AdjustWords; customerId: string; adjustmentKey: string; onDone: () => void };

const EMPTY = { points: "", reason: "", affectsTier: "false" };

/** Adds or takes away points with a reason, as the app's own page does. What is sent again is posted once. */
export function Adjust({ words, customerId, adjustmentKey, onDone }: Props) {
  // Kept from when the form is opened: the block may be read again meanwhile, but this stays one adjustment.
  const [key, setKey] = useState<string | null>(null);
  const [fields, setFields] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<AdjustedInBlock | "unknown" | null>(null);
  const errors = answer === null || answer === "unknown" ? {} : answer.errors;
  const type = (name: keyof typeof EMPTY) => (event: Event) => {
    const value = (event.currentTarget as { value?: unknown }).value;
    if (typeof value === "string") setFields((before) => ({ ...before, [name]: value }));
  };
  const post = async () => {
    setBusy(true);
    const told = await send<AdjustedInBlock>(`customers/${customerId}/adjustments`, { ...fields, key: key ?? "" });
    setBusy(false);
    setAnswer(told ?? "unknown");
    if (told?.ok !== true) return;
    setKey(null);
    setFields(EMPTY);
    onDone();
  };
  const close = () => {
    setKey(null);
    // Something may have been posted with this key, though its answer was lost: the block is read anew, with another.
    onDone();
  };
  const told = answer === null ? null : answer === "unknown" ? t("unknown") : answer.message;
  if (key === null)
    return (
      <s-stack gap="small-200">
        {told !== null && (
          <s-stack accessibilityRole="status">
            <s-text>{told}</s-text>
          </s-stack>
        )}
        <s-stack direction="inline">
          <s-button
            onClick={() => {
              setAnswer(null);
              setKey(adjustmentKey);
            }}
          >
            {words.title}
          </s-button>
        </s-stack>
      </s-stack>
    );
  return (
    <s-section heading={words.title}>
      <s-stack gap="base">
        <s-text-field
          label={words.points}
          details={words.pointsHelp}
          error={errors.points ?? ""}
          maxLength={24}
          value={fields.points}
          onInput={type("points")}
        />
        <s-text-field
          label={words.reason}
          details={words.reasonHelp}
          error={errors.reason ?? ""}
          maxLength={words.reasonLimit}
          value={fields.reason}
          onInput={type("reason")}
        />
        <s-checkbox
          label={words.tier}
          details={words.tierHelp}
          checked={fields.affectsTier === "true"}
          onChange={() => setFields((before) => ({ ...before, affectsTier: String(before.affectsTier !== "true") }))}
        />
        {told !== null && (
          <s-stack accessibilityRole="status">
            <s-text>{told}</s-text>
          </s-stack>
        )}
        <s-stack direction="inline" gap="base">
          <s-button variant="primary" loading={busy} onClick={() => void post()}>
            {words.submit}
          </s-button>
          <s-button disabled={busy} onClick={close}>
            {words.cancel}
          </s-button>
        </s-stack>
      </s-stack>
    </s-section>
  );
}
