import { createHmac } from "node:crypto";

import { z } from "zod";

import { MINUTE_MS, SECOND_MS } from "../../lib/time.ts";
import type { Outcome } from "../outcomes/outcome.ts";
import * as contract from "./contract.ts";
import { isSame } from "./credentials.ts";

const eventSchema = z.object({
  type: z.string(),
  created_at: z.string(),
  data: z.object({
    email_id: z.string().optional(),
    message_id: z.string().nullish(),
    to: z.array(z.string()).optional().catch([]),
    headers: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .nullish()
      .catch(null),
    bounce: z.object({ type: z.string().optional(), subType: z.string().optional(), message: z.string().optional() }).nullish(),
  }),
});
type ResendEvent = z.infer<typeof eventSchema>;

function kindOf({ type, data: { bounce } }: ResendEvent): Outcome | null {
  switch (type) {
    case "email.delivered":
      return "delivered";
    case "email.bounced":
      // Older events have the message only.
      return bounce?.type === "Permanent" || (bounce?.type === undefined && /hard bounce/i.test(bounce?.message ?? ""))
        ? "bounced"
        : "undelivered";
    case "email.complained":
      return "complained";
    case "email.failed":
    case "email.suppressed":
      return "undelivered";
    default:
      return null;
  }
}

function reader(id: string): (entry: unknown) => contract.ProviderEvent | null {
  return (entry) => {
    const event = eventSchema.parse(entry);
    const kind = kindOf(event);
    if (kind === null) return null;
    const { data } = event;
    return {
      // The same each time that the event is sent; `data.created_at` is the message's, not the event's.
      ...{ key: contract.keyOf(id), kind, at: contract.instantOf(event.created_at) },
      // Of several recipients the event does not say which.
      recipient: data.to?.length === 1 ? contract.addressIn(data.to[0]) : null,
      mark: contract.markFrom(contract.markAmong(data.headers ?? undefined), data.message_id),
      providerId: data.email_id ?? null,
      reason: contract.reasonOf(data.bounce?.subType, data.bounce?.message),
      raw: contract.rawOf(entry),
    };
  };
}

const PREFIX = "whsec_";
const CLOCKS_DIFFER_MS = 5 * MINUTE_MS;

/** Several signatures, one a version and secret, are parted by blanks: `v1,<base64> v1,<base64>`. */
function isSigned({ body, headers, now }: contract.Delivery, id: string, secrets: readonly string[]): boolean {
  const timestamp = headers.get("svix-timestamp") ?? "";
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp) * SECOND_MS) > CLOCKS_DIFFER_MS) return false;
  const given = (headers.get("svix-signature") ?? "")
    .split(" ")
    .flatMap((part) => (part.startsWith("v1,") ? [part.slice(3)] : []));
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return secrets
    .map((secret) =>
      createHmac("sha256", Buffer.from(secret.slice(PREFIX.length), "base64"))
        .update(signed)
        .digest("base64"),
    )
    .flatMap((expected) => given.map((signature) => isSame(signature, expected)))
    .includes(true);
}

/** Resend's webhooks, signed as Svix does: id, timestamp and body. A signature is good for five minutes; repetitions are signed anew. */
export const resend: contract.Provider = {
  // Resend gives an email's own headers back.
  markHeaders: () => ({}),
  receive(delivery, secrets) {
    const id = delivery.headers.get("svix-id") ?? "";
    if (id === "" || !isSigned(delivery, id, secrets)) return { ok: false, status: 401, reason: "signature" };
    const body = contract.readJson(delivery);
    return contract.refusalOf(body) ?? contract.readEach([body], reader(id));
  },
};
