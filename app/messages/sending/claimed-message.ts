import type { MailLocale, Purpose } from "../mails/templates.ts";

/** A message in the hands of the sender that claimed it. */
export type ClaimedMessage = {
  shopId: number;
  messageId: bigint;
  customerId: bigint;
  flowId: number | null;
  template: string;
  /** What the template is told (mail-data.ts), as it was stored. */
  data: unknown;
  purpose: Purpose;
  key: string;
  locale: MailLocale;
  attempts: number;
  expiresAt: Date | null;
  reason: string | null;
};
