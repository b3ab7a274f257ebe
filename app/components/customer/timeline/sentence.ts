import type { Tale, Told } from "../../../customers/timeline.ts";
import type { Format } from "../../../i18n/format.ts";
import type { PlainKey, Translate } from "../../../i18n/translate.ts";
import { reasonWords } from "../../words/reasons.ts";
import { consentStates } from "./consent-words.ts";
import { orderSentence } from "./order-sentence.ts";
import { pointsSentence } from "./points-sentence.ts";
import { rewardSentence } from "./reward-sentence.ts";
import { tierSentence } from "./tier-sentence.ts";

type Words = { t: Translate; locale: string; format: Format; segmentName: (segment: { key: string; name?: string }) => string };

const flowNames: Record<string, PlainKey> = { "win-back": "flows.winBack" };

/** One sentence for what happened, also where not all of it is known any more. A kind without one does not compile. */
export function sentence(tale: Tale, { t, locale, format, segmentName }: Words): string {
  switch (tale.kind) {
    case "order.placed":
    case "order.paid":
    case "order.refunded":
    case "order.cancelled":
    case "order.deleted":
    case "order.disputed":
    case "order.dispute-lost":
    case "order.dispute-won":
    case "order.claimed":
      return orderSentence(tale, t, format);
    case "points.changed":
    case "points.available":
    case "points.adjusted":
    case "points.bonus":
    case "points.imported":
    case "points.expired":
      return pointsSentence(tale, t);
    case "tier.changed":
      return tierSentence(tale.data, t, locale);
    case "reward.redeemed":
    case "reward.issued":
    case "reward.used":
    case "reward.released":
    case "reward.returned":
      return rewardSentence(tale, t, locale);
    case "segment.entered":
      return t("timeline.segmentEntered", { segment: segmentName(segmentIn(tale.data)) });
    case "segment.left":
      return t("timeline.segmentLeft", { segment: segmentName(segmentIn(tale.data)) });
    case "consent.changed":
      return consentSentence(tale.data, t);
    case "message.sent": {
      const { subject } = tale.data;
      return subject === null ? t("timeline.messageSentUnnamed") : t("timeline.messageSent", { subject });
    }
    case "message.dropped":
      return t("timeline.messageDropped", { reason: reasonWords(t, tale.data.reason) });
    case "flow.entered":
      return t("timeline.flowEntered", { flow: flowName(tale.data.flow, t) });
    case "flow.ended":
      return t("timeline.flowEnded", { flow: flowName(tale.data.flow, t), reason: reasonWords(t, tale.data.reason) });
    case "customer.merged":
      return t("timeline.merged");
    case "customer.created":
      return t("timeline.created");
    default:
      return t("timeline.unknown", { kind: kindOf(tale) });
  }
}

/** Of an event whose kind this version does not know. */
function kindOf(tale: never): string {
  return (tale as { kind: string }).kind;
}

function segmentIn({ segmentKey, segmentName }: Told<"segment.entered">): { key: string; name?: string } {
  return { key: segmentKey ?? "", ...(segmentName === null ? {} : { name: segmentName }) };
}

function consentSentence({ channel, to }: Told<"consent.changed">, t: Translate): string {
  const by = { channel: channel === "sms" ? t("timeline.channelSms") : t("timeline.channelEmail") };
  const state = to ?? "";
  if (state === "subscribed") return t("timeline.consentSubscribed", by);
  if (state === "unsubscribed") return t("timeline.consentUnsubscribed", by);
  if (state === "pending") return t("timeline.consentPending", by);
  const words = consentStates[state];
  return t("timeline.consentOther", { ...by, state: words === undefined ? state : t(words) });
}

function flowName(flow: string | null, t: Translate): string {
  const words = flowNames[flow ?? ""];
  return words === undefined ? (flow ?? "") : t(words);
}
