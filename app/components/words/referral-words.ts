import type { Tale } from "../../customers/timeline.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { Flag } from "../../referrals/judging/judge.ts";
import type { Reason, State } from "../../referrals/life/life.ts";

const reasons: Record<Reason, PlainKey> = {
  "self-account": "referrals.reasonSelf",
  "self-address": "referrals.reasonAddress",
  "existing-customer": "referrals.reasonExisting",
  "already-referred": "referrals.reasonReferred",
  cancelled: "referrals.reasonCancelled",
  declined: "referrals.reasonDeclined",
  unreviewed: "referrals.reasonUnreviewed",
  limit: "referrals.reasonLimit",
  "advocate-gone": "referrals.reasonGone",
  excluded: "referrals.reasonExcluded",
};

/** Why a referral brings nothing, in words; a reason that this version does not know as it is written. */
export function referralReason(t: Translate, reason: string | null): string {
  const word = reason !== null && Object.hasOwn(reasons, reason) ? reasons[reason as Reason] : undefined;
  return word === undefined ? (reason ?? "–") : t(word);
}

/** What looks odd about a referral. */
export const flagWords: Record<Flag, PlainKey> = {
  "similar-address": "referrals.flagSimilarAddress",
  "same-phone": "referrals.flagSamePhone",
  "same-name": "referrals.flagSameName",
  "same-household": "referrals.flagHousehold",
  disposable: "referrals.flagDisposable",
  "many-claims": "referrals.flagManyClaims",
  "many-refunds": "referrals.flagManyRefunds",
  minimum: "referrals.flagMinimum",
  instant: "referrals.flagInstant",
  "known-before": "referrals.flagKnownBefore",
};

/** What a referral is. */
export const stateWords: Record<State, PlainKey> = {
  claimed: "referrals.stateClaimed",
  expired: "referrals.stateExpired",
  ordered: "referrals.stateOrdered",
  pending: "referrals.statePending",
  review: "referrals.stateReview",
  paid: "referrals.statePaid",
  rejected: "referrals.stateRejected",
  reversed: "referrals.stateReversed",
};

/** What happened to a recommendation, of either side. */
export function referralSentence(tale: Extract<Tale, { kind: `referral.${string}` }>, t: Translate): string {
  switch (tale.kind) {
    case "referral.joined":
      return t("timeline.referralJoined");
    case "referral.ordered":
      return t("timeline.referralOrdered");
    case "referral.paid": {
      const count = Number(tale.data.points ?? 0n);
      return count === 0 ? t("timeline.referralRewarded") : t("timeline.referralPaid", { count });
    }
    case "referral.rejected":
      return t("timeline.referralRejected", { reason: referralReason(t, tale.data.reason) });
    case "referral.reversed": {
      const count = Number(tale.data.points ?? 0n);
      if (count === 0) return t("timeline.referralGone");
      return tale.data.whole === true ? t("timeline.referralReversed", { count }) : t("timeline.referralLess", { count });
    }
  }
}
