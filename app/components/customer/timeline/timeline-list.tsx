import { Icon, Text } from "@shopify/polaris";

import type { HistoryEvent } from "../../../customers/views/history.server.ts";
import { useFormat, useLocale, useT } from "../../locale.tsx";
import { useSegmentName } from "../../segment-badge.tsx";
import { pictureOf, sentence } from "./sentence.ts";

/** What happened, newest first, a sentence each. */
export function TimelineList({ events }: { events: readonly HistoryEvent[] }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const segmentName = useSegmentName();
  return (
    <ol className="timeline">
      {events.map((event) => (
        <li key={event.eventId.toString()}>
          <span className="timeline-icon" aria-hidden="true">
            <Icon source={pictureOf(event)} tone="subdued" />
          </span>
          <div className="wrap-anywhere">
            <Text as="p">{sentence(event, { t, locale, format, segmentName })}</Text>
            <Text as="p" variant="bodySm" tone="subdued">
              <time dateTime={event.occurredAt.toISOString()}>{format.dateTime(event.occurredAt)}</time>
            </Text>
          </div>
        </li>
      ))}
    </ol>
  );
}
