import {
  BookOpenIcon,
  CalendarIcon,
  CartAbandonedIcon,
  CartIcon,
  ChatIcon,
  ClockIcon,
  CodeIcon,
  ConfettiIcon,
  EmailIcon,
  GiftCardIcon,
  NoteIcon,
  PersonAddIcon,
  PersonIcon,
  ReturnIcon,
  RewardIcon,
  StarFilledIcon,
  StarIcon,
  TargetIcon,
  ViewIcon,
  WorkIcon,
} from "@shopify/polaris-icons";
import type { FunctionComponent, SVGProps } from "react";

import { isFlowPreset } from "../../../flows/presets/presets.ts";
import { bodies, type Subject, type Tale, type TimelineKind, type Told } from "../../../customers/timeline.ts";
import type { Format } from "../../../i18n/format.ts";
import type { Locale, Translate } from "../../../i18n/translate.ts";
import { flowTitle } from "../../flows/words/flow-words.ts";
import { reasonWords } from "../../words/reasons.ts";
import { referralSentence } from "../../words/referral-words.ts";
import { consentStates } from "./consent-words.ts";
import { wording } from "./event-data.ts";
import { orderSentence } from "./order-sentence.ts";
import { pointsSentence } from "./points-sentence.ts";
import { rewardSentence } from "./reward-sentence.ts";
import { tierSentence } from "./tier-sentence.ts";

type Words = {
  member: (actor: string | null) => string | null;
  t: Translate;
  locale: Locale;
  format: Format;
  segmentName: (segment: { key: string; name?: string }) => string;
};

type Picture = FunctionComponent<SVGProps<SVGSVGElement>>;
type About<One extends Subject> = Extract<Tale, { kind: `${One}.${string}` }>;

/** What can happen, by what it is about, with its picture and its sentence. A kind without them does not compile. */
const SUBJECTS: { [One in Subject]: { picture: Picture; say: (tale: About<One>, words: Words) => string } } = {
  order: { picture: CartIcon, say: (tale, { t, format }) => orderSentence(tale, t, format) },
  checkout: {
    picture: CartAbandonedIcon,
    say: ({ data }, { t }) => t(data.over === "bought" ? "timeline.checkoutBought" : "timeline.checkoutLeft"),
  },
  visit: { picture: ViewIcon, say: ({ data }, { t }) => visitSentence(data, t) },
  custom: { picture: CodeIcon, say: ({ data }, { t }) => t("timeline.customHappened", { name: data.name ?? "?" }) },
  points: { picture: GiftCardIcon, say: (tale, { t, locale }) => pointsSentence(tale, t, locale) },
  tier: { picture: StarFilledIcon, say: ({ data }, { t, locale }) => tierSentence(data, t, locale) },
  achievement: { picture: ConfettiIcon, say: (tale, { t, locale }) => achievementSentence(tale, t, locale) },
  draw: { picture: TargetIcon, say: ({ data }, { t, locale }) => drawSentence(data, t, locale) },
  module: { picture: BookOpenIcon, say: ({ data }, { t, locale }) => moduleSentence(data, t, locale) },
  community: {
    picture: ChatIcon,
    say: ({ data }, { t, locale }) => t("timeline.groupJoined", { group: wording(data, "title", locale) ?? data.title ?? "–" }),
  },
  gathering: { picture: CalendarIcon, say: (tale, { t, locale }) => gatheringSentence(tale, t, locale) },
  leaderboard: { picture: StarFilledIcon, say: ({ data }, { t }) => t("timeline.leaderboardWon", { month: data.month ?? "–" }) },
  reward: { picture: RewardIcon, say: (tale, { t, locale }) => rewardSentence(tale, t, locale) },
  referral: { picture: PersonAddIcon, say: (tale, { t }) => referralSentence(tale, t) },
  segment: { picture: TargetIcon, say: segmentSentence },
  consent: { picture: EmailIcon, say: ({ data }, { t }) => consentSentence(data, t) },
  preferences: { picture: EmailIcon, say: (_tale, { t }) => t("timeline.preferencesChanged") },
  question: { picture: EmailIcon, say: ({ data }, { t }) => answerSentence(data, t) },
  survey: { picture: ChatIcon, say: ({ data }, { t }) => surveySentence(data, t) },
  review: { picture: StarIcon, say: ({ kind, data }, { t }) => reviewSentence(kind, data, t) },
  message: { picture: EmailIcon, say: messageSentence },
  flow: { picture: WorkIcon, say: flowSentence },
  refill: { picture: ClockIcon, say: ({ data }, { t }) => t("timeline.refillDue", { product: data.product ?? "–" }) },
  note: { picture: NoteIcon, say: noteSentence },
  customer: { picture: PersonIcon, say: customerSentence },
};

/** Where a kind has a picture of its own. */
const OTHER_PICTURES: Partial<Record<TimelineKind, Picture>> = {
  ...{ "order.refunded": ReturnIcon, "order.cancelled": ReturnIcon, "order.deleted": ReturnIcon },
  ...{ "order.disputed": ReturnIcon, "order.dispute-lost": ReturnIcon, "points.expired": ClockIcon },
};

/** One sentence for what happened, also where not all of it is known any more. */
export function sentence(tale: Tale, words: Words): string {
  // The subject of a kind takes every kind of that subject; only the compiler cannot follow.
  const say = subjectOf(tale)?.say as ((tale: Tale, words: Words) => string) | undefined;
  return say?.(tale, words) ?? words.t("timeline.unknown", { kind: tale.kind });
}

export function pictureOf(tale: Tale): Picture {
  return OTHER_PICTURES[tale.kind] ?? subjectOf(tale)?.picture ?? PersonIcon;
}

/** Null of an event whose kind this version does not know: events outlive the version of the app that wrote them. */
function subjectOf({ kind }: Tale): (typeof SUBJECTS)[Subject] | null {
  const [subject = ""] = kind.split(".");
  return Object.hasOwn(SUBJECTS, subject) && Object.hasOwn(bodies, kind) ? SUBJECTS[subject as Subject] : null;
}

function segmentSentence({ kind, data }: About<"segment">, { t, segmentName }: Words): string {
  const segment = segmentName(segmentIn(data));
  switch (kind) {
    case "segment.entered":
      return t("timeline.segmentEntered", { segment });
    case "segment.left":
      return t("timeline.segmentLeft", { segment });
  }
}

function answerSentence({ question, answer }: Told<"question.answered">, t: Translate): string {
  return question === null || answer === null ? t("timeline.answeredUnnamed") : t("timeline.answered", { question, answer });
}

function surveySentence({ survey, answer }: Told<"survey.answered">, t: Translate): string {
  if (survey === null) return t("timeline.surveyAnsweredUnnamed");
  return answer === null || answer === ""
    ? t("timeline.surveyBegun", { survey })
    : t("timeline.surveyAnswered", { survey, answer });
}

function reviewSentence(
  kind: "review.written" | "review.published",
  { product, stars }: Told<"review.written">,
  t: Translate,
): string {
  const said = { product: product ?? "", stars: stars ?? 0 };
  return t(kind === "review.written" ? "timeline.reviewWritten" : "timeline.reviewPublished", said);
}

/** That a badge, a challenge or a streak came or went, by the name that it had then. */
function achievementSentence({ kind, data }: About<"achievement">, t: Translate, locale: string): string {
  const name = wording(data, "title", locale) ?? data.title ?? "–";
  if (kind === "achievement.withdrawn") return t("timeline.achievementWithdrawn", { name });
  switch (data.achievement ?? "") {
    case "challenge":
      return t("timeline.challengeCompleted", { name });
    case "streak":
      return t("timeline.streakReached", { name });
    default:
      return t("timeline.badgeEarned", { name });
  }
}

/** That somebody took part in a wheel or a card, and what they won. */
function drawSentence(data: Told<"draw.entered">, t: Translate, locale: string): string {
  const draw = wording(data, "title", locale) ?? data.title ?? "–";
  const prize = wording(data, "prize", locale) ?? data.prize ?? "";
  return prize === "" ? t("timeline.drawEntered", { draw }) : t("timeline.drawWon", { draw, prize });
}

/** That somebody has a place at an event, waits for one, comes no more or was there. */
function gatheringSentence({ kind, data }: About<"gathering">, t: Translate, locale: string): string {
  const event = wording(data, "title", locale) ?? data.title ?? "–";
  switch (kind) {
    case "gathering.registered":
      return t("timeline.eventRegistered", { event });
    case "gathering.waiting":
      return t("timeline.eventWaiting", { event });
    case "gathering.left":
      return t("timeline.eventLeft", { event });
    case "gathering.attended":
      return t("timeline.eventAttended", { event });
  }
}

/** That somebody answered the questions of a module, and whether that was enough. */
function moduleSentence(data: Told<"module.answered">, t: Translate, locale: string): string {
  const module = wording(data, "title", locale) ?? data.title ?? "–";
  const values = { module, correct: data.correct ?? 0, questions: data.questions ?? 0 };
  return t(data.passed === true ? "timeline.modulePassed" : "timeline.moduleAnswered", values);
}

/** One line for a whole visit, whatever was done in it. */
function visitSentence(data: Told<"visit.made">, t: Translate): string {
  const counted = (key: "viewed" | "put" | "collections" | "searches", words: (count: number) => string) => {
    const count = data[key] ?? 0;
    return count > 0 ? [words(count)] : [];
  };
  const parts = [
    ...counted("viewed", (count) => t("timeline.visitViewed", { count })),
    ...counted("collections", (count) => t("timeline.visitCollections", { count })),
    ...counted("searches", (count) => t("timeline.visitSearches", { count })),
    ...counted("put", (count) => t("timeline.visitPut", { count })),
    ...(data.checkout === true ? [t("timeline.visitCheckout")] : []),
  ];
  return parts.length === 0 ? t("timeline.visitMade") : t("timeline.visitWith", { what: parts.join(", ") });
}

function messageSentence({ kind, data }: About<"message">, { t }: Words): string {
  switch (kind) {
    case "message.sent":
      return data.subject === null ? t("timeline.messageSentUnnamed") : t("timeline.messageSent", { subject: data.subject });
    case "message.dropped":
      return t("timeline.messageDropped", { reason: reasonWords(t, data.reason) });
    case "message.clicked":
      return data.subject === null
        ? t("timeline.messageClickedUnnamed")
        : t("timeline.messageClicked", { subject: data.subject });
    case "message.bounced":
      return data.permanent === true ? t("timeline.messageBounced") : t("timeline.messageUndelivered");
    case "message.complained":
      return t("timeline.messageComplained");
  }
}

const skippedWords = {
  email: "timeline.flowSkippedEmail",
  points: "timeline.flowSkippedPoints",
  reward: "timeline.flowSkippedReward",
  tag: "timeline.flowSkippedTag",
} as const;

const reachedWords = {
  email: "timeline.flowReachedEmail",
  points: "timeline.flowReachedPoints",
  reward: "timeline.flowReachedReward",
  tag: "timeline.flowReachedTag",
} as const;

function flowSentence({ kind, data }: About<"flow">, { t }: Words): string {
  const flow = flowName(data.flow, t);
  switch (kind) {
    case "flow.entered":
      return t("timeline.flowEntered", { flow });
    case "flow.reached":
      return t(data.step === null ? "timeline.flowReached" : reachedWords[data.step], { flow });
    case "flow.skipped":
      return t(data.step === null ? "timeline.flowSkipped" : skippedWords[data.step], { flow });
    case "flow.ended":
      return t("timeline.flowEnded", { flow, reason: reasonWords(t, data.reason) });
  }
}

function noteSentence({ data }: About<"note">, { t, member }: Words): string {
  const user = member(data.author);
  return user === null ? t("timeline.noteWritten") : t("timeline.noteWrittenBy", { user });
}

function customerSentence({ kind, data }: About<"customer">, { t, member, format }: Words): string {
  switch (kind) {
    case "customer.merged":
      return t("timeline.merged");
    case "customer.created":
      return t("timeline.created");
    case "customer.at-risk":
      return t("timeline.atRisk", { chance: format.percent((data.chance ?? 0) / 100) });
    case "customer.excluded":
      return t("timeline.excluded", { user: member(data.actor) ?? "–" });
    case "customer.included":
      return t("timeline.included", { user: member(data.actor) ?? "–" });
  }
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
  const preset = isFlowPreset(flow) ? flow : null;
  return flowTitle({ name: preset === null && flow !== "" ? flow : null, preset }, t);
}
