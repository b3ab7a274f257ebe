import { z } from "zod";

/** Ids, points and money; kept as digits. */
const whole = z.union([z.bigint(), z.number().int(), z.string().regex(/^-?\d{1,18}$/)]).transform((value) => BigInt(value));
const small = z.number().int();
const text = z.string();
/** An instant, ISO 8601. */
const instant = z.string();

const order = { orderId: whole, orderName: text };
const someOrder = { orderId: whole.optional(), orderName: text.optional() };
const priced = { ...order, currency: text };
const reward = { redemptionId: whole, title: text, points: whole, code: text.nullable() };
const gathering = { gatheringId: small, title: text, startsAt: instant };
/** `cause`: why, as far as it is known (segments/history/cause.ts). */
const segment = { segmentId: small, segmentKey: text, segmentName: text, cause: text.optional() };

/**
 * What can happen to a customer, and what each event says of it: the one closed list. Each kind has a sentence in
 * app/components/customer/timeline (English and German); one without does not compile. Only optional fields may be added to a kind:
 * events outlive the version of the app that wrote them.
 */
export const bodies = {
  "order.placed": body({ ...priced, totalMinor: whole, netMinor: whole }),
  "order.paid": body(order),
  "order.fulfilled": body(order),
  /** `basis`: what the arrival is counted from (orders/parcels/arrival.ts). Only "delivered" was seen by somebody. */
  "order.delivered": body({ ...order, basis: text }),
  "order.refunded": body({ ...priced, amountMinor: whole }),
  "order.cancelled": body(priced),
  "order.deleted": body(priced),
  "order.disputed": body(priced),
  "order.dispute-lost": body(priced),
  "order.dispute-won": body(priced),
  "order.claimed": body(order),
  /** Left without buying, and dated at the last work on it. `products`, `lines`: what is in it (checkouts/checkout.ts); `over`: what it came to after all. */
  "checkout.abandoned": body({ checkoutId: whole, products: text, lines: text, over: text.optional() }),
  /** What somebody who let themselves be recognized did in the shop, as one (visits/visit.ts says each), and dated at the last of it. */
  "visit.made": body({
    ...{ visitId: whole, from: instant, products: text, lines: text, checkout: z.boolean() },
    ...{ viewed: small, put: small, collections: small, searches: small },
  }),
  /** What the shop's own system told of (app/events). */
  "custom.happened": body({ name: text, data: z.record(z.string(), z.union([text, z.number(), z.boolean(), z.null()])) }),
  "points.changed": body({ ...order, points: whole, availableAt: instant }),
  "points.available": body({ points: whole }),
  "points.adjusted": body({ points: whole, reason: text, actor: text }),
  "points.bonus": body({ ...someOrder, points: whole, rule: text, bonus: text, title: text.nullable(), availableAt: instant }),
  "points.imported": body({ points: whole, importId: small, source: text.optional(), undone: z.boolean().optional() }),
  "points.expired": body({ points: whole }),
  "reward.redeemed": body({ ...reward, actor: text }, "title"),
  "reward.issued": body({ ...reward, expiresAt: instant.nullable(), rewardKind: text }, "title"),
  "reward.used": body({ ...reward, ...someOrder, again: z.boolean().optional() }, "title"),
  "reward.released": body({ ...reward, reason: text, actor: text }, "title"),
  "reward.returned": body({ ...reward, ...order, returned: whole }, "title"),
  "tier.changed": body(
    {
      tier: text.nullable(),
      tierName: text.nullable(),
      before: text.nullable(),
      beforeName: text.nullable(),
      reason: text,
      actor: text,
    },
    ...(["tierName", "beforeName"] as const),
  ),
  /** Of who recommended the shop: a friend has ordered, and what came of it. */
  "referral.ordered": body({ referralId: whole }),
  /** `points`: 0 where it was a reward. */
  "referral.paid": body({ referralId: whole, points: whole }),
  /** `reason`: referrals/life/life.ts */
  "referral.rejected": body({ referralId: whole, reason: text }),
  /** `whole`: nothing is left of it. */
  "referral.reversed": body({ referralId: whole, points: whole, whole: z.boolean() }),
  /** Of the friend: they came by somebody's recommendation. */
  "referral.joined": body({ referralId: whole, ...order }),
  "segment.entered": body(segment),
  "segment.left": body(segment),
  "consent.changed": body({ channel: z.enum(["email", "sms"]), from: text, to: text, source: text }),
  "preferences.changed": body({ topicsOff: text, pausedUntil: instant.nullable(), locale: text.nullable() }),
  "message.sent": body({ template: text, subject: text.optional() }),
  "message.dropped": body({ template: text, reason: text }),
  "message.clicked": body({ template: text, subject: text.optional(), link: small, target: text }),
  "question.answered": body({ question: text, answer: text, emailId: small, questionId: text, answerId: text }),
  "review.written": body({ reviewId: whole, productId: whole, product: text, stars: small }),
  "review.published": body({ reviewId: whole, productId: whole, product: text, stars: small }),
  /** `surveyKind`: surveys/content/kinds.ts; `score` where the first question is a scale; `answer`: to the first question, in the shop's language. */
  "survey.answered": body({
    ...{ surveyId: small, survey: text, surveyKind: text, score: small.nullable(), answer: text },
  }),
  /** A badge, a challenge or a streak (`achievement`), by the name that it had then. */
  "achievement.earned": body({ achievementId: small, achievement: text, title: text }, "title"),
  /** The orders that it was earned with came to nothing, or others were first. */
  "achievement.withdrawn": body({ achievementId: small, achievement: text, title: text }, "title"),
  /** A try at the questions of a learning module. */
  /** Of an event that they have registered for, wait for a place at, come to no more, or were at. */
  "gathering.registered": body(gathering, "title"),
  "gathering.waiting": body(gathering, "title"),
  "gathering.left": body(gathering, "title"),
  "gathering.attended": body(gathering, "title"),
  /** Their way into a group of the community. */
  "community.joined": body({ groupId: small, title: text }, "title"),
  "module.answered": body({ moduleId: small, title: text, correct: small, questions: small, passed: z.boolean() }, "title"),
  /** A lucky wheel or a scratch card. `prize`: empty where nothing was won. */
  "draw.entered": body({ drawId: small, number: small, title: text, won: z.boolean(), prize: text }, "title", "prize"),
  /** First of a month ("2026-03"); `points`: the prize, 0 where there was none. */
  "leaderboard.won": body({ month: text, points: whole }),
  "message.bounced": body({ template: text.optional(), permanent: z.boolean(), reason: text.optional() }),
  "message.complained": body({ template: text.optional() }),
  "flow.entered": body({ flow: text, holdout: z.boolean().optional() }),
  /** A step that gives something was due; only told where a receiver wants it (deliveries/receivers.server.ts). */
  "flow.reached": body({
    flow: text,
    flowId: small,
    step: z.enum(["email", "points", "reward", "tag"]),
    stepId: text,
    emailId: small.optional(),
  }),
  /** A step that the team left out. */
  "flow.skipped": body({ flow: text, step: z.enum(["email", "points", "reward", "tag"]) }),
  "flow.ended": body({ flow: text, reason: text }),
  /** The day has come on which what they have of a product runs out (refill/due.ts). `dueOn`: "2027-02-10"; only told where a receiver wants it. */
  "refill.due": body({ productId: whole, product: text, orderId: whole, dueOn: text }),
  /** What it says stands in `customer_notes` (app/notes). */
  "note.written": body({ noteId: text, author: text }),
  "customer.merged": body({ goneId: whole }),
  "customer.created": body({}),
  /** The night's scores say so, which did not before. `chance`: percent; only told where a receiver wants it. */
  "customer.at-risk": body({ chance: small }),
  "customer.excluded": body({ actor: text }),
  "customer.included": body({ actor: text }),
};

type Fields = Record<string, z.ZodType>;
type BodySchema<Own extends Fields, Text extends string> = { fields: Own; texts: readonly Text[] };

/** @param texts fields that are kept in each of their languages, too, beside the shop's: `title`, `title.de`, `title.en` … */
function body<Own extends Fields, Text extends string = never>(fields: Own, ...texts: Text[]): BodySchema<Own, Text> {
  return { fields, texts };
}

export type TimelineKind = keyof typeof bodies;
/** What a kind is about: the part of its name before the dot. */
export type Subject = TimelineKind extends `${infer About}.${string}` ? About : never;
type FieldsOf<Kind extends TimelineKind> = (typeof bodies)[Kind]["fields"];
type TextsOf<Kind extends TimelineKind> = { [Name in `${(typeof bodies)[Kind]["texts"][number]}.${string}`]?: string };

/** What an event of a kind must say. */
export type Body<Kind extends TimelineKind> = z.output<z.ZodObject<FieldsOf<Kind>>> & TextsOf<Kind>;
/** What an event of a kind says, as far as it can still be read. */
export type Told<Kind extends TimelineKind> = Readonly<Unsure<FieldsOf<Kind>> & TextsOf<Kind>>;
type Unsure<Own extends Fields> = { [Field in keyof Own]: Exclude<z.output<Own[Field]>, undefined> | null };

export type EventOf<Kind extends TimelineKind> = {
  customerId: bigint;
  kind: Kind;
  /** Unique per shop: the same happening appended again is ignored. */
  key: string;
  occurredAt: Date;
  data: Body<Kind>;
};
export type TimelineEvent = { [Kind in TimelineKind]: EventOf<Kind> }[TimelineKind];

/** A kind with what its events tell. */
export type Tale = { [Kind in TimelineKind]: { kind: Kind; data: Told<Kind> } }[TimelineKind];

/** Reads what is stored of an event, field by field: what is missing or no longer understood is null. A kind that is no more tells nothing. */
export function readTale(kind: string, stored: unknown): Tale {
  const schema: BodySchema<Fields, string> = Object.hasOwn(bodies, kind) ? bodies[kind as TimelineKind] : body({});
  const found = new Map(Object.entries(typeof stored === "object" && stored !== null ? stored : {}));
  const read = Object.entries(schema.fields).map(([name, field]) => {
    const parsed = field.safeParse(found.get(name));
    return [name, parsed.success ? (parsed.data ?? null) : null];
  });
  const texts = [...found].filter(
    ([name, value]) => typeof value === "string" && schema.texts.some((known) => name.startsWith(`${known}.`)),
  );
  return { kind, data: Object.fromEntries([...texts, ...read]) as unknown } as Tale;
}
