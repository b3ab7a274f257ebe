import type { TimelineKind } from "../../../customers/timeline.ts";
import type { HistoryData } from "../../../customers/views/history.server.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { integer, text, wording } from "./event-data.ts";

/** What happened to points that were turned into a reward. */
export function rewardSentence(
  kind: Extract<TimelineKind, `reward.${string}`>,
  data: HistoryData,
  t: Translate,
  locale: string,
): string {
  const reward = wording(data, "title", locale) ?? "–";
  const count = integer(data, "points");
  const order = text(data, "orderName");
  switch (kind) {
    case "reward.redeemed":
      return t("timeline.rewardRedeemed", { count, reward });
    case "reward.issued":
      return t("timeline.rewardIssued", { reward });
    case "reward.used":
      return order === null ? t("timeline.rewardUsedSomewhere", { reward }) : t("timeline.rewardUsed", { reward, order });
    case "reward.released":
      return releasedSentence(text(data, "reason"), { reward, count }, t);
    case "reward.returned": {
      const returned = integer(data, "returned");
      return returned < 0n
        ? t("timeline.rewardReturnedLess", { count: -returned, order: order ?? "?" })
        : t("timeline.rewardReturned", { count: returned, order: order ?? "?" });
    }
    default:
      return kind satisfies never;
  }
}

function releasedSentence(reason: string | null, values: { reward: string; count: bigint }, t: Translate): string {
  if (reason === "expired") return t("timeline.rewardExpired", values);
  if (reason === "disabled") return t("timeline.rewardDisabled", values);
  if (reason === "refused") return t("timeline.rewardRefused", values);
  return t("timeline.rewardUndone", values);
}
