import type { HistoryData, HistoryEvent } from "../../../customers/views/history.server.ts";
import type { Format } from "../../../i18n/format.ts";
import type { PlainKey, Translate } from "../../../i18n/translate.ts";
import { reasonWords } from "../../words/reasons.ts";
import { consentStates } from "./consent-words.ts";
import { integer, text } from "./event-data.ts";
import { pointsSentence } from "./points-sentence.ts";
import { rewardSentence } from "./reward-sentence.ts";
import { tierSentence } from "./tier-sentence.ts";

type Words = { t: Translate; locale: string; format: Format; segmentName: (segment: { key: string; name?: string }) => string };

const flowNames: Record<string, PlainKey> = { "win-back": "flows.winBack" };

/** One sentence for what happened. Data is read leniently: an event is never changed after it was written, but the app is. */
export function sentence({ kind, data }: Pick<HistoryEvent, "kind" | "data">, { t, locale, format, segmentName }: Words): string {
  const order = text(data, "orderName") ?? text(data, "orderId") ?? "?";
  const points = integer(data, "points");
  const count = points < 0n ? -points : points;
  switch (kind) {
    case "order.placed":
      return t("timeline.orderPlaced", { order, amount: format.money(integer(data, "totalMinor")) });
    case "order.paid":
      return t("timeline.orderPaid", { order });
    case "order.refunded":
      return t("timeline.orderRefunded", { order, amount: format.money(integer(data, "amountMinor")) });
    case "order.cancelled":
      return t("timeline.orderCancelled", { order });
    case "order.deleted":
      return t("timeline.orderDeleted", { order });
    case "order.disputed":
      return t("timeline.orderDisputed", { order });
    case "order.dispute-lost":
      return t("timeline.orderDisputeLost", { order });
    case "order.dispute-won":
      return t("timeline.orderDisputeWon", { order });
    case "order.claimed":
      return t("timeline.orderClaimed", { order });
    case "points.changed":
      return points < 0n ? t("timeline.pointsTaken", { count, order }) : t("timeline.pointsEarned", { count, order });
    case "points.available":
      return points < 0n ? t("timeline.pointsReleasedLess", { count }) : t("timeline.pointsAvailable", { count });
    case "points.adjusted": {
      const reason = text(data, "reason") ?? "–";
      return points < 0n ? t("timeline.pointsRemoved", { count, reason }) : t("timeline.pointsAdded", { count, reason });
    }
    case "points.bonus":
    case "points.imported":
    case "points.expired":
      return pointsSentence(kind, data, t);
    case "tier.changed":
      return tierSentence(data, t, locale);
    case "reward.redeemed":
    case "reward.issued":
    case "reward.used":
    case "reward.released":
    case "reward.returned":
      return rewardSentence(kind, data, t, locale);
    case "segment.entered":
    case "segment.left": {
      const segment = segmentName({ key: text(data, "segmentKey") ?? "", name: text(data, "segmentName") ?? undefined });
      return kind === "segment.entered" ? t("timeline.segmentEntered", { segment }) : t("timeline.segmentLeft", { segment });
    }
    case "consent.changed":
      return consentSentence(data, t);
    case "message.sent": {
      const subject = text(data, "subject");
      return subject === null ? t("timeline.messageSentUnnamed") : t("timeline.messageSent", { subject });
    }
    case "message.dropped":
      return t("timeline.messageDropped", { reason: reasonWords(t, text(data, "reason")) });
    case "flow.entered":
      return t("timeline.flowEntered", { flow: flowName(data, t) });
    case "flow.ended":
      return t("timeline.flowEnded", { flow: flowName(data, t), reason: reasonWords(t, text(data, "reason")) });
    case "customer.merged":
      return t("timeline.merged");
    case "customer.created":
      return t("timeline.created");
    default:
      return t("timeline.unknown", { kind: String(kind satisfies never) });
  }
}

function consentSentence(data: HistoryData, t: Translate): string {
  const channel = text(data, "channel") === "sms" ? t("timeline.channelSms") : t("timeline.channelEmail");
  const state = text(data, "to") ?? "";
  if (state === "subscribed") return t("timeline.consentSubscribed", { channel });
  if (state === "unsubscribed") return t("timeline.consentUnsubscribed", { channel });
  if (state === "pending") return t("timeline.consentPending", { channel });
  const words = consentStates[state];
  return t("timeline.consentOther", { channel, state: words === undefined ? state : t(words) });
}

function flowName(data: HistoryData, t: Translate): string {
  const key = text(data, "flow") ?? "";
  const words = flowNames[key];
  return words === undefined ? key : t(words);
}
