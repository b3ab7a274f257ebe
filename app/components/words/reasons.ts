import type { PlainKey, Translate } from "../../i18n/translate.ts";

const known: Record<string, PlainKey> = {
  "shop-gone": "reasons.shopGone",
  "customer-gone": "reasons.customerGone",
  deleted: "reasons.customerGone",
  redacted: "reasons.customerGone",
  merged: "reasons.customerGone",
  "no-address": "reasons.noAddress",
  "invalid-address": "reasons.invalidAddress",
  "suppressed-bounced": "reasons.bounced",
  "suppressed-complained": "reasons.complained",
  "suppressed-unsubscribed": "reasons.unsubscribed",
  "suppressed-manual": "reasons.manual",
  "no-consent": "reasons.noConsent",
  "opt-in-unconfirmed": "reasons.unconfirmed",
  "topic-off": "reasons.topicOff",
  paused: "reasons.paused",
  "no-legal-notice": "reasons.legalNotice",
  "frequency-cap": "reasons.frequency",
  "daily-limit": "reasons.dailyLimit",
  "rest-day": "reasons.restDay",
  "quiet-hours": "reasons.quiet",
  expired: "reasons.expired",
  "too-late": "reasons.expired",
  purchase: "reasons.purchase",
  "product-purchase": "reasons.productPurchase",
  "order-withdrawn": "reasons.withdrawn",
  "switched-off": "reasons.switchedOff",
  "mail-off": "reasons.mailOff",
  "program-off": "reasons.programOff",
  "reward-gone": "reasons.rewardGone",
  "nothing-expires": "reasons.nothingExpires",
  "tier-changed": "reasons.tierChanged",
  "survey-closed": "reasons.surveyClosed",
  "asked-lately": "reasons.askedLately",
  "registration-gone": "reasons.registrationGone",
  "photos-settled": "reasons.photosSettled",
  "never-bought": "reasons.neverBought",
  "lapsed-before-start": "reasons.lapsedBefore",
  "had-it-before": "reasons.hadBefore",
  refused: "reasons.refused",
  "unknown-outcome": "reasons.unknownOutcome",
  "not-renderable": "reasons.notRenderable",
  completed: "reasons.completed",
  "waited-in-vain": "reasons.waitedInVain",
  "consent-gone": "reasons.consentGone",
  "segment-left": "reasons.segmentLeft",
  "reward-used": "reasons.rewardUsed",
  snoozed: "reasons.snoozed",
  "product-off": "reasons.productOff",
  "checkout-gone": "reasons.checkoutGone",
  "checkout-begun": "reasons.checkoutBegun",
  "not-in-audience": "reasons.notInAudience",
  archived: "reasons.archived",
  skipped: "reasons.skipped",
  "flow-paused": "reasons.flowPaused",
  "code-pending": "reasons.codePending",
  "feedback-open": "reasons.feedbackOpen",
  holdout: "reasons.holdout",
  cancelled: "reasons.campaignCancelled",
  "campaign-paused": "reasons.campaignPaused",
};

const MAIL_SERVER = "mail-server: ";

const waiting: Record<string, PlainKey> = {
  "quiet-hours": "flows.deferQuiet",
  "frequency-cap": "flows.deferFrequency",
  "rest-day": "flows.deferRestDay",
  "daily-limit": "flows.deferDailyLimit",
  "no-legal-notice": "flows.deferLegalNotice",
  paused: "flows.deferPaused",
  "flow-paused": "flows.deferFlowPaused",
  "code-pending": "flows.deferCode",
  "feedback-open": "flows.deferFeedback",
};

/** Why a message is not sent yet, in words. */
export function deferWords(t: Translate, code: string): string {
  const words = waiting[code];
  return words === undefined ? reasonWords(t, code) : t(words);
}

/** Why a message was not sent or a run ended, in words. Mail servers' own answers are shown as they are. */
export function reasonWords(t: Translate, code: string | null): string {
  if (code?.startsWith(MAIL_SERVER) === true) return t("reasons.mailServer", { answer: code.slice(MAIL_SERVER.length) });
  const words = known[code ?? ""];
  return words === undefined ? t("reasons.other", { code: code ?? "–" }) : t(words);
}
