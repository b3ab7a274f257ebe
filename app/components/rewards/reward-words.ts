import type { Format } from "../../i18n/format.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { RewardIssue } from "../../rewards/reward-form.ts";
import { valueOf, type RewardKind, type RewardTerms } from "../../rewards/reward.ts";
import { priceRange } from "../../rewards/reward-worth.ts";
import type { RewardState } from "../../rewards/rewards.server.ts";

export const kindNames: Record<RewardKind, PlainKey> = {
  amount: "rewardForm.kindAmount",
  slider: "rewardForm.kindSlider",
  percentage: "rewardForm.kindPercentage",
  "free-shipping": "rewardForm.kindShipping",
  product: "rewardForm.kindProduct",
  "store-credit": "rewardForm.kindCredit",
  "gift-card": "rewardForm.kindGiftCard",
};

export const kindHelp: Record<RewardKind, PlainKey> = {
  amount: "rewardForm.helpAmount",
  slider: "rewardForm.helpSlider",
  percentage: "rewardForm.helpPercentage",
  "free-shipping": "rewardForm.helpShipping",
  product: "rewardForm.helpProduct",
  "store-credit": "rewardForm.helpCredit",
  "gift-card": "rewardForm.helpGiftCard",
};

export const stateNames: Record<RewardState, PlainKey> = {
  active: "rewards.active",
  paused: "rewards.paused",
  archived: "rewards.archived",
};

export const periodNames: Record<"ever" | "year" | "month", PlainKey> = {
  ever: "rewardForm.periodEver",
  year: "rewardForm.periodYear",
  month: "rewardForm.periodMonth",
};

export const issueWords: Record<RewardIssue, PlainKey> = {
  required: "rewardForm.issueRequired",
  number: "rewardForm.issueNumber",
  money: "rewardForm.issueMoney",
  ambiguous: "rewardForm.issueAmbiguous",
  percent: "rewardForm.issuePercent",
  "too-large": "rewardForm.issueLarge",
  "too-long": "rewardForm.issueLong",
  duplicate: "rewardForm.issueDuplicate",
  "below-minimum": "rewardForm.issueBelow",
  "worth-nothing": "rewardForm.issueNothing",
  step: "rewardForm.issueStep",
  "unknown-tier": "rewardForm.issueTier",
  "unknown-segment": "rewardForm.segmentGone",
  "unknown-product": "rewardForm.issueProduct",
  picture: "programEdit.issueUrl",
  wrong: "rewardForm.issueWrong",
};

/** "500 points", or "100 to 2,000 points" where there is a choice. */
export function priceWords(terms: RewardTerms, t: Translate, format: Format): string {
  const { least, most } = priceRange(terms);
  return least === most
    ? t("rewardForm.previewPoints", { count: least })
    : t("rewardForm.previewRange", { least: format.number(least), most: format.number(most) });
}

/** What a shopper gets: "5 € off". */
export function valueWords(terms: RewardTerms, t: Translate, format: Format): string {
  const { least, most } = priceRange(terms);
  const amount = format.money(valueOf(terms, most));
  switch (terms.kind) {
    case "amount":
    case "slider":
      return least === most ? t("rewardForm.previewAmount", { amount }) : t("rewardForm.previewUpTo", { amount });
    case "percentage":
      return t("rewardForm.previewPercent", { percent: format.percent((terms.percent ?? 0) / 100) });
    case "free-shipping":
      return t("rewardForm.kindShipping");
    case "product":
      return t("rewardForm.previewFree", { product: terms.product?.title ?? t("rewardForm.product") });
    case "store-credit":
      return t("rewardForm.previewCredit", { amount });
    case "gift-card":
      return t("rewardForm.previewGiftCard", { amount });
    default:
      return terms.kind satisfies never;
  }
}
