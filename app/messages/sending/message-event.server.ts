import type { Body, EventOf } from "../../customers/timeline.ts";
import type { ClaimedMessage } from "./claimed-message.ts";

/** What the customer's timeline says about a message: it leaves once and is dropped once. */
export function messageEvent<Kind extends "message.sent" | "message.dropped">(
  message: ClaimedMessage,
  kind: Kind,
  data: Omit<Body<Kind>, "template">,
  now: Date,
): EventOf<Kind> {
  const key = `message:${message.messageId}:${kind === "message.sent" ? "sent" : "dropped"}`;
  const body = { template: message.template, ...data } as unknown as Body<Kind>;
  return { customerId: message.customerId, kind, key, occurredAt: now, data: body };
}
