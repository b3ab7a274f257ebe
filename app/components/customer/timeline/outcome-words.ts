import type { PlainKey } from "../../../i18n/translate.ts";
import type { Outcome } from "../../../messages/outcomes/outcome.ts";

export const outcomeNames: Record<Outcome, PlainKey> = {
  undelivered: "customer.outcomeUndelivered",
  delivered: "customer.outcomeDelivered",
  bounced: "customer.outcomeBounced",
  unsubscribed: "customer.outcomeUnsubscribed",
  complained: "customer.outcomeComplained",
};

export const outcomeTones: Record<Outcome, "success" | "warning" | "critical" | "info"> = {
  undelivered: "warning",
  delivered: "success",
  bounced: "warning",
  unsubscribed: "info",
  complained: "critical",
};
