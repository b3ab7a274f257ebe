import { Badge, Icon, InlineStack, Text } from "@shopify/polaris";

import type { HistoryEvent } from "../../../customers/views/history.server.ts";
import type { Note } from "../../../notes/notes.server.ts";
import type { Outcome } from "../../../messages/outcomes/outcome.ts";
import { SentEmail } from "../../emails/sent-email.tsx";
import { useFormat, useLocale, useT } from "../../locale.tsx";
import { useMember } from "../../words/staff.tsx";
import { useSegmentName } from "../../segment-badge.tsx";
import { outcomeNames, outcomeTones } from "./outcome-words.ts";
import { NoteText } from "../../customer-notes/note-text.tsx";
import { pictureOf, sentence } from "./sentence.ts";

/** With what became of a message, as far as its provider has told; and what a note says. */
export type ShownEvent = HistoryEvent & {
  outcome: Outcome | null;
  note: (Note & { noteId: string }) | null;
  /** What the message said can be shown. */ kept: boolean;
};
type Props = { customerId: bigint; events: readonly ShownEvent[]; /** Whether notes can still be changed. */ open: boolean };

/** What happened, newest first, a sentence each. */
export function TimelineList({ customerId, events, open }: Props) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const segmentName = useSegmentName();
  const member = useMember();
  return (
    <ol className="timeline">
      {events.map((event) => (
        <li key={event.eventId.toString()}>
          <span className="timeline-icon" aria-hidden="true">
            <Icon source={pictureOf(event)} tone="subdued" />
          </span>
          <div className="wrap-anywhere">
            <InlineStack gap="200" blockAlign="center">
              <Text as="p">{sentence(event, { t, locale, format, segmentName, member })}</Text>
              {event.outcome !== null && <Badge tone={outcomeTones[event.outcome]}>{t(outcomeNames[event.outcome])}</Badge>}
            </InlineStack>
            {event.note !== null && <NoteText note={{ ...event.note, customerId }} at={event.occurredAt} open={open} />}
            {event.kept && event.messageId !== null && (
              <SentEmail customerId={customerId} messageId={event.messageId} at={event.occurredAt} />
            )}
            <Text as="p" variant="bodySm" tone="subdued">
              <time dateTime={event.occurredAt.toISOString()}>{format.dateTime(event.occurredAt)}</time>
            </Text>
          </div>
        </li>
      ))}
    </ol>
  );
}
