import { createPublicKey, verify, type KeyObject } from "node:crypto";

import { z } from "zod";

import type { Outcome } from "../outcomes/outcome.ts";
import * as contract from "./contract.ts";

const eventSchema = z.object({
  event: z.string(),
  email: z.string().optional(),
  timestamp: z.number(),
  sg_event_id: z.string().min(1),
  sg_message_id: z.string().optional(),
  "smtp-id": z.string().optional(),
  /** Ours: unique_args become fields of the event. */
  reprise: z.string().optional(),
  type: z.string().optional(),
  reason: z.string().optional(),
  status: z.string().optional(),
});
type SendGridEvent = z.infer<typeof eventSchema>;

/** `bounce` of the type "blocked" is the mail server's opinion of the email, not of the address. `dropped`: SendGrid's own list kept it from leaving. */
function kindOf({ event, type, reason = "" }: SendGridEvent): Outcome | null {
  switch (event) {
    case "delivered":
      return "delivered";
    case "bounce":
      return type === "blocked" ? "undelivered" : "bounced";
    case "dropped":
      if (/spam report/i.test(reason)) return "complained";
      if (/unsubscribed address/i.test(reason)) return "unsubscribed";
      return /bounced address|^invalid$/i.test(reason) ? "bounced" : "undelivered";
    case "spamreport":
      return "complained";
    case "unsubscribe":
    case "group_unsubscribe":
      return "unsubscribed";
    default:
      return null;
  }
}

function read(entry: unknown): contract.ProviderEvent | null {
  const event = eventSchema.parse(entry);
  const kind = kindOf(event);
  if (kind === null) return null;
  return {
    ...{ key: contract.keyOf(event.sg_event_id), kind, at: contract.instantOf(event.timestamp) },
    recipient: contract.addressIn(event.email),
    mark: contract.markFrom(event.reprise, event["smtp-id"]),
    // `<id of the 250 answer>.<filter, host and number>`
    providerId: event.sg_message_id?.split(".")[0] ?? null,
    reason: contract.reasonOf(event.status, event.reason),
    raw: contract.rawOf(entry),
  };
}

/** SendGrid gives its public key as base64 of the DER form, without the lines around it; env.server.ts has tried it. */
function publicKeyOf(base64: string): KeyObject {
  return createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
}

function isSigned({ body, headers }: contract.Delivery, keys: readonly string[]): boolean {
  const signature = Buffer.from(headers.get("x-twilio-email-event-webhook-signature") ?? "", "base64");
  const timestamp = headers.get("x-twilio-email-event-webhook-timestamp") ?? "";
  if (signature.length === 0 || timestamp === "") return false;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return keys.some((key) => verify("sha256", signed, { key: publicKeyOf(key), dsaEncoding: "der" }, signature));
}

/**
 * Twilio SendGrid's event webhook: ECDSA over timestamp and body. SendGrid sends the same for up to a day, so the timestamp's age says nothing; an event that comes again is known by
 * its id, and one that is older than that memory is not taken.
 */
export const sendgrid: contract.Provider = {
  markHeaders: (mark) => ({ "X-SMTPAPI": JSON.stringify({ unique_args: { reprise: mark } }) }),
  receive(delivery, keys) {
    if (!isSigned(delivery, keys)) return { ok: false, status: 401, reason: "signature" };
    const body = contract.readJson(delivery);
    const refused = contract.refusalOf(body);
    if (refused !== null) return refused;
    return Array.isArray(body) ? contract.readEach(body, read) : { ok: false, status: 400, reason: "no list" };
  },
};
