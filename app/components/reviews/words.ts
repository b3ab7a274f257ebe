import type { PlainKey } from "../../i18n/translate.ts";
import type { RejectReason, ReviewState } from "../../reviews/review.ts";

export const stateWords: Record<ReviewState, PlainKey> = {
  waiting: "reviews.stateWaiting",
  published: "reviews.statePublished",
  rejected: "reviews.stateRejected",
};

export const reasonWords: Record<RejectReason, PlainKey> = {
  insult: "reviews.reasonInsult",
  "personal-data": "reviews.reasonPersonal",
  advertising: "reviews.reasonAdvertising",
  "off-topic": "reviews.reasonOffTopic",
  illegal: "reviews.reasonIllegal",
  "not-bought": "reviews.reasonNotBought",
};

export const isReason = (text: string | null): text is RejectReason => text !== null && Object.hasOwn(reasonWords, text);
