import { TextField } from "@shopify/polaris";

import { REASON_LIMIT } from "../../points/adjusting/adjustment-form.ts";
import { useT } from "../locale.tsx";

type Props = { value: string; onChange: (value: string) => void; error: string | undefined };

/** What customers read of an adjustment, beside the reason that stays with the team. */
export function PublicReasonField({ value, onChange, error }: Props) {
  const t = useT();
  return (
    <TextField
      label={t("pointsTools.publicReason")}
      name="publicReason"
      value={value}
      onChange={onChange}
      autoComplete="off"
      maxLength={REASON_LIMIT}
      showCharacterCount
      helpText={t("pointsTools.publicReasonHelp")}
      error={error}
    />
  );
}
