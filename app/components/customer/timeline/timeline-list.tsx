import { Icon, Text } from "@shopify/polaris";
import {
  CartIcon,
  ClockIcon,
  EmailIcon,
  GiftCardIcon,
  PersonIcon,
  ReturnIcon,
  RewardIcon,
  StarFilledIcon,
  TargetIcon,
  WorkIcon,
} from "@shopify/polaris-icons";
import type { FunctionComponent, SVGProps } from "react";

import type { HistoryEvent } from "../../../customers/views/history.server.ts";
import type { TimelineKind } from "../../../customers/timeline.ts";
import { useFormat, useLocale, useT } from "../../locale.tsx";
import { useSegmentName } from "../../segment-badge.tsx";
import { sentence } from "./sentence.ts";

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
            <Icon source={iconOf(event.kind)} tone="subdued" />
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

type Picture = FunctionComponent<SVGProps<SVGSVGElement>>;

const icons: Record<TimelineKind, Picture> = {
  "order.placed": CartIcon,
  "order.paid": CartIcon,
  "order.refunded": ReturnIcon,
  "order.cancelled": ReturnIcon,
  "order.deleted": ReturnIcon,
  "order.disputed": ReturnIcon,
  "order.dispute-lost": ReturnIcon,
  "order.dispute-won": CartIcon,
  "order.claimed": CartIcon,
  "points.changed": GiftCardIcon,
  "points.available": GiftCardIcon,
  "points.adjusted": GiftCardIcon,
  "points.bonus": GiftCardIcon,
  "points.imported": GiftCardIcon,
  "points.expired": ClockIcon,
  "tier.changed": StarFilledIcon,
  "reward.redeemed": RewardIcon,
  "reward.issued": RewardIcon,
  "reward.used": RewardIcon,
  "reward.released": RewardIcon,
  "reward.returned": RewardIcon,
  "segment.entered": TargetIcon,
  "segment.left": TargetIcon,
  "consent.changed": EmailIcon,
  "message.sent": EmailIcon,
  "message.dropped": EmailIcon,
  "flow.entered": WorkIcon,
  "flow.ended": WorkIcon,
  "customer.merged": PersonIcon,
  "customer.created": PersonIcon,
};

/** Events outlive the version of the app that wrote them. */
function iconOf(kind: string): Picture {
  return new Map<string, Picture>(Object.entries(icons)).get(kind) ?? PersonIcon;
}
