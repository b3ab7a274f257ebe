import type { DrawState, Phase } from "../../draws/draws.server.ts";
import type { Errors, Field, Issue } from "../../draws/content/read-draft.ts";
import type { DrawKind, PrizeKind } from "../../draws/content/terms.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";

export const kindNames: Record<DrawKind, PlainKey> = { wheel: "draws.kindWheel", card: "draws.kindCard" };

export const prizeKindNames: Record<PrizeKind, PlainKey> = {
  points: "draws.kindPoints",
  reward: "draws.kindReward",
  nothing: "draws.kindNothing",
};

const stateTexts: Record<DrawState, PlainKey> = {
  draft: "draws.textDraft",
  active: "draws.textActive",
  paused: "draws.textPaused",
  ended: "draws.textEnded",
};

/** What that means for who would take part. */
export function stateText(state: DrawState, phase: Phase): PlainKey {
  return state !== "draft" && phase === "over" ? "draws.textEnded" : stateTexts[state];
}

/** How a draw stands: a draft is nobody's, and the others are what shoppers meet. */
export function standing(state: DrawState, phase: Phase): { word: PlainKey; tone?: "success" | "attention" | "info" } {
  if (state === "draft") return { word: "draws.stateDraft", tone: "info" };
  if (state === "ended") return { word: "draws.stateEnded" };
  switch (phase) {
    case "over":
      return { word: "draws.stateOver" };
    case "ahead":
      return { word: "draws.stateAhead", tone: "info" };
    case "paused":
      return { word: "draws.statePaused", tone: "attention" };
    case "open":
      return { word: "draws.stateActive", tone: "success" };
  }
}

const issueNames: Record<Issue, PlainKey> = {
  required: "draws.required",
  number: "draws.number",
  percent: "draws.percentWrong",
  "too-large": "draws.tooLarge",
  "too-small": "draws.tooFew",
  "too-few": "draws.tooFewPrizes",
  "too-long": "draws.tooLong",
  "too-many": "draws.tooManyPrizes",
  sum: "draws.sumWrong",
  day: "draws.day",
  before: "draws.before",
  long: "draws.long",
  begun: "draws.begun",
  handle: "draws.handleWrong",
  taken: "draws.taken",
  unknown: "draws.unknown",
};

/** What is wrong with a field, where anything is. */
export function errorOf(errors: Errors, field: Field, t: Translate): { error?: string } {
  const issue = errors[field];
  if (issue === undefined) return {};
  return { error: t(issueNames[issue]) };
}
