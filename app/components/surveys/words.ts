import type { PlainKey } from "../../i18n/translate.ts";
import type { Flag } from "../../surveys/asked/flag.ts";
import type { SurveyKind } from "../../surveys/content/kinds.ts";
import type { Band, QuestionType } from "../../surveys/content/survey.ts";
import type { OpenWay, Way } from "../../surveys/content/ways.ts";

export const kindWords: Record<SurveyKind, PlainKey> = {
  nps: "surveys.kindNps",
  csat: "surveys.kindCsat",
  product: "surveys.kindProduct",
  heard: "surveys.kindHeard",
  leaving: "surveys.kindLeaving",
  free: "surveys.kindFree",
};

export const typeWords: Record<QuestionType, PlainKey> = {
  score: "surveys.typeScore",
  rating: "surveys.typeRating",
  choice: "surveys.typeChoice",
  several: "surveys.typeSeveral",
  text: "surveys.typeText",
};

export const bandWords: Record<"score" | "rating", Record<Band, PlainKey>> = {
  score: { low: "surveys.bandScoreLow", middle: "surveys.bandScoreMiddle", high: "surveys.bandScoreHigh" },
  rating: { low: "surveys.bandRatingLow", middle: "surveys.bandRatingMiddle", high: "surveys.bandRatingHigh" },
};

/** The same as results call them. */
export const groupWords: Record<"score" | "rating", Record<Band, PlainKey>> = {
  score: { low: "surveys.detractors", middle: "surveys.passives", high: "surveys.promoters" },
  rating: { low: "surveys.unhappy", middle: "surveys.middling", high: "surveys.happy" },
};

export const flagWords: Record<Flag, PlainKey> = {
  trap: "surveys.flagTrap",
  program: "surveys.flagProgram",
  hidden: "surveys.flagHidden",
  burst: "surveys.flagBurst",
};

/** How an answer came. */
export const wayWords: Record<Way, PlainKey> = {
  email: "surveys.wayEmail",
  account: "surveys.wayAccount",
  thanks: "surveys.wayThanks",
  link: "surveys.wayLink",
};

export const openWayWords: Record<OpenWay, { name: PlainKey; help: PlainKey }> = {
  link: { name: "surveys.askLink", help: "surveys.askLinkHelp" },
  account: { name: "surveys.askAccount", help: "surveys.askAccountHelp" },
  thanks: { name: "surveys.askThanks", help: "surveys.askThanksHelp" },
};
