import { TextField } from "@shopify/polaris";

import { useT } from "../../locale.tsx";

const LONGEST = 5_000;

type Props = { label: string; value: string; onChange: (value: string) => void; error: string | undefined };

/** A segment query, with what the language says is wrong with it. */
export function ConditionField({ label, value, onChange, error }: Props) {
  const t = useT();
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      error={error}
      helpText={t("flowSteps.conditionHelp")}
      multiline={2}
      maxLength={LONGEST}
      autoComplete="off"
      spellCheck={false}
      monospaced
    />
  );
}
