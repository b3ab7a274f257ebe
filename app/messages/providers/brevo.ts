import { z } from "zod";

import { SECOND_MS } from "../../lib/time.ts";
import type { Outcome } from "../outcomes/outcome.ts";
import * as contract from "./contract.ts";
import { hasSecret } from "./credentials.ts";

const eventSchema = z.object({
  event: z.string(),
  email: z.string().optional(),
  "message-id": z.string().optional(),
  /** Milliseconds. The only instant that is UTC: `ts`, `ts_event` and `date` are in the account's own zone. */
  ts_epoch: z.number(),
  reason: z.string().nullish(),
  "X-Mailin-custom": z.string().nullish(),
});

const KINDS: Readonly<Record<string, Outcome>> = {
  ...{ delivered: "delivered", hard_bounce: "bounced", invalid_email: "bounced" },
  // `blocked`: Brevo's own list kept it from leaving, whatever the address is on it for.
  ...{ soft_bounce: "undelivered", blocked: "undelivered", error: "undelivered" },
  // Two names for one thing.
  ...{ spam: "complained", complaint: "complained", unsubscribe: "unsubscribed", unsubscribed: "unsubscribed" },
};

function read(entry: unknown): contract.ProviderEvent | null {
  const { event: name } = z.object({ event: z.string() }).parse(entry);
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined) return null;
  const event = eventSchema.parse(entry);
  return {
    key: contract.keyOf(name, event["message-id"], event.email?.toLowerCase(), event.ts_epoch),
    ...{ kind, at: contract.instantOf(event.ts_epoch / SECOND_MS), recipient: contract.addressIn(event.email) },
    mark: contract.markFrom(event["X-Mailin-custom"], event["message-id"]),
    providerId: null,
    reason: contract.reasonOf(event.reason),
    raw: contract.rawOf(entry),
  };
}

/** Brevo's webhooks for transactional email, singly or several at once. Brevo signs nothing: whoever knows the secret is Brevo. */
export const brevo: contract.Provider = {
  markHeaders: (mark) => ({ "X-Mailin-custom": mark }),
  receive(delivery, secrets) {
    if (!hasSecret(delivery.headers, secrets)) return { ok: false, status: 401, reason: "secret" };
    const body = contract.readJson(delivery);
    return contract.refusalOf(body) ?? contract.readEach(Array.isArray(body) ? body : [body], read);
  },
};
