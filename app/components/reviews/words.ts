import type { PlainKey } from "../../i18n/translate.ts";
import type { Program } from "../../reviews/exchange/columns.ts";
import type { RowProblemCode } from "../../reviews/exchange/read-rows.ts";
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

export const programWords: Record<Program, PlainKey> = {
  "judge-me": "reviewImport.programJudgeMe",
  loox: "reviewImport.programLoox",
  yotpo: "reviewImport.programYotpo",
  shopify: "reviewImport.programShopify",
};

export const rowWords = {
  "no-product": "reviewImport.noProduct",
  "bad-stars": "reviewImport.badStars",
  "bad-date": "reviewImport.badDate",
  twice: "reviewImport.twice",
} as const satisfies Record<RowProblemCode, string>;
