import type { PlainKey } from "../../../i18n/translate.ts";

/** Shopify's marketing states. */
export const consentStates: Record<string, PlainKey> = {
  subscribed: "customer.stateSubscribed",
  not_subscribed: "customer.stateNotSubscribed",
  pending: "customer.statePending",
  unsubscribed: "customer.stateUnsubscribed",
  redacted: "customer.stateRedacted",
  invalid: "customer.stateInvalid",
};

export const consentSources: Record<string, PlainKey> = {
  shopify: "customer.sourceShopify",
  "unsubscribe-link": "customer.sourceLink",
  "list-unsubscribe": "customer.sourceList",
  complaint: "customer.sourceComplaint",
  provider: "customer.sourceProvider",
  "sign-up": "customer.sourceSignUp",
  "preference-page": "customer.sourcePreferences",
  merchant: "customer.sourceMerchant",
};

export const optInLevels: Record<string, PlainKey> = {
  single_opt_in: "customer.levelSingle",
  confirmed_opt_in: "customer.levelConfirmed",
  unknown: "customer.levelUnknown",
};
