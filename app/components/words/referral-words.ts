import type { Tale } from "../../customers/timeline.ts";
import { blocks } from "../../referrals/judging/judge.ts";
import type { Reason } from "../../referrals/life/life.ts";
import type { Translate } from "../../i18n/translate.ts";

const reasons: readonly Reason[] = [
  ...blocks,
  ...(["cancelled", "declined", "unreviewed", "limit", "advocate-gone", "excluded"] as const),
];

/** Why a referral brings nothing, in words; a reason that this version does not know as it is written. */
export function referralReason(t: Translate, reason: string | null): string {
  const known = reasons.find((one) => one === reason);
  return known === undefined ? (reason ?? "–") : t(`referrals.reason-${known}`);
}

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
