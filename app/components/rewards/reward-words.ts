import type { Format } from "../../i18n/format.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { RewardIssue } from "../../rewards/reward-form.ts";
import { valueOf, type RewardKind, type RewardTerms } from "../../rewards/reward.ts";
import { priceRange } from "../../rewards/reward-worth.ts";
import type { RewardState } from "../../rewards/rewards.server.ts";

export const kindNames: Record<RewardKind, PlainKey> = {
  amount: "rewards.kindAmount",
  slider: "rewards.kindSlider",
  percentage: "rewards.kindPercentage",
  "free-shipping": "rewards.kindShipping",
  product: "rewards.kindProduct",
  "store-credit": "rewards.kindCredit",
  "gift-card": "rewards.kindGiftCard",
};

export const kindHelp: Record<RewardKind, PlainKey> = {
  amount: "rewards.helpAmount",
  slider: "rewards.helpSlider",
  percentage: "rewards.helpPercentage",
  "free-shipping": "rewards.helpShipping",
  product: "rewards.helpProduct",
  "store-credit": "rewards.helpCredit",
  "gift-card": "rewards.helpGiftCard",
};

export const stateNames: Record<RewardState, PlainKey> = {
  active: "rewards.active",
  paused: "rewards.paused",
  archived: "rewards.archived",
};

export const periodNames: Record<"ever" | "year" | "month", PlainKey> = {
  ever: "rewards.periodEver",
  year: "rewards.periodYear",
  month: "rewards.periodMonth",
};

export const issueWords: Record<RewardIssue, PlainKey> = {
  required: "rewards.issueRequired",
  number: "rewards.issueNumber",
  money: "rewards.issueMoney",
  percent: "rewards.issuePercent",
  "too-large": "rewards.issueLarge",
  "too-long": "rewards.issueLong",
  duplicate: "rewards.issueDuplicate",
  "below-minimum": "rewards.issueBelow",
  "worth-nothing": "rewards.issueNothing",
  step: "rewards.issueStep",
  "unknown-tier": "rewards.issueTier",
  "unknown-product": "rewards.issueProduct",
  wrong: "rewards.issueWrong",
};

/** "500 points", or "100 to 2,000 points" where there is a choice. */
export function priceWords(terms: RewardTerms, t: Translate, format: Format): string {
  const { least, most } = priceRange(terms);
  return least === most
    ? t("rewards.previewPoints", { count: least })
    : t("rewards.previewRange", { least: format.number(least), most: format.number(most) });
}

/** What a shopper gets: "5 € off". */
export function valueWords(terms: RewardTerms, t: Translate, format: Format): string {
  const { least, most } = priceRange(terms);
  const amount = format.money(valueOf(terms, most));
  switch (terms.kind) {
    case "amount":
    case "slider":
      return least === most ? t("rewards.previewAmount", { amount }) : t("rewards.previewUpTo", { amount });
    case "percentage":
      return t("rewards.previewPercent", { percent: format.percent((terms.percent ?? 0) / 100) });
    case "free-shipping":
      return t("rewards.kindShipping");
    case "product":
      return t("rewards.previewFree", { product: terms.product?.title ?? t("rewards.product") });
    case "store-credit":
      return t("rewards.previewCredit", { amount });
    case "gift-card":
      return t("rewards.previewGiftCard", { amount });
    default:
      return terms.kind satisfies never;
  }
}
