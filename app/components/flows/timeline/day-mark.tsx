import type { DayMark as Mark } from "../../../flows/editing/days.ts";
import { useT } from "../../locale.tsx";

/** The day of a step, on the rail beside it. */
export function DayMark({ mark }: { mark: Mark | undefined }) {
  const t = useT();
  if (mark === undefined)
    return (
      <span className="flow-day" title={t("flowSteps.dayOpenHelp")}>
        {t("flowSteps.dayOpen")}
      </span>
    );
  const { from, to } = mark;
  // A true minus sign, for days before a birthday.
  const day = (value: number) => (value < 0 ? `−${-value}` : String(value));
  return (
    <span className="flow-day">
      {from === to ? t("flowSteps.day", { day: day(from) }) : t("flowSteps.dayRange", { from: day(from), to: day(to) })}
    </span>
  );
}
