import { z } from "zod";

import type { Outcome } from "../outcomes/outcome.ts";
import * as contract from "./contract.ts";
import { hasSecret } from "./credentials.ts";

const metadata = z.object({ reprise: z.string().optional() }).nullish().catch(null);
/** Null where an address was changed by hand. */
const messageId = z.string().nullish();
const id = z.union([z.number(), z.string()]).transform(String).nullish();

const eventSchema = z.discriminatedUnion("RecordType", [
  z.object({
    ...{
      RecordType: z.literal("Delivery"),
      MessageID: messageId,
      Recipient: z.string(),
      DeliveredAt: z.string(),
      Metadata: metadata,
    },
  }),
  z.object({
    ...{ RecordType: z.enum(["Bounce", "SpamComplaint"]), ID: id, Type: z.string(), MessageID: messageId, Email: z.string() },
    ...{ BouncedAt: z.string(), Description: z.string().nullish(), Details: z.string().nullish(), Metadata: metadata },
  }),
  z.object({
    ...{ RecordType: z.literal("SubscriptionChange"), MessageID: messageId, Recipient: z.string(), ChangedAt: z.string() },
    ...{
      SuppressSending: z.boolean(),
      SuppressionReason: z.string().nullish(),
      Origin: z.string().nullish(),
      Metadata: metadata,
    },
  }),
]);
type PostmarkEvent = z.infer<typeof eventSchema>;

/**
 * Postmark calls much a bounce that is none: out-of-office answers, changes of address, deferrals, failures of DNS, challenges to prove that one is human. Only the first two say that
 * there is no such mailbox; what is not named here is of no interest.
 */
const BOUNCES: Readonly<Record<string, Outcome>> = {
  ...{ HardBounce: "bounced", BadEmailAddress: "bounced" },
  ...{ SpamComplaint: "complained", Unsubscribe: "unsubscribed" },
  ...{ SoftBounce: "undelivered", Blocked: "undelivered", DMARCPolicy: "undelivered", SpamNotification: "undelivered" },
  ...{ VirusNotification: "undelivered", SMTPApiError: "undelivered", Undeliverable: "undelivered", Unknown: "undelivered" },
};

const SUPPRESSED: Readonly<Record<string, Outcome>> = {
  ...{ HardBounce: "bounced", SpamComplaint: "complained", ManualSuppression: "unsubscribed" },
};

function kindOf(event: PostmarkEvent): Outcome | null {
  switch (event.RecordType) {
    case "Delivery":
      return "delivered";
    case "SpamComplaint":
      return "complained";
    case "Bounce":
      return BOUNCES[event.Type] ?? null;
    case "SubscriptionChange":
      // Whoever is taken off the list again has said nothing to us. Nor has anybody whom the operator put there by hand.
      if (!event.SuppressSending || (event.SuppressionReason === "ManualSuppression" && event.Origin !== "Recipient"))
        return null;
      return SUPPRESSED[event.SuppressionReason ?? ""] ?? null;
  }
}

function told(event: PostmarkEvent): { at: string; recipient: string; id: string | null; reason: string | null } {
  switch (event.RecordType) {
    case "Delivery":
      return { at: event.DeliveredAt, recipient: event.Recipient, id: null, reason: null };
    case "SubscriptionChange":
      return { at: event.ChangedAt, recipient: event.Recipient, id: null, reason: contract.reasonOf(event.SuppressionReason) };
    case "Bounce":
    case "SpamComplaint":
      return {
        at: event.BouncedAt,
        recipient: event.Email,
        id: event.ID ?? null,
        reason: contract.reasonOf(event.Description, event.Details),
      };
  }
}

const known = new Set(["Delivery", "Bounce", "SpamComplaint", "SubscriptionChange"]);

function read(entry: unknown): contract.ProviderEvent | null {
  if (!known.has(z.object({ RecordType: z.string() }).parse(entry).RecordType)) return null;
  const event = eventSchema.parse(entry);
  const kind = kindOf(event);
  if (kind === null) return null;
  const { at, recipient, id, reason } = told(event);
  // Only bounces and complaints have a number of their own.
  const key =
    id === null
      ? contract.keyOf(event.RecordType, event.MessageID, recipient.toLowerCase(), at)
      : contract.keyOf(event.RecordType, id);
  return {
    ...{ key, kind, at: contract.instantOf(at), recipient: contract.addressIn(recipient), reason },
    mark: contract.markFrom(event.Metadata?.reprise, null),
    providerId: event.MessageID ?? null,
    raw: contract.rawOf(entry),
  };
}

/** Postmark signs nothing: whoever knows the secret is Postmark. */
export const postmark: contract.Provider = {
  markHeaders: (mark) => ({ "X-PM-Metadata-reprise": mark }),
  receive(delivery, secrets) {
    if (!hasSecret(delivery.headers, secrets)) return { ok: false, status: 401, reason: "secret" };
    const body = contract.readJson(delivery);
    return contract.refusalOf(body) ?? contract.readEach([body], read);
  },
};
