import type { PlainKey } from "../../i18n/translate.ts";
import type { SuppressionReason } from "../../messages/suppressions/suppression.ts";

export const reasonNames: Record<SuppressionReason, PlainKey> = {
  bounced: "suppressions.bounced",
  complained: "suppressions.complained",
  unsubscribed: "suppressions.unsubscribed",
  manual: "suppressions.manual",
};

export const reasonTones: Record<SuppressionReason, "critical" | "warning" | "info" | "attention"> = {
  complained: "critical",
  bounced: "warning",
  unsubscribed: "info",
  manual: "attention",
};

export const sourceNames: Readonly<Record<string, PlainKey>> = {
  "mail-server": "suppressions.sourceServer",
  provider: "suppressions.sourceProvider",
  complaint: "suppressions.sourceProvider",
  repeated: "suppressions.sourceRepeated",
  "unsubscribe-link": "suppressions.sourceLink",
  "list-unsubscribe": "suppressions.sourceButton",
  merchant: "suppressions.sourceTeam",
};

/** What a merchant should know before they lift it. */
export const liftWarnings: Partial<Record<SuppressionReason, PlainKey>> = {
  bounced: "suppressions.liftBounced",
  complained: "suppressions.liftComplained",
  unsubscribed: "suppressions.liftUnsubscribed",
};
