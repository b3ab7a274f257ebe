import type { Locale } from "../../i18n/translate.ts";

export const LIMITS = { senderName: 80, email: 254, imprint: 1_000 } as const;

export type SettingsField = "senderName" | "senderEmail" | "replyTo" | "imprint" | "confirmedOptIn" | "defaultLocale";

/** What a merchant says about their mails. Empty sender name or address: the shop's name, the operator's address. */
export type ShopSettings = {
  senderName: string | null;
  senderEmail: string | null;
  replyTo: string | null;
  imprint: string;
  /** Whether advertising to customers in Germany and Austria needs a confirmed (double) opt-in. */
  confirmedOptIn: boolean;
  defaultLocale: Locale;
};

/** What is wrong with a field; the page has the words. */
export type SettingsIssue = "required" | "email" | "too-long" | "line-break" | "language";
export type SettingsErrors = Partial<Record<SettingsField, SettingsIssue>>;
