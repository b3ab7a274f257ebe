import { InlineStack, Select, TextField } from "@shopify/polaris";

import type { DayUnit } from "../../../segments/language/query.ts";
import { useT } from "../../locale.tsx";
import { unitNames } from "./words.ts";

const OFFSET = /^([+-])(.*)([dwmy])$/;
const MOMENT = /T/;
const modes = ["ago", "ahead", "today", "yesterday", "fixed", "moment"] as const;
type Mode = (typeof modes)[number];

const words = {
  ago: "segmentBuilder.dayAgo",
  ahead: "segmentBuilder.dayAhead",
  today: "segmentBuilder.dayToday",
  yesterday: "segmentBuilder.dayYesterday",
  fixed: "segmentBuilder.dayFixed",
  moment: "segmentBuilder.dayMoment",
} as const;

type Props = {
  /** What it is about, for readers of labels. */
  name: string;
  value: string;
  /** Whether a time of day can be asked for. */
  times: boolean;
  error: boolean;
  onChange: (value: string) => void;
};

/** A day as the language writes it: so many days ago or from now, today, a fixed day, or a second of one. */
export function DayField({ name, value, times, error, onChange }: Props) {
  const t = useT();
  const mode = modeOf(value);
  const [, sign = "-", amount = "30", unit = "d"] = OFFSET.exec(value) ?? [];
  const [day = "", time = ""] = value.split("T");
  const offered = times ? modes : modes.filter((one) => one !== "moment");
  return (
    <InlineStack gap="200" wrap>
      {(mode === "ago" || mode === "ahead") && (
        <>
          <div className="segment-number">
            <TextField
              label={t("segmentBuilder.amount", { name })}
              labelHidden
              inputMode="numeric"
              autoComplete="off"
              value={amount}
              error={error}
              onChange={(typed) => onChange(`${sign}${typed.trim()}${unit}`)}
            />
          </div>
          <Select
            label={t("segmentBuilder.unit", { name })}
            labelHidden
            options={(Object.keys(unitNames) as DayUnit[]).map((one) => ({ value: one, label: t(unitNames[one]) }))}
            value={unit}
            onChange={(chosen) => onChange(`${sign}${amount}${chosen}`)}
          />
        </>
      )}
      <Select
        label={t("segmentBuilder.dayMode", { name })}
        labelHidden
        options={offered.map((one) => ({ value: one, label: t(words[one]) }))}
        value={mode}
        onChange={(chosen) => onChange(beginningOf(chosen as Mode, amount, unit, day))}
      />
      {(mode === "fixed" || mode === "moment") && (
        <TextField
          type="date"
          label={t("segmentBuilder.value", { name })}
          labelHidden
          autoComplete="off"
          value={day}
          error={error}
          onChange={(typed) => onChange(mode === "moment" ? `${typed}T${time}` : typed)}
        />
      )}
      {mode === "moment" && (
        <TextField
          type="time"
          step={1}
          label={t("segmentBuilder.dayMoment")}
          labelHidden
          autoComplete="off"
          value={time}
          error={error}
          onChange={(typed) => onChange(`${day}T${/^\d\d:\d\d$/.test(typed) ? `${typed}:00` : typed}`)}
        />
      )}
    </InlineStack>
  );
}

function modeOf(value: string): Mode {
  if (value === "today" || value === "yesterday") return value;
  const sign = OFFSET.exec(value)?.[1];
  if (sign !== undefined) return sign === "-" ? "ago" : "ahead";
  return MOMENT.test(value) ? "moment" : "fixed";
}

function beginningOf(mode: Mode, amount: string, unit: string, day: string): string {
  const known = /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : "";
  switch (mode) {
    case "ago":
      return `-${amount}${unit}`;
    case "ahead":
      return `+${amount}${unit}`;
    case "today":
    case "yesterday":
      return mode;
    case "fixed":
      return known;
    case "moment":
      return `${known}T00:00:00`;
  }
}
