import { z } from "zod";

import { parseJson } from "../../../lib/json.ts";
import type { Outcome } from "../../outcomes/outcome.ts";
import * as contract from "../contract.ts";
import { certificateUrl, confirmationUrl, envelopeSchema, isSigned, type Envelope } from "./sns.ts";

const sentSchema = z.object({
  messageId: z.string().optional(),
  headers: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .nullish()
    .catch(null),
  tags: z.record(z.string(), z.array(z.string())).nullish().catch(null),
});

const eventSchema = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: sentSchema,
  bounce: z
    .object({
      ...{ bounceType: z.string(), bounceSubType: z.string().optional(), timestamp: z.string() },
      bouncedRecipients: z.array(
        z.object({ emailAddress: z.string(), status: z.string().nullish(), diagnosticCode: z.string().nullish() }),
      ),
    })
    .optional(),
  complaint: z
    .object({
      ...{ timestamp: z.string(), complaintFeedbackType: z.string().nullish(), complaintSubType: z.string().nullish() },
      complainedRecipients: z.array(z.object({ emailAddress: z.string() })),
    })
    .optional(),
  delivery: z.object({ timestamp: z.string(), recipients: z.array(z.string()) }).optional(),
  reject: z.object({ reason: z.string().optional() }).optional(),
  subscription: z
    .object({
      ...{ timestamp: z.string(), contactList: z.string().optional() },
      newTopicPreferences: z.object({ unsubscribeAll: z.boolean().optional() }).optional(),
    })
    .optional(),
});
type SesEvent = z.infer<typeof eventSchema>;

type Told = { kind: Outcome; at: string; recipient: string | null; reason: string | null };

/** Feedback notifications name what they are in `notificationType`, published events in `eventType`. One may be about several recipients. */
function tellings(event: SesEvent, envelopeAt: string): Told[] {
  const { bounce, complaint, delivery, reject, subscription } = event;
  switch (event.eventType ?? event.notificationType ?? "") {
    case "Bounce":
      // "Undetermined" and "Transient" (mailbox full, and many an out-of-office answer) say nothing about the address.
      return (bounce?.bouncedRecipients ?? []).map(({ emailAddress, status, diagnosticCode }) => ({
        ...{ kind: bounce?.bounceType === "Permanent" ? "bounced" : "undelivered", at: bounce?.timestamp ?? envelopeAt },
        ...{ recipient: emailAddress, reason: contract.reasonOf(bounce?.bounceSubType, status, diagnosticCode) },
      }));
    case "Complaint":
      // "not-spam": somebody has taken it out of the folder for spam.
      if (complaint?.complaintFeedbackType === "not-spam") return [];
      return (complaint?.complainedRecipients ?? []).map(({ emailAddress }) => ({
        ...{ kind: "complained", at: complaint?.timestamp ?? envelopeAt, recipient: emailAddress },
        reason: contract.reasonOf(complaint?.complaintFeedbackType, complaint?.complaintSubType),
      }));
    case "Delivery":
      return (delivery?.recipients ?? []).map((recipient) => ({
        kind: "delivered",
        at: delivery?.timestamp ?? envelopeAt,
        recipient,
        reason: null,
      }));
    case "Reject":
      return [{ kind: "undelivered", at: envelopeAt, recipient: null, reason: contract.reasonOf(reject?.reason) }];
    case "Subscription":
      if (subscription?.newTopicPreferences?.unsubscribeAll !== true) return [];
      return [{ kind: "unsubscribed", at: subscription.timestamp, recipient: null, reason: null }];
    default:
      return [];
  }
}

function eventsOf(envelope: Envelope): contract.Verdict {
  let message: unknown;
  try {
    message = parseJson(envelope.Message);
  } catch {
    // Amazon says in plain words that a topic was connected.
    return { ok: true, events: [], unread: 0 };
  }
  const parsed = eventSchema.safeParse(message);
  if (!parsed.success) return { ok: true, events: [], unread: 1 };
  const event = parsed.data;
  const { mail } = event;
  const mark = contract.markFrom(mail.tags?.["reprise"]?.[0], contract.markAmong(mail.headers ?? undefined), null);
  const raw = contract.rawOf(message);
  return contract.readEach(tellings(event, envelope.Timestamp), (entry) => {
    const { kind, at, recipient, reason } = entry as Told;
    const address = contract.addressIn(recipient);
    const key = contract.keyOf(envelope.MessageId, address);
    return { key, kind, at: contract.instantOf(at), recipient: address, mark, providerId: mail.messageId ?? null, reason, raw };
  });
}

/**
 * Amazon SES, through SNS. `secrets` are the topics that are listened to: which topic an envelope names is asked before anything else of it is believed, because anybody can have SNS
 * sign envelopes of a topic of their own.
 */
export const ses: contract.Provider = {
  markHeaders: (mark) => ({ "X-SES-MESSAGE-TAGS": `reprise=${mark}` }),
  async receive(delivery, topics, means) {
    const body = contract.readJson(delivery, ["text/plain", "application/json"]);
    const refused = contract.refusalOf(body);
    if (refused !== null) return refused;
    const parsed = envelopeSchema.safeParse(body);
    if (!parsed.success) return { ok: false, status: 400, reason: "no envelope" };
    const envelope = parsed.data;
    if (!topics.includes(envelope.TopicArn)) return { ok: false, status: 403, reason: "topic" };
    const url = certificateUrl(envelope);
    if (url === null) return { ok: false, status: 403, reason: "certificate address" };
    const certificate = await means.certificate(url);
    if (certificate === null) return { ok: false, status: 503, reason: "certificate" };
    if (!isSigned(envelope, certificate)) return { ok: false, status: 401, reason: "signature" };
    if (envelope.Type === "Notification") return eventsOf(envelope);
    if (envelope.Type === "UnsubscribeConfirmation") return { ok: true, events: [], unread: 0 };
    const confirmation = confirmationUrl(envelope);
    if (confirmation === null) return { ok: false, status: 400, reason: "token" };
    return (await means.confirm(confirmation))
      ? { ok: true, events: [], unread: 0 }
      : { ok: false, status: 503, reason: "not confirmed" };
  },
};
