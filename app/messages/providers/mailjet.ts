import { z } from "zod";

import type { Outcome } from "../outcomes/outcome.ts";
import * as contract from "./contract.ts";
import { hasSecret } from "./credentials.ts";

const eventSchema = z.object({
  event: z.string(),
  time: z.number(),
  email: z.string().optional(),
  /** Beyond 2^53: read as text (lib/json.ts). */
  MessageID: z.union([z.string(), z.number()]).transform(String).optional(),
  CustomID: z.string().nullish(),
  hard_bounce: z.boolean().nullish().catch(null),
  blocked: z.boolean().nullish().catch(null),
  error_related_to: z.string().nullish(),
  error: z.string().nullish(),
  comment: z.string().nullish(),
});
type MailjetEvent = z.infer<typeof eventSchema>;

const NO_SUCH_MAILBOX: readonly string[] = ["user unknown", "mailbox inactive", "invalid domain", "no mail host"];

function kindOf({ event, hard_bounce: hard, error }: MailjetEvent): Outcome | null {
  switch (event) {
    case "sent":
      return "delivered";
    case "bounce":
      if (hard === true) return "bounced";
      // Tried again by Mailjet.
      return error === "greylisted" ? null : "undelivered";
    case "blocked":
      if (error === "spam reporter") return "complained";
      return NO_SUCH_MAILBOX.includes(error ?? "") ? "bounced" : "undelivered";
    case "spam":
      return "complained";
    case "unsub":
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
    key: contract.keyOf(event.event, event.MessageID, event.time, event.email?.toLowerCase()),
    ...{ kind, at: contract.instantOf(event.time), recipient: contract.addressIn(event.email) },
    mark: contract.markFrom(event.CustomID, null),
    providerId: event.MessageID ?? null,
    reason: contract.reasonOf(event.error, event.comment),
    raw: contract.rawOf(entry),
  };
}

/** Mailjet's events, singly or in a list. Mailjet signs nothing: whoever knows the secret is Mailjet. */
export const mailjet: contract.Provider = {
  markHeaders: (mark) => ({ "X-MJ-CustomID": mark }),
  receive(delivery, secrets) {
    if (!hasSecret(delivery.headers, secrets)) return { ok: false, status: 401, reason: "secret" };
    const body = contract.readJson(delivery);
    return contract.refusalOf(body) ?? contract.readEach(Array.isArray(body) ? body : [body], read);
  },
};
