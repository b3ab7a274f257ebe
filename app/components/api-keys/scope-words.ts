import type { PlainKey } from "../../i18n/translate.ts";
import type { Scope } from "../../keys/key.ts";

/** What each scope lets a key do. */
export const scopeWords: Record<Scope, PlainKey> = {
  "read:customers": "apiKeys.scopeCustomers",
  "read:ledger": "apiKeys.scopeLedger",
  "write:points": "apiKeys.scopePoints",
  "read:rewards": "apiKeys.scopeRewards",
  "read:redemptions": "apiKeys.scopeRedemptions",
  "write:redemptions": "apiKeys.scopeRedeem",
  "read:referrals": "apiKeys.scopeReferrals",
  "read:segments": "apiKeys.scopeSegments",
  "write:events": "apiKeys.scopeEvents",
};
