import { Select } from "@shopify/polaris";

import { useT } from "../../locale.tsx";
import { useEditor } from "../timeline/editor.ts";

const FIRST = 8;
const LAST = 20;
const hours = Array.from({ length: LAST - FIRST + 1 }, (_, at) => FIRST + at);

type Props = { value: number | undefined; onChange: (hour: number | undefined) => void };

/** The hour of a step: its own, or the flow's. Outside of these nothing may be sent. */
export function HourField({ value, onChange }: Props) {
  const t = useT();
  const { words, draft } = useEditor();
  const own = value !== undefined && !hours.includes(value) ? [value, ...hours] : hours;
  return (
    <Select
      label={t("flowSteps.hourOfDay")}
      options={[
        { value: "", label: t("flowSteps.hourOfFlow", { hour: words.clock(draft.hour) }) },
        ...own.map((hour) => ({ value: String(hour), label: words.clock(hour) })),
      ]}
      value={value === undefined ? "" : String(value)}
      onChange={(hour) => onChange(hour === "" ? undefined : Number(hour))}
    />
  );
}

/** The flow's own hour. */
export function FlowHourField({ value, onChange }: { value: number; onChange: (hour: number) => void }) {
  const t = useT();
  const { words } = useEditor();
  return (
    <Select
      label={t("flowSteps.sendHour")}
      helpText={t("flowSteps.sendHourHelp")}
      options={hours.map((hour) => ({ value: String(hour), label: words.clock(hour) }))}
      value={String(value)}
      onChange={(hour) => onChange(Number(hour))}
    />
  );
}
