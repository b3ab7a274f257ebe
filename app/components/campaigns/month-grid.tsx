import { Badge, Link, Text } from "@shopify/polaris";

import type { CalendarDayEntry } from "../../insights/campaigns/calendar.server.ts";
import type { Month } from "../../insights/campaigns/month.ts";
import { to } from "../../pages.ts";
import { flowTitle } from "../flows/words/flow-words.ts";
import { useLocale, useT } from "../locale.tsx";
import { stateNames, stateTones } from "./campaign-words.ts";

type Props = { month: Month; name: string; today: string; entries: ReadonlyMap<string, CalendarDayEntry> };

/** A month in weeks; where there is no room for these, a list of the days on which there is something. */
export function MonthGrid({ month, name, today, entries }: Props) {
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
              {entry !== undefined && <Day entry={entry} />}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function Day({ entry: { campaigns, flows, sent } }: { entry: CalendarDayEntry }) {
  const t = useT();
  return (
    <ul>
      {campaigns.map(({ campaignId, name, state }) => (
        <li key={campaignId}>
          <Link url={to("campaign", { campaignId })}>{name}</Link> <Badge tone={stateTones[state]}>{t(stateNames[state])}</Badge>
        </li>
      ))}
      {flows.map(({ flowId, name, preset, due }) => (
        <li key={`flow ${flowId}`}>
          <Link url={to("flow", { flowId })}>{t("calendar.expected", { name: flowTitle({ name, preset }, t), count: due })}</Link>
        </li>
      ))}
      {sent > 0 && (
        <li>
          <Text as="span" tone="subdued">
            {t("calendar.sent", { count: sent })}
          </Text>
        </li>
      )}
    </ul>
  );
}

const noonOf = (key: string) => new Date(`${key}T12:00:00Z`);
