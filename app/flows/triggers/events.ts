import type { TimelineKind } from "../../customers/timeline.ts";

/** Something of the timeline that can begin a run, end a wait, or end a run. */
export type Happening = { kind: TimelineKind; key: string; at: Date; data: Readonly<Record<string, unknown>> };

/** What narrows an event down: the merchant's choices. */
export type EventFilter = {
  segmentId?: number | undefined;
  tier?: string | undefined;
  name?: string | undefined;
  views?: number | undefined;
};

type EventSpec = {
  kind: TimelineKind;
  matches: (data: Happening["data"], filter: EventFilter) => boolean;
};

/** Products of a visit that are worth a reminder, unless the checkout was begun: then that is what is left. */
const listed = ({ products, checkout }: Happening["data"]): number =>
  checkout === true || typeof products !== "string" || products === "" ? 0 : products.split(",").length;
const isCart = ({ lines }: Happening["data"]): boolean => typeof lines === "string" && lines !== "";

const any: EventSpec["matches"] = () => true;
const inSegment: EventSpec["matches"] = ({ segmentId }, filter) =>
  filter.segmentId === undefined || segmentId === filter.segmentId || segmentId === String(filter.segmentId);

/** Events that begin runs, by the name that a flow says: which of the timeline they are. */
const triggerEvents = {
  "order-placed": { kind: "order.placed", matches: any },
  "order-paid": { kind: "order.paid", matches: any },
  "order-fulfilled": { kind: "order.fulfilled", matches: any },
  /** Where nobody saw it arrive: when it should have (customers/orders/parcels/arrival.ts). */
  "order-delivered": { kind: "order.delivered", matches: any },
  /** So many hours after the last work on it, unless it came to an order. */
  "checkout-abandoned": { kind: "checkout.abandoned", matches: ({ over }) => over === undefined || over === null },
  /** So many hours after a visit in which something was only looked at (visits/visit.ts), or put into the cart. */
  "product-viewed": { kind: "visit.made", matches: (data, { views = 1 }) => !isCart(data) && listed(data) >= views },
  "cart-left": { kind: "visit.made", matches: (data) => isCart(data) && listed(data) > 0 },
  "order-refunded": { kind: "order.refunded", matches: any },
  /** Told by the shop's own system, by the name that it gives it. */
  "custom-event": { kind: "custom.happened", matches: ({ name }, filter) => name === filter.name },
  "customer-created": { kind: "customer.created", matches: any },
  "consent-given": { kind: "consent.changed", matches: ({ channel, to }) => channel === "email" && to === "subscribed" },
  "segment-entered": { kind: "segment.entered", matches: inSegment },
  "segment-left": { kind: "segment.left", matches: inSegment },
  "tier-reached": {
    kind: "tier.changed",
    matches: ({ tier, reason }, filter) =>
      typeof tier === "string" && reason === "earned" && (filter.tier === undefined || filter.tier === tier),
  },
  "points-earned": { kind: "points.changed", matches: ({ points }) => Number(points) > 0 },
  /** Whichever survey it was: a segment tells which, and what was answered. */
  "survey-answered": { kind: "survey.answered", matches: any },
  /** Of a product that they have bought; a segment tells of which, and with how many stars. */
  "review-written": { kind: "review.written", matches: any },
  /** Of who recommended the shop, when what they get for it is theirs. */
  "referral-paid": { kind: "referral.paid", matches: any },
  /** A badge, a challenge or a streak: whichever it was, a segment tells. */
  "achievement-earned": { kind: "achievement.earned", matches: any },
  /** A learning module: whichever it was, a segment tells. */
  "module-passed": { kind: "module.answered", matches: ({ passed }) => passed === true },
  /** For an event of the shop: whichever it is, a segment tells. */
  "event-registered": { kind: "gathering.registered", matches: any },
  /** As the shop says afterwards. */
  "event-attended": { kind: "gathering.attended", matches: any },
  // Of one that a flow gives, that flow tells.
  "reward-issued": { kind: "reward.issued", matches: ({ points }) => Number(points) > 0 },
} as const satisfies Record<string, EventSpec>;

export type TriggerEvent = keyof typeof triggerEvents;
export const triggerEventNames = Object.keys(triggerEvents) as [TriggerEvent, ...TriggerEvent[]];

/** Events that a step can wait for. */
export const waitedEvents = [
  "order-placed",
  "order-paid",
  "order-fulfilled",
  "order-delivered",
  "reward-used",
  "points-earned",
  "consent-given",
] as const;
export type WaitedEvent = (typeof waitedEvents)[number];

/** Something that an order reaches once. */
export function isOfOrder(event: TriggerEvent | WaitedEvent): boolean {
  return event === "order-paid" || event === "order-fulfilled" || event === "order-delivered";
}

/** What was done in a visit. */
export function isOfVisit(event: TriggerEvent): event is "product-viewed" | "cart-left" {
  return event === "product-viewed" || event === "cart-left";
}

/** What is no news at once: the run begins so many hours after it, and these unless told otherwise. */
export const usualHours: Partial<Record<TriggerEvent, number>> = { "checkout-abandoned": 1, "product-viewed": 4, "cart-left": 2 };

const rewardUsed: EventSpec = { kind: "reward.used", matches: any };

export function specOf(event: TriggerEvent | WaitedEvent): EventSpec {
  return event === "reward-used" ? rewardUsed : triggerEvents[event];
}

export function happened(event: TriggerEvent | WaitedEvent, { kind, data }: Happening, filter: EventFilter = {}): boolean {
  const spec = specOf(event);
  return spec.kind === kind && spec.matches(data, filter);
}
