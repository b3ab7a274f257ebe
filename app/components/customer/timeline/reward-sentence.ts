import type { Tale } from "../../../customers/timeline.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { orderIn, wording } from "./event-data.ts";

/** What happened to points that were turned into a reward. */
export function rewardSentence(
  { kind, data }: Extract<Tale, { kind: `reward.${string}` }>,
  t: Translate,
  locale: string,
): string {
  const reward = wording(data, "title", locale) ?? "–";
  const count = data.points ?? 0n;
  switch (kind) {
    case "reward.redeemed":
      return t("timeline.rewardRedeemed", { count, reward });
    case "reward.issued":
      return t("timeline.rewardIssued", { reward });
    case "reward.used": {
      const order = orderIn(data);
      return order === null ? t("timeline.rewardUsedSomewhere", { reward }) : t("timeline.rewardUsed", { reward, order });
    }
    case "reward.released":
      return releasedSentence(data.reason, { reward, count }, t);
    case "reward.returned": {
      const [order, returned] = [orderIn(data) ?? "?", data.returned ?? 0n];
      return returned < 0n
        ? t("timeline.rewardReturnedLess", { count: -returned, order })
        : t("timeline.rewardReturned", { count: returned, order });
    }
  }
}

function releasedSentence(reason: string | null, values: { reward: string; count: bigint }, t: Translate): string {
  if (reason === "expired") return t("timeline.rewardExpired", values);
  if (reason === "disabled") return t("timeline.rewardDisabled", values);
  if (reason === "refused") return t("timeline.rewardRefused", values);
  return t("timeline.rewardUndone", values);
}
