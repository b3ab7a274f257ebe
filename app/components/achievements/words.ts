import type { Errors, Issue } from "../../achievements/content/read-draft.ts";
import type { AchievementKind, Goal, Icon, Terms } from "../../achievements/content/terms.ts";
import type { AchievementState } from "../../achievements/achievements.server.ts";
import type { Format } from "../../i18n/format.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";

export const kindNames: Record<AchievementKind, PlainKey> = {
  badge: "achievements.kindBadge",
  challenge: "achievements.kindChallenge",
  streak: "achievements.kindStreak",
};

export const stateNames: Record<AchievementState | "over" | "ahead", PlainKey> = {
  draft: "achievements.stateDraft",
  active: "achievements.stateActive",
  paused: "achievements.statePaused",
  archived: "achievements.stateArchived",
  over: "achievements.stateOver",
  ahead: "achievements.stateAhead",
};

export const stateTexts: Record<AchievementState | "over" | "ahead", PlainKey> = {
  draft: "achievements.textDraft",
  active: "achievements.textActive",
  paused: "achievements.textPaused",
  archived: "achievements.textArchived",
  over: "achievements.textOver",
  ahead: "achievements.textAhead",
};

export const goalNames: Record<Goal, PlainKey> = {
  orders: "achievements.pickOrders",
  "orders-in-year": "achievements.pickYear",
  products: "achievements.pickProducts",
  years: "achievements.pickYears",
  segment: "achievements.pickSegment",
  spend: "achievements.pickSpend",
  periods: "achievements.pickPeriods",
};

export const iconNames: Record<Icon, PlainKey> = {
  star: "achievements.iconStar",
  medal: "achievements.iconMedal",
  share: "achievements.iconShare",
  bag: "achievements.iconBag",
  cake: "achievements.iconCake",
  tag: "achievements.iconTag",
  clock: "achievements.iconClock",
  check: "achievements.iconCheck",
};

const issueNames: Record<Issue, PlainKey> = {
  required: "achievements.required",
  number: "achievements.number",
  money: "achievements.money",
  ambiguous: "achievements.ambiguous",
  "too-large": "achievements.tooLarge",
  "too-long": "achievements.tooLong",
  "too-small": "achievements.tooFew",
  day: "achievements.day",
  before: "achievements.before",
  long: "achievements.long",
  begun: "achievements.begunError",
  picture: "achievements.pictureWrong",
  unknown: "achievements.unknown",
};

/** What is wrong with a field, where anything is. */
export function errorOf(errors: Errors, field: keyof Errors, t: Translate): { error?: string } {
  const issue = errors[field];
  return issue === undefined ? {} : { error: t(issueNames[issue]) };
}

/** What is asked, in a few words. */
export function goalWords(
  { goal, target: count, streak }: Pick<Terms, "goal" | "target" | "streak">,
  t: Translate,
  format: Format,
): string {
  switch (goal) {
    case "orders":
      return t("achievements.goalOrders", { count });
    case "orders-in-year":
      return t("achievements.goalYear", { count });
    case "products":
      return t("achievements.goalProducts", { count });
    case "years":
      return t("achievements.goalYears", { count });
    case "segment":
      return t("achievements.goalSegment");
    case "spend":
      return t("achievements.goalSpend", { amount: format.money(BigInt(count)) });
    case "periods":
      return streak?.every === "week" ? t("achievements.goalWeeks", { count }) : t("achievements.goalMonths", { count });
  }
}
