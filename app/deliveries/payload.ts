import { z } from "zod";

import type { TimelineKind, Told } from "../customers/timeline.ts";
import { readTale } from "../customers/timeline.ts";
import { stringifyJson } from "../lib/json.ts";

const id = z.string().regex(/^\d+$/).nullable();
const text = z.string().nullable();
const points = z.int().nullable();
const yes = z.boolean().nullable();
const instant = z.iso.datetime().nullable();

const order = { orderId: id, orderName: text };
const reward = { redemptionId: id, reward: text, points, code: text };
const segment = { segmentId: z.int().nullable(), key: text, name: text };
const review = { reviewId: id, productId: id, product: text, stars: z.int().nullable() };
const achievement = { achievementId: z.int().nullable(), achievement: text, title: text };

/** How an event of a kind is told: what its `data` holds, and where that is in the timeline. Fields are only ever added. */
type Telling<Kind extends TimelineKind, Shape extends z.ZodRawShape> = {
  /** For developers. */
  about: string;
  data: z.ZodObject<Shape>;
  tell: (told: Told<Kind>) => z.input<z.ZodObject<Shape>>;
};

function telling<Kind extends TimelineKind>() {
  return <Shape extends z.ZodRawShape>(one: Telling<Kind, Shape>) => one;
}

const number = (value: bigint | null) => (value === null ? null : Number(value));
const digits = (value: bigint | null) => value?.toString() ?? null;
const rewardOf = (told: Told<"reward.redeemed">) => ({
  ...{ redemptionId: digits(told.redemptionId), reward: told.title, points: number(told.points), code: told.code },
});
const orderOf = (told: { orderId: bigint | null; orderName: string | null }) => ({
  ...{ orderId: digits(told.orderId), orderName: told.orderName },
});
const segmentOf = (told: Told<"segment.entered">) => ({
  ...{ segmentId: told.segmentId, key: told.segmentKey, name: told.segmentName },
});
const reviewOf = (told: Told<"review.written">) => ({
  ...{ reviewId: digits(told.reviewId), productId: digits(told.productId), product: told.product, stars: told.stars },
});
const achievementOf = ({ achievementId, achievement, title }: Told<"achievement.earned">) => ({
  achievementId,
  achievement,
  title,
});
const referralOf = ({ referralId }: { referralId: bigint | null }) => ({ referralId: digits(referralId) });

/** Every kind of event that a receiver can be told of. */
export const tellings = {
  "points.changed": telling<"points.changed">()({
    about: "An order earned points, or a refund took some back (negative).",
    data: z.object({ ...order, points, availableAt: instant }),
    tell: (told) => ({ ...orderOf(told), points: number(told.points), availableAt: told.availableAt }),
  }),
  "points.bonus": telling<"points.bonus">()({
    about: "A bonus was given, or taken back (negative).",
    data: z.object({ ...order, points, bonus: text, title: text, availableAt: instant }),
    tell: (told) => ({
      ...orderOf(told),
      ...{ points: number(told.points), bonus: told.bonus, title: told.title, availableAt: told.availableAt },
    }),
  }),
  "points.available": telling<"points.available">()({
    about: "Pending points can be spent from now on.",
    data: z.object({ points }),
    tell: (told) => ({ points: number(told.points) }),
  }),
  "points.adjusted": telling<"points.adjusted">()({
    about: "Somebody of the shop, or a system of it, gave or took points.",
    data: z.object({ points, reason: text }),
    tell: (told) => ({ points: number(told.points), reason: told.reason }),
  }),
  "points.imported": telling<"points.imported">()({
    about: "Points came with an import, or went when it was undone.",
    data: z.object({ points }),
    tell: (told) => ({ points: number(told.points) }),
  }),
  "points.expired": telling<"points.expired">()({
    about: "Points ran out (negative).",
    data: z.object({ points }),
    tell: (told) => ({ points: number(told.points) }),
  }),
  "reward.redeemed": telling<"reward.redeemed">()({
    about: "Points were spent on a reward. `points` is its price.",
    data: z.object(reward),
    tell: rewardOf,
  }),
  "reward.issued": telling<"reward.issued">()({
    about: "The reward's code works, or the reward was paid out.",
    data: z.object({ ...reward, kind: text, expiresAt: instant }),
    tell: (told) => ({ ...rewardOf({ ...told, actor: null }), kind: told.rewardKind, expiresAt: told.expiresAt }),
  }),
  "reward.used": telling<"reward.used">()({
    about: "An order used the reward.",
    data: z.object({ ...reward, ...order }),
    tell: (told) => ({ ...rewardOf({ ...told, actor: null }), ...orderOf(told) }),
  }),
  "reward.released": telling<"reward.released">()({
    about: "A reward that was not used was taken back, and its points returned.",
    data: z.object({ ...reward, reason: text }),
    tell: (told) => ({ ...rewardOf(told), reason: told.reason }),
  }),
  "reward.returned": telling<"reward.returned">()({
    about: "A refund of the order gave points of a used reward back. `returned` is how many.",
    data: z.object({ ...reward, ...order, returned: points }),
    tell: (told) => ({ ...rewardOf({ ...told, actor: null }), ...orderOf(told), returned: number(told.returned) }),
  }),
  "tier.changed": telling<"tier.changed">()({
    about: "A customer came to another tier. Tiers are named by their keys; null is none.",
    data: z.object({ tier: text, tierName: text, before: text, beforeName: text }),
    tell: ({ tier, tierName, before, beforeName }) => ({ tier, tierName, before, beforeName }),
  }),
  "segment.entered": telling<"segment.entered">()({
    about: "A customer entered a segment.",
    data: z.object(segment),
    tell: segmentOf,
  }),
  "segment.left": telling<"segment.left">()({
    about: "A customer left a segment.",
    data: z.object(segment),
    tell: segmentOf,
  }),
  "flow.entered": telling<"flow.entered">()({
    about: "A customer began a flow. `holdout`: to be compared with, so that the flow does nothing for them.",
    data: z.object({ flow: text, holdout: yes }),
    tell: ({ flow, holdout }) => ({ flow, holdout }),
  }),
  "flow.reached": telling<"flow.reached">()({
    about:
      "A step of a flow that gives something was due. `stepId` names it within the flow and never changes; `emailId` is null but for emails.",
    data: z.object({
      ...{ flowId: z.int().nullable(), flow: text, step: text, stepId: text, emailId: z.int().nullable() },
    }),
    tell: ({ flowId, flow, step, stepId, emailId }) => ({ flowId, flow, step, stepId, emailId }),
  }),
  "refill.due": telling<"refill.due">()({
    about:
      "The day has come on which what the customer has of a product runs out. `dueOn` is that day, by the customer's calendar.",
    data: z.object({ productId: id, product: text, orderId: id, dueOn: text }),
    tell: ({ productId, product, orderId, dueOn }) => ({
      ...{ productId: digits(productId), product, orderId: digits(orderId), dueOn },
    }),
  }),
  "customer.at-risk": telling<"customer.at-risk">()({
    about: "A customer who has bought on several days became likely to leave. `chance`: that they have, in percent.",
    data: z.object({ chance: z.int().nullable() }),
    tell: ({ chance }) => ({ chance }),
  }),
  "message.sent": telling<"message.sent">()({
    about: "An email was handed over to the mail server.",
    data: z.object({ template: text, subject: text }),
    tell: ({ template, subject }) => ({ template, subject }),
  }),
  "survey.answered": telling<"survey.answered">()({
    about: "A customer answered the first question of a survey. Told once, as it was answered first.",
    data: z.object({ surveyId: z.int().nullable(), survey: text, kind: text, score: z.int().nullable(), answer: text }),
    tell: ({ surveyId, survey, surveyKind, score, answer }) => ({ surveyId, survey, kind: surveyKind, score, answer }),
  }),
  "review.written": telling<"review.written">()({
    about: "A customer wrote a review of a product. It may still wait for the shop.",
    data: z.object(review),
    tell: reviewOf,
  }),
  "review.published": telling<"review.published">()({
    about: "A review is shown. What was changed since, and is shown again, is told again.",
    data: z.object(review),
    tell: reviewOf,
  }),
  "achievement.earned": telling<"achievement.earned">()({
    about: "A customer earned a badge, completed a challenge or kept a streak for its goal.",
    data: z.object(achievement),
    tell: achievementOf,
  }),
  "achievement.withdrawn": telling<"achievement.withdrawn">()({
    about: "What was earned is gone: its orders came to nothing, or others were first.",
    data: z.object(achievement),
    tell: achievementOf,
  }),
  "referral.ordered": telling<"referral.ordered">()({
    about: "Somebody whom the customer recommended the shop to placed a first order. Nothing is paid for it yet.",
    data: z.object({ referralId: id }),
    tell: referralOf,
  }),
  "referral.joined": telling<"referral.joined">()({
    about: "The customer came by a recommendation: of the friend, where `referral.ordered` is of who recommended the shop.",
    data: z.object({ referralId: id, ...order }),
    tell: (told) => ({ ...referralOf(told), ...orderOf(told) }),
  }),
  "referral.paid": telling<"referral.paid">()({
    about: "The customer got what recommending the shop brings. `points` is 0 where it was a reward.",
    data: z.object({ referralId: id, points }),
    tell: (told) => ({ ...referralOf(told), points: number(told.points) }),
  }),
  "referral.rejected": telling<"referral.rejected">()({
    about: "A recommendation of the customer's brings nothing. `reason`: why.",
    data: z.object({ referralId: id, reason: text }),
    tell: (told) => ({ ...referralOf(told), reason: told.reason }),
  }),
  "referral.reversed": telling<"referral.reversed">()({
    about: "What was paid for a recommendation was taken back. `points` is how many; `whole`: nothing is left of it.",
    data: z.object({ referralId: id, points, whole: yes }),
    tell: (told) => ({ ...referralOf(told), points: number(told.points), whole: told.whole }),
  }),
};

export type ToldKind = keyof typeof tellings;
export const toldKinds = Object.keys(tellings) as ToldKind[];

export function isToldKind(kind: string): kind is ToldKind {
  return Object.hasOwn(tellings, kind);
}

/** An event as the timeline has it. */
export type HappenedEvent = { eventId: bigint; kind: ToldKind; customerId: bigint; occurredAt: Date; data: unknown };

/** What is the same around the data of every kind. */
export function envelopeSchema(kind: ToldKind) {
  return z.object({
    ...{ type: z.literal(kind), timestamp: z.iso.datetime(), shop: z.string(), customerId: z.string().regex(/^\d+$/) },
    data: tellings[kind].data,
  });
}

/** What a receiver is told of an event, as JSON. The same event reads the same each time, but for a customer whom a merge has given another id. */
export function bodyOf(event: HappenedEvent, shop: { domain: string }): string {
  const { kind, occurredAt, customerId } = event;
  const tell = tellings[kind].tell as (told: unknown) => object;
  const data = tell(readTale(kind, event.data).data);
  return stringifyJson({
    type: kind,
    timestamp: occurredAt.toISOString(),
    shop: shop.domain,
    customerId: String(customerId),
    data,
  });
}

/** Names the event to its receivers, the same each time it is sent. */
export function idOf({ eventId }: Pick<HappenedEvent, "eventId">, shopId: number): string {
  return `evt_${shopId}_${eventId}`;
}
