import type { TimelineEvent } from "../../customers/timeline.server.ts";
import type { ClaimedMessage } from "./claimed-message.ts";

/** What the customer's timeline says about a message: it leaves once and is dropped once. */
export function messageEvent(
  message: ClaimedMessage,
  kind: "message.sent" | "message.dropped",
  data: Record<string, string>,
  now: Date,
): TimelineEvent {
  const key = `message:${message.messageId}:${kind === "message.sent" ? "sent" : "dropped"}`;
  return { customerId: message.customerId, kind, key, occurredAt: now, data: { template: message.template, ...data } };
}
