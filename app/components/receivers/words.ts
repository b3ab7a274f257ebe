import type { PlainKey } from "../../i18n/translate.ts";
import type { ToldKind } from "../../deliveries/payload.ts";
import type { ReceiverIssue, ReceiverKind } from "../../deliveries/receiver.ts";
import type { Problem } from "../../deliveries/transport.ts";

export const kindWords: Record<ToldKind, PlainKey> = {
  "points.changed": "receivers.kindPointsChanged",
  "points.bonus": "receivers.kindPointsBonus",
  "points.available": "receivers.kindPointsAvailable",
  "points.adjusted": "receivers.kindPointsAdjusted",
  "points.imported": "receivers.kindPointsImported",
  "points.expired": "receivers.kindPointsExpired",
  "reward.redeemed": "receivers.kindRewardRedeemed",
  "reward.issued": "receivers.kindRewardIssued",
  "reward.used": "receivers.kindRewardUsed",
  "reward.released": "receivers.kindRewardReleased",
  "reward.returned": "receivers.kindRewardReturned",
  "tier.changed": "receivers.kindTierChanged",
  "segment.entered": "receivers.kindSegmentEntered",
  "segment.left": "receivers.kindSegmentLeft",
  "flow.entered": "receivers.kindFlowEntered",
  "flow.reached": "receivers.kindFlowReached",
  "refill.due": "receivers.kindRefillDue",
  "customer.at-risk": "receivers.kindAtRisk",
  "message.sent": "receivers.kindMessageSent",
  "survey.answered": "receivers.kindSurveyAnswered",
  "review.written": "receivers.kindReviewWritten",
  "review.published": "receivers.kindReviewPublished",
  "achievement.earned": "receivers.kindAchievementEarned",
  "achievement.withdrawn": "receivers.kindAchievementWithdrawn",
  "referral.ordered": "receivers.kindReferralOrdered",
  "referral.joined": "receivers.kindReferralJoined",
  "referral.paid": "receivers.kindReferralPaid",
  "referral.rejected": "receivers.kindReferralRejected",
  "referral.reversed": "receivers.kindReferralReversed",
};

const problemWords: Record<Problem, PlainKey> = {
  status: "receivers.problemStatus",
  redirect: "receivers.problemRedirect",
  gone: "receivers.problemGone",
  timeout: "receivers.problemTimeout",
  unreachable: "receivers.problemUnreachable",
  "not-found": "receivers.problemNotFound",
  certificate: "receivers.problemCertificate",
  "refused-address": "receivers.problemRefused",
  "no-access": "receivers.flowProblemAccess",
  refused: "receivers.flowProblemRefused",
};

const flowProblemWords: Partial<Record<Problem, PlainKey>> = {
  status: "receivers.flowProblemStatus",
  timeout: "receivers.flowProblemTimeout",
  unreachable: "receivers.flowProblemUnreachable",
};

/** Why nothing arrived: of webhooks the shop's own system is told of, else Shopify. */
export function problemWord(kind: ReceiverKind, problem: Problem): PlainKey {
  return (kind === "shopify-flow" ? flowProblemWords[problem] : undefined) ?? problemWords[problem];
}

export const issueWords: Record<ReceiverIssue, PlainKey> = {
  "not-a-url": "receivers.issueUrl",
  "not-https": "receivers.issueHttps",
  address: "receivers.issueAddress",
  port: "receivers.issuePort",
  credentials: "receivers.issueCredentials",
  "too-long": "receivers.issueLong",
  kinds: "receivers.issueKinds",
  "too-many": "receivers.issueMany",
};
