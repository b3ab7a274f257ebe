import type { ExitKind } from "../../../flows/definition/definition.ts";
import type { DraftStep, DraftStepOf } from "../../../flows/editing/draft.ts";
import type { FramePart } from "../../../flows/editing/differences.ts";
import type { GoalKind } from "../../../flows/goal/goal.ts";
import type { TriggerEvent, WaitedEvent } from "../../../flows/triggers/events.ts";
import type { PlainKey } from "../../../i18n/translate.ts";

/** What merchants choose among, each by its name. */
export const kindNames: Record<DraftStep["kind"], PlainKey> = {
  ...{ wait: "flowSteps.wait", email: "flowSteps.email", reward: "flowSteps.reward", points: "flowSteps.points" },
  ...{ tag: "flowSteps.tag", branch: "flowSteps.branch", split: "flowSteps.split", end: "flowSteps.end" },
};

export const addNames: Record<DraftStep["kind"], PlainKey> = {
  ...{ wait: "flowSteps.addWait", email: "flowSteps.addEmail", reward: "flowSteps.addReward", points: "flowSteps.addPoints" },
  ...{ tag: "flowSteps.addTag", branch: "flowSteps.addBranch", split: "flowSteps.addSplit", end: "flowSteps.addEnd" },
};

export const eventNames: Record<TriggerEvent, PlainKey> = {
  "order-placed": "flowSteps.triggerOrderPlaced",
  "order-paid": "flowSteps.triggerOrderPaid",
  "order-fulfilled": "flowSteps.triggerOrderFulfilled",
  "order-delivered": "flowSteps.triggerOrderDelivered",
  "checkout-abandoned": "flowSteps.triggerCheckoutAbandoned",
  "product-viewed": "flowSteps.triggerProductViewed",
  "cart-left": "flowSteps.triggerCartLeft",
  "order-refunded": "flowSteps.triggerOrderRefunded",
  "custom-event": "flowSteps.triggerCustomEvent",
  "customer-created": "flowSteps.triggerCustomerCreated",
  "consent-given": "flowSteps.triggerConsentGiven",
  "segment-entered": "flowSteps.triggerSegmentEntered",
  "segment-left": "flowSteps.triggerSegmentLeft",
  "tier-reached": "flowSteps.triggerTierReached",
  "points-earned": "flowSteps.triggerPointsEarned",
  "reward-issued": "flowSteps.triggerRewardIssued",
  "survey-answered": "flowSteps.triggerSurveyAnswered",
  "review-written": "flowSteps.triggerReviewWritten",
  "referral-paid": "flowSteps.triggerReferralPaid",
  "achievement-earned": "flowSteps.triggerAchievementEarned",
  "module-passed": "flowSteps.triggerModulePassed",
  "event-registered": "flowSteps.triggerEventRegistered",
  "event-attended": "flowSteps.triggerEventAttended",
};

/** What a step can wait for, as it stands in a sentence. */
export const waitedNames: Record<WaitedEvent, PlainKey> = {
  "order-placed": "flowSteps.eventOrderPlaced",
  "order-paid": "flowSteps.eventOrderPaid",
  "order-fulfilled": "flowSteps.eventOrderFulfilled",
  "order-delivered": "flowSteps.eventOrderDelivered",
  "reward-used": "flowSteps.eventRewardUsed",
  "points-earned": "flowSteps.eventPointsEarned",
  "consent-given": "flowSteps.eventConsentGiven",
};

export const exitNames: Record<ExitKind, PlainKey> = {
  purchase: "flowSteps.exitPurchase",
  "product-purchase": "flowSteps.exitProductPurchase",
  "order-withdrawn": "flowSteps.exitOrderWithdrawn",
  "consent-gone": "flowSteps.exitConsentGone",
  "segment-left": "flowSteps.exitSegmentLeft",
  "reward-used": "flowSteps.exitRewardUsed",
};

export const goalNames: Record<GoalKind, PlainKey> = {
  order: "flowSteps.goalOrder",
  "first-order": "flowSteps.goalFirstOrder",
  products: "flowSteps.goalProducts",
  "same-product": "flowSteps.goalSameProduct",
  "reward-used": "flowSteps.goalRewardUsed",
  "points-redeemed": "flowSteps.goalPointsRedeemed",
  "consent-given": "flowSteps.goalConsentGiven",
  "segment-entered": "flowSteps.goalSegmentEntered",
  "review-written": "flowSteps.goalReviewWritten",
  "survey-answered": "flowSteps.goalSurveyAnswered",
};

export const topicNames: Record<DraftStepOf<"email">["topic"], PlainKey> = {
  news: "flowSteps.topicNews",
  refill: "flowSteps.topicRefill",
  "post-purchase": "flowSteps.topicPostPurchase",
  points: "flowSteps.topicPoints",
  birthday: "flowSteps.topicBirthday",
  service: "flowSteps.topicService",
};

export const partNames: Record<FramePart, PlainKey> = {
  ...{ trigger: "flowSteps.partTrigger", audience: "flowSteps.partAudience", exits: "flowSteps.partExits" },
  ...{ reentry: "flowSteps.partReentry", hour: "flowSteps.partHour", holdout: "flowSteps.partHoldout" },
  goal: "flowSteps.partGoal",
  giveUpAfterDays: "flowSteps.partGiveUp",
};
