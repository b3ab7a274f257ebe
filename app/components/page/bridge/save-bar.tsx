import { SaveBar as BridgeSaveBar } from "@shopify/app-bridge-react";
import { useId } from "react";

import { useT } from "../../locale.tsx";
import { useLeaveQuestion } from "./leaving.ts";

type Props = {
  /** Whether something is typed that is not saved. */
  open: boolean;
  busy: boolean;
  onSave: () => void;
  onDiscard: () => void;
};

/** The admin's bar over a form with unsaved changes, which asks before they are lost. */
export function SaveBar({ open, busy, onSave, onDiscard }: Props) {
  const t = useT();
  useLeaveQuestion(open);
  return (
    // Not the attribute data-save-bar: its bar goes at every submission, also at one whose answer is an error.
    <BridgeSaveBar id={useId()} open={open}>
      <button variant="primary" disabled={busy} {...(busy ? { loading: "" } : {})} onClick={onSave}>
        {t("common.save")}
      </button>
      <button disabled={busy} onClick={onDiscard}>
        {t("common.discard")}
      </button>
    </BridgeSaveBar>
  );
}
