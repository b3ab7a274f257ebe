import { useT } from "../../locale.tsx";
import type { Typed } from "../../../flows/editing/draft.ts";
import { NumberField } from "../fields/number-field.tsx";

const MOST = 3650;

export function isDays(value: Typed): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MOST;
}

type Props = { label: string; helpText?: string; value: Typed; onChange: (value: Typed) => void };

/** A number of days, at least one. */
export function DaysField(props: Props) {
  const t = useT();
  return <NumberField {...props} suffix={t("flow.days")} error={isDays(props.value) ? undefined : t("flow.spreadRange")} />;
}
