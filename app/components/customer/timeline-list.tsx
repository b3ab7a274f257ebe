import { Icon, Text } from "@shopify/polaris";
import { CartIcon, EmailIcon, GiftCardIcon, PersonIcon, ReturnIcon, TargetIcon, WorkIcon } from "@shopify/polaris-icons";
import type { FunctionComponent, SVGProps } from "react";

import type { HistoryEvent } from "../../customers/history.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { useSegmentName } from "../segment-badge.tsx";
import { sentence } from "./sentence.ts";

/** What happened, newest first, a sentence each. */
export function TimelineList({ events }: { events: readonly HistoryEvent[] }) {
  const t = useT();
  const format = useFormat();
  const segmentName = useSegmentName();
  return (
    <ol className="timeline">
      {events.map((event) => (
        <li key={event.eventId.toString()}>
          <span className="timeline-icon" aria-hidden="true">
            <Icon source={iconOf(event.kind)} tone="subdued" />
          </span>
          <div className="wrap-anywhere">
            <Text as="p">{sentence(event, { t, format, segmentName })}</Text>
            <Text as="p" variant="bodySm" tone="subdued">
              <time dateTime={event.occurredAt.toISOString()}>{format.dateTime(event.occurredAt)}</time>
            </Text>
          </div>
        </li>
      ))}
    </ol>
  );
}

function iconOf(kind: HistoryEvent["kind"]): FunctionComponent<SVGProps<SVGSVGElement>> {
  if (kind === "order.refunded" || kind === "order.cancelled") return ReturnIcon;
  switch (kind.split(".")[0]) {
    case "order":
      return CartIcon;
    case "points":
      return GiftCardIcon;
    case "segment":
      return TargetIcon;
    case "message":
    case "consent":
      return EmailIcon;
    case "flow":
      return WorkIcon;
    default:
      return PersonIcon;
  }
}
