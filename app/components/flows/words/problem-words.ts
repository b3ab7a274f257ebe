import type { Problem } from "../../../flows/editing/check.ts";
import { MOST_STEPS } from "../../../flows/definition/steps.ts";
import type { Variable } from "../../../flows/editing/variables.ts";
import type { PlainKey, Translate } from "../../../i18n/translate.ts";
import { describe } from "../../../segments/language/describe.ts";

type Plain = Exclude<Problem["code"], "number" | "query" | "several-variables" | "too-many-steps">;

const known: Record<Plain, PlainKey> = {
  "no-steps": "flowSteps.problemNoSteps",
  "does-nothing": "flowSteps.problemIdle",
  unreachable: "flowSteps.problemUnreachable",
  "empty-fork": "flowSteps.problemEmptyFork",
  "no-tags": "flowSteps.problemTags",
  "email-missing": "flowSteps.problemEmailMissing",
  "email-gone": "flowSteps.problemEmailGone",
  "email-unpublished": "flowSteps.problemEmailUnpublished",
  "not-similar": "flowSteps.problemNotSimilar",
  "reward-missing": "flowSteps.problemRewardMissing",
  "reward-gone": "flowSteps.problemRewardGone",
  "reward-archived": "flowSteps.problemRewardArchived",
  "segment-missing": "flowSteps.problemSegmentMissing",
  "segment-gone": "flowSteps.problemSegmentGone",
  "tier-gone": "flowSteps.problemTierGone",
  "goal-products": "flowSteps.problemGoalProducts",
  "goal-product-ids": "flowSteps.problemGoalProductIds",
  "goal-about-nothing": "flowSteps.problemGoalAboutNothing",
  "event-name": "flowSteps.problemEventName",
};

const variableWords: Record<Variable, PlainKey> = {
  content: "flowSteps.variableContent",
  time: "flowSteps.variableTime",
  offer: "flowSteps.variableOffer",
  tags: "flowSteps.variableTags",
  way: "flowSteps.variableWay",
};

export function problemWords(problem: Problem, t: Translate): string {
  if (problem.code === "query") return describe(problem.problem, t);
  if (problem.code === "number") return t("flowSteps.problemNumber", { least: problem.least, most: problem.most });
  if (problem.code === "several-variables")
    return t("flowSteps.problemVariables", { variables: problem.variables.map((one) => t(variableWords[one])).join(", ") });
  if (problem.code === "too-many-steps") return t("flowSteps.problemTooMany", { most: MOST_STEPS });
  return t(known[problem.code]);
}
