import type { ReactNode } from "react";

import type { Month } from "../../insights/campaigns/month.ts";
import { useLocale, useT } from "../locale.tsx";

type Props<Entry> = {
  month: Month;
  name: string;
  today: string;
  /** By day, "2026-12-05". */
  entries: ReadonlyMap<string, Entry>;
  /** What stands in a day on which there is something. */
  show: (entry: Entry, day: string) => ReactNode;
};

/** A month in weeks; where there is no room for these, a list of the days on which there is something. */
export function MonthGrid<Entry>({ month, name, today, entries, show }: Props<Entry>) {
  const t = useT();
  const locale = useLocale();
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const full = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  return (
    <div className="calendar">
      <div className="calendar-week" aria-hidden="true">
        {month.days.slice(0, 7).map(({ key }) => (
          <span key={key}>{weekday.format(noonOf(key))}</span>
        ))}
      </div>
      <ol aria-label={t("calendar.month", { month: name })}>
        {month.days.map(({ key, day, inMonth }) => {
          const entry = entries.get(key);
          const kinds = [
            inMonth ? "" : "calendar-other",
            entry === undefined ? "calendar-empty" : "",
            key === today ? "calendar-today" : "",
          ];
          return (
            <li
              key={key}
              className={kinds.filter((kind) => kind !== "").join(" ")}
              {...(key === today ? { "aria-current": "date" as const } : {})}
            >
              <span className="calendar-number" aria-hidden="true">
                {day}
              </span>
              <span className="calendar-date">{full.format(noonOf(key))}</span>
              {entry !== undefined && show(entry, key)}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const noonOf = (key: string) => new Date(`${key}T12:00:00Z`);
