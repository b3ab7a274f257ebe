import { createHash, createHmac } from "node:crypto";

import { z } from "zod";

import { DAY_MS, MINUTE_MS } from "../../lib/time.ts";
import type { Outcome } from "../outcomes/outcome.ts";
import * as contract from "./contract.ts";
import { isSame } from "./credentials.ts";

const signatureSchema = z.object({
  timestamp: z.union([z.string(), z.number()]).transform(String),
  token: z.string().min(1).max(200),
  signature: z.string(),
});
/** The account that a subaccount belongs to signs, too. */
const bodySchema = z.object({
  signature: signatureSchema,
  "parent-signature": signatureSchema.optional(),
  "event-data": z.unknown(),
});

const eventSchema = z.object({
  event: z.string(),
  id: z.string().min(1),
  timestamp: z.union([z.number(), z.string()]),
  severity: z.string().optional(),
  recipient: z.string().optional(),
  reason: z.string().optional(),
  "user-variables": z.object({ reprise: z.string().optional() }).nullish().catch(null),
  message: z
    .object({ headers: z.object({ "message-id": z.string().optional() }).optional() })
    .nullish()
    .catch(null),
  "delivery-status": z
    .object({
      ...{ code: z.union([z.number(), z.string()]).nullish(), "enhanced-code": z.string().nullish() },
      ...{ message: z.string().nullish(), description: z.string().nullish() },
    })
    .nullish()
    .catch(null),
});
type MailgunEvent = z.infer<typeof eventSchema>;

/** Why an email failed for good although nobody says that the mailbox is not there: its time was over, or the server did not like it (RFC 3463: 5.7, security or policy). */
const ABOUT_THE_EMAIL: readonly string[] = ["old", "espblock"];
const POLICY = /^5\.7\./;

function kindOf({ event, severity, reason = "", "delivery-status": status }: MailgunEvent): Outcome | null {
  switch (event) {
    case "delivered":
      return "delivered";
    case "failed":
      // A temporary failure is tried again by Mailgun.
      if (severity !== "permanent") return null;
      if (reason === "suppress-complaint") return "complained";
      if (reason === "suppress-unsubscribe") return "unsubscribed";
      return ABOUT_THE_EMAIL.includes(reason) || POLICY.test(status?.["enhanced-code"] ?? "") ? "undelivered" : "bounced";
    case "rejected":
      return "undelivered";
    case "complained":
      return "complained";
    case "unsubscribed":
      return "unsubscribed";
    default:
      return null;
  }
}

function read(entry: unknown): contract.ProviderEvent | null {
  const event = eventSchema.parse(entry);
  const kind = kindOf(event);
  if (kind === null) return null;
  const status = event["delivery-status"];
  return {
    // Ids are unique within a day only.
    ...{ key: contract.keyOf(event.id, event.timestamp), kind, at: contract.instantOf(event.timestamp) },
    recipient: contract.addressIn(event.recipient),
    mark: contract.markFrom(event["user-variables"]?.reprise, event.message?.headers?.["message-id"]),
    providerId: null,
    reason: contract.reasonOf(status?.code?.toString(), status?.description ?? status?.message ?? event.reason),
    raw: contract.rawOf(entry),
  };
}

/** Mailgun repeats for eight hours; a token is remembered for longer than it is good. */
const OLDEST_MS = DAY_MS;
const CLOCKS_DIFFER_MS = 10 * MINUTE_MS;

type Signature = z.infer<typeof signatureSchema>;

function isSigned({ timestamp, token, signature }: Signature, keys: readonly string[]): boolean {
  return keys
    .map((key) =>
      isSame(
        signature.toLowerCase(),
        createHmac("sha256", key)
          .update(timestamp + token)
          .digest("hex"),
      ),
    )
    .includes(true);
}

function isTimely({ timestamp }: Signature, now: Date): boolean {
  const ageMs = now.getTime() - Number(timestamp) * 1_000;
  return ageMs <= OLDEST_MS && ageMs >= -CLOCKS_DIFFER_MS;
}

/**
 * Mailgun's webhooks. The signature covers timestamp and token and **not** what the event says: whoever has seen one could put anything behind it. So a token counts once, for one
 * body, and not for longer than it is remembered; and only HTTPS keeps others from seeing it.
 */
export const mailgun: contract.Provider = {
  markHeaders: (mark) => ({ "X-Mailgun-Variables": JSON.stringify({ reprise: mark }) }),
  receive(delivery, keys) {
    const body = contract.readJson(delivery);
    const refused = contract.refusalOf(body);
    if (refused !== null) return refused;
    const parsed = bodySchema.safeParse(body);
    if (!parsed.success) return { ok: false, status: 400, reason: "no signature" };
    const { signature, "parent-signature": parent } = parsed.data;
    const signed = [signature, ...(parent === undefined ? [] : [parent])].find((one) => isSigned(one, keys));
    if (signed === undefined) return { ok: false, status: 401, reason: "signature" };
    if (!isTimely(signed, delivery.now)) return { ok: false, status: 401, reason: "timestamp" };
    const verdict = contract.readEach([parsed.data["event-data"]], read);
    // Of the event, not of the whole body: each repetition may be signed anew.
    const digest = createHash("sha256")
      .update(JSON.stringify(parsed.data["event-data"] ?? null))
      .digest("hex");
    return { ...verdict, once: { token: signed.token, digest } } as contract.Verdict;
  },
};
