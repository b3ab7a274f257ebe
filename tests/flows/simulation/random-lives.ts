import fc from "fast-check";

import type { PolicyView, View, World } from "../../../app/flows/simulation/world.ts";
import { changingAt } from "../../../app/flows/simulation/world.ts";
import type { Happening } from "../../../app/flows/triggers/events.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../../app/lib/time.ts";
import type { RefillFacts, RefillLine, Wish } from "../../../app/refill/facts.ts";
import { zonesOf } from "../../../app/lib/zones/zones-of.ts";
import { emailChannel } from "../../../app/messages/channels/email/email.ts";
import type { SendingRules } from "../../../app/messages/timing/sending-rules.ts";
import type { Shop } from "../../../app/shops/shop.ts";

export const SEGMENTS = [1, 2] as const;
export const TIERS = ["silver", "gold"] as const;
/** Products that run out, with how many days one of them lasts; the last one's by its variant alone. */
export const SUPPLIES = [
  { productId: 1n, variantId: 0n, days: 9 },
  { productId: 2n, variantId: 0n, days: 12 },
  { productId: 3n, variantId: 31n, days: 7 },
] as const;
const SINCE_DAYS = 400;

type OrderedLine = Omit<RefillLine, "arrival">;

/** What an order holds: nothing that runs out, or one or two of one or two such things. */
function linesOf(choice: number): OrderedLine[] {
  const line = (of: number): OrderedLine[] => {
    const supply = SUPPLIES[of % 4];
    if (supply === undefined) return [];
    const { productId, variantId } = supply;
    return [
      {
        productId,
        variantId: variantId === 0n ? productId * 10n : variantId,
        quantity: 1 + (choice % 2),
        byPlan: choice % 11 === 0,
      },
    ];
  };
  return [...line(choice), ...(choice % 3 === 0 ? line(choice + 1) : [])];
}

/** Segment queries that a customer's profile answers, with the answer. */
const conditions: Readonly<Record<string, (profile: Profile) => boolean>> = {
  "number_of_orders >= 2": ({ orders }) => orders.filter(({ counts }) => counts).length >= 2,
  "number_of_orders = 0": ({ orders }) => orders.every(({ counts }) => !counts),
  "email_subscription_status = 'SUBSCRIBED'": ({ consent }) => consent.state === "subscribed",
};
export const CONDITIONS = Object.keys(conditions);

const PLACES = [
  ...[
    ["DE", null],
    ["DE", null],
    ["AT", null],
    ["US", "CA"],
    ["US", "NY"],
    ["AU", "WA"],
    ["AU", null],
    ["PT", "20"],
    ["ES", null],
  ],
  ...[
    ["GB", null],
    ["IN", null],
    ["BR", null],
    [null, null],
  ],
] as const;
type Place = (typeof PLACES)[number];

/** What may be told of somebody. */
const ACTS = [
  ...([
    "order",
    "order",
    "order",
    "cancel",
    "refund",
    "consent",
    "consent",
    "created",
    "segment",
    "segment",
    "tier",
    "points",
  ] as const),
  ...(["issued", "used", "moves", "bounced", "deleted", "returned", "snooze", "stop"] as const),
  ...(["paid", "fulfilled", "delivered", "checkout", "checkout-over"] as const),
];
/** What only flows that wait for it look at. */
type Act = (typeof ACTS)[number] | "visit" | "custom" | "survey" | "review" | "referral" | "achievement" | "module" | "gathering";
/** What the shop's own system tells of. */
export const CUSTOM = ["scan", "booking"] as const;

/** What begins runs of a trigger, or ends a wait for it: it happens more often where a flow waits for it. */
const ACTS_OF: Readonly<Record<string, readonly Act[]>> = {
  ...{ "order-placed": ["order"], "order-refunded": ["order", "refund", "refund"] },
  ...{
    "customer-created": ["created"],
    "consent-given": ["consent"],
    "segment-entered": ["segment"],
    "segment-left": ["segment"],
  },
  ...{ "tier-reached": ["tier"], "points-earned": ["points"], "reward-issued": ["issued", "used"], lapsed: ["order"] },
  ...{ "product-viewed": ["visit", "visit"], "cart-left": ["visit", "visit"] },
  ...{ "order-paid": ["order", "paid"], "order-fulfilled": ["order", "fulfilled"], "order-delivered": ["order", "delivered"] },
  ...{ "checkout-abandoned": ["checkout", "checkout", "checkout-over"], "custom-event": ["custom"] },
  ...{ "survey-answered": ["survey"], "review-written": ["review"], "referral-paid": ["referral"] },
  ...{
    "achievement-earned": ["achievement"],
    "module-passed": ["module"],
    "event-registered": ["gathering"],
    "event-attended": ["gathering"],
    "reward-used": ["issued", "used"],
  },
  due: ["order", "order", "order", "snooze", "stop", "returned"],
};

/** Something that becomes known at `knownAt`, and came about at `at`. */
export type Told = { knownAt: Date; at: Date; act: Act; choice: number };

export type Person = {
  customerId: bigint;
  place: Place;
  confirmed: boolean;
  subscribed: boolean;
  birthday: { month: number; day: number } | null;
  /** When points expire and a tier ends. */
  pointsExpireAt: Date | null;
  tierEndsAt: Date | null;
  /** Orders before everything began. */
  before: readonly Date[];
  told: readonly Told[];
};

export type Order = { orderId: bigint; at: Date; counts: boolean; arrivesAt: Date | null; lines: readonly OrderedLine[] };
export type Profile = {
  place: Place;
  orders: readonly Order[];
  consent: { state: string; at: Date; confirmed: boolean };
  segments: ReadonlySet<number>;
  /** Rewards that were issued and not used. */
  rewards: readonly bigint[];
  suppressedAt: Date | null;
  deletedAt: Date | null;
  wishes: ReadonlyMap<bigint, Wish>;
  happenings: readonly Happening[];
};

/** Instants of a day, in UTC, at which something becomes known: among them the hours at which flows do things in some zones, and nights. */
const MINUTES = [30, 8 * 60, 14 * 60 + 20, 20 * 60];
const LAGS = [0, 0, 0, MINUTE_MS, 5 * HOUR_MS, 30 * HOUR_MS];

/** @param triggers names of those that the shop's flows have, and of what their steps wait for */
export function peopleFor(
  start: Date,
  days: number,
  count: number,
  triggers: readonly string[],
): fc.Arbitrary<Omit<Person, "customerId">[]> {
  const wanted = triggers.flatMap((name) => ACTS_OF[name] ?? []);
  const told = fc
    .tuple(
      ...([fc.integer({ min: 0, max: days * MINUTES.length - 1 }), fc.constantFrom(...LAGS)] as const),
      ...([fc.constantFrom(...ACTS, ...Array.from({ length: 10 }, () => wanted).flat()), fc.nat(1000)] as const),
    )
    .map(([slot, lag, act, choice]): Told => {
      const minutes = MINUTES[slot % MINUTES.length] ?? 0;
      const knownAt = plusMs(start, Math.floor(slot / MINUTES.length) * DAY_MS + minutes * MINUTE_MS);
      return { knownAt, at: plusMs(knownAt, -lag), act, choice };
    });
  const ago = fc.oneof(
    fc.integer({ min: 1, max: 25 }),
    // About a year ago: anniversaries.
    fc.integer({ min: 325, max: 368 }),
  );
  const person = fc.record({
    place: fc.constantFrom(...PLACES),
    confirmed: fc.constantFrom(true, true, true, true, false),
    subscribed: fc.constantFrom(true, true, true, true, false),
    birthday: fc.option(
      fc
        .integer({ min: -2, max: days })
        .map((on) => plusMs(start, on * DAY_MS))
        .map((date) => ({ month: date.getUTCMonth() + 1, day: date.getUTCDate() }))
        .map((day) => (day.month === 2 && day.day === 28 ? { month: 2, day: 29 } : day)),
      { freq: 3 },
    ),
    pointsExpireAt: ends(start, days),
    tierEndsAt: ends(start, days),
    before: fc
      .array(fc.tuple(ago, fc.constantFrom(...MINUTES)), { maxLength: 4 })
      .map((all) => all.map(([day, minutes]) => plusMs(start, -day * DAY_MS + minutes * MINUTE_MS)))
      .map((all) => [...new Set(all.map((at) => at.getTime()))].sort((a, b) => a - b).map((ms) => new Date(ms))),
    told: fc
      .array(told, { minLength: 2, maxLength: 16 })
      .map((all) => all.sort((a, b) => a.knownAt.getTime() - b.knownAt.getTime() || a.at.getTime() - b.at.getTime())),
  });
  return fc.array(person, { minLength: count, maxLength: count });
}

/** An instant in about the time that is looked at. */
function ends(start: Date, days: number): fc.Arbitrary<Date | null> {
  const at = fc.tuple(fc.integer({ min: -2, max: days + 5 }), fc.constantFrom(...MINUTES));
  return fc.option(
    at.map(([day, minutes]) => plusMs(start, day * DAY_MS + minutes * MINUTE_MS)),
    { freq: 2 },
  );
}

export function profileBefore({ customerId, place, confirmed, subscribed, before }: Person, start: Date): Profile {
  return {
    ...{ place, segments: new Set(), rewards: [], suppressedAt: null, deletedAt: null, happenings: [] },
    wishes: new Map(),
    orders: before.map((at, index) => ({
      ...{
        orderId: customerId * 1000n + BigInt(index),
        at,
        counts: true,
        arrivesAt: index % 3 === 2 ? null : plusMs(at, index * DAY_MS),
      },
      lines: linesOf(index + Number(customerId % 7n)),
    })),
    consent: { state: subscribed ? "subscribed" : "not_subscribed", at: plusMs(start, -400 * DAY_MS), confirmed },
  };
}

/** The profile when something more is known. @param index which of the person's; names what it brings about */
export function after(profile: Profile, person: Person, index: number): Profile {
  const told = person.told[index];
  if (told === undefined || profile.deletedAt !== null) return profile;
  const { at, act, choice, knownAt } = told;
  const key = `told:${person.customerId}:${index}`;
  const events: Happening[] = [];
  const happens = (kind: Happening["kind"], data: Happening["data"], of = "") => events.push({ kind, key: key + of, at, data });
  const next: Partial<Profile> = {};
  const last = profile.orders.findLast(({ counts }) => counts);
  switch (act) {
    case "order": {
      const orderId = person.customerId * 1000n + 100n + BigInt(index);
      const order = {
        orderId,
        at,
        counts: true,
        arrivesAt: choice % 9 === 0 ? null : plusMs(at, (choice % 4) * DAY_MS),
        lines: linesOf(choice),
      };
      next.orders = [...profile.orders, order].sort((a, b) => a.at.getTime() - b.at.getTime());
      happens("order.placed", { orderId: String(orderId) }, ":placed");
      break;
    }
    case "cancel":
      if (last === undefined) break;
      next.orders = profile.orders.map((order) => (order === last ? { ...order, counts: false } : order));
      happens("order.cancelled", { orderId: String(last.orderId) });
      break;
    case "refund":
      if (last !== undefined) happens("order.refunded", { orderId: String(last.orderId) });
      break;
    case "returned":
      if (last !== undefined) next.orders = profile.orders.map((order) => (order === last ? { ...order, lines: [] } : order));
      break;
    case "snooze":
    case "stop": {
      const { productId } = SUPPLIES[choice % SUPPLIES.length] ?? SUPPLIES[0];
      const wish = {
        snoozedUntil: act === "snooze" ? plusMs(knownAt, 3 * DAY_MS) : null,
        off: act === "stop" && choice % 2 === 0,
        askedAt: knownAt,
      };
      next.wishes = new Map([...profile.wishes, [productId, wish]]);
      break;
    }
    case "consent": {
      const state = profile.consent.state === "subscribed" ? "unsubscribed" : "subscribed";
      next.consent = { state, at, confirmed: choice % 4 > 0 };
      happens("consent.changed", { channel: "email", from: profile.consent.state, to: state, source: "shop" });
      break;
    }
    case "created":
      if (profile.happenings.every(({ kind }) => kind !== "customer.created")) happens("customer.created", {});
      break;
    case "segment": {
      const segmentId = SEGMENTS[choice % SEGMENTS.length] ?? 1;
      const inside = profile.segments.has(segmentId);
      next.segments = new Set([...profile.segments, segmentId].filter((one) => !inside || one !== segmentId));
      happens(inside ? "segment.left" : "segment.entered", { segmentId, segmentKey: "s", segmentName: "S" });
      break;
    }
    case "tier":
      happens("tier.changed", { tier: TIERS[choice % TIERS.length], reason: choice % 5 === 0 ? "expired" : "earned" });
      break;
    case "paid":
    case "fulfilled":
    case "delivered": {
      // Of one of the last two orders, once.
      const order = profile.orders.filter((one) => one.at <= at).at(-1 - (choice % 2));
      const reached = order === undefined ? null : `order:${order.orderId}:${act}`;
      if (order === undefined || reached === null || profile.happenings.some((one) => one.key === reached)) break;
      const data = { orderId: String(order.orderId), ...(act === "delivered" ? { basis: "delivered" } : {}) };
      events.push({ kind: `order.${act}`, key: reached, at, data });
      break;
    }
    case "checkout":
      happens("checkout.abandoned", { checkoutId: String(index + 1), products: "1,2", lines: "11:1" });
      break;
    case "checkout-over": {
      const open = profile.happenings.findLast(({ kind, data }) => kind === "checkout.abandoned" && data["over"] === undefined);
      const over = choice % 2 === 0 ? "bought" : "gone";
      next.happenings = profile.happenings.map((one) => (one === open ? { ...one, data: { ...one.data, over } } : one));
      break;
    }
    case "custom":
      happens("custom.happened", { name: CUSTOM[choice % CUSTOM.length], data: {} });
      break;
    case "survey":
      happens("survey.answered", { surveyId: 1, survey: "S", surveyKind: "nps", score: choice % 11, answer: "A" });
      break;
    case "review":
      happens("review.written", { reviewId: String(index + 1), productId: "1", product: "P", stars: 1 + (choice % 5) });
      break;
    case "referral":
      happens("referral.paid", { referralId: String(index + 1), points: "50" });
      break;
    case "achievement":
      happens("achievement.earned", { achievementId: 1, achievement: "badge", title: "B" });
      break;
    case "module":
      happens("module.answered", { moduleId: 1, title: "M", correct: 3, questions: 4, passed: choice % 3 > 0 });
      break;
    case "gathering": {
      const kind = choice % 3 === 0 ? "gathering.attended" : "gathering.registered";
      happens(kind, { gatheringId: 1, title: "E", startsAt: plusMs(at, DAY_MS).toISOString() });
      break;
    }
    case "points":
      happens("points.changed", { points: String(choice % 3 === 0 ? -10 : 10) });
      break;
    case "visit":
      happens("visit.made", {
        ...{ from: plusMs(at, -(choice % 50) * MINUTE_MS).toISOString(), products: choice % 5 === 0 ? "" : "1,2" },
        ...{ lines: choice % 5 > 0 && choice % 2 === 0 ? "11:1" : "", checkout: choice % 7 === 0 },
      });
      break;
    case "issued": {
      const redemptionId = person.customerId * 1000n + BigInt(index);
      next.rewards = [...profile.rewards, redemptionId];
      happens("reward.issued", { redemptionId: String(redemptionId), points: 100 });
      break;
    }
    case "used": {
      const [redemptionId, ...rest] = profile.rewards;
      if (redemptionId === undefined) break;
      next.rewards = rest;
      happens("reward.used", { redemptionId: String(redemptionId) });
      break;
    }
    case "moves":
      next.place = PLACES[choice % PLACES.length] ?? profile.place;
      break;
    case "bounced":
      if (choice % 3 === 0) next.suppressedAt = at;
      break;
    case "deleted":
      if (choice % 3 === 0) next.deletedAt = knownAt;
  }
  return { ...profile, ...next, happenings: [...(next.happenings ?? profile.happenings), ...events] };
}

/** The address that a customer has. */
export const addressOf = (customerId: bigint) => `c${customerId}@example.com`;

/** How the customer looks in the course of time, by the rules of the tables alone. */
export function worldOf(shop: Shop, rules: SendingRules, person: Person, start: Date): World {
  const known: { from: Date; view: View }[] = [];
  let profile = profileBefore(person, start);
  known.push({ from: new Date(0), view: viewOf(shop, rules, person, profile) });
  person.told.forEach(({ knownAt }, index) => {
    profile = after(profile, person, index);
    known.push({ from: knownAt, view: viewOf(shop, rules, person, profile) });
  });
  const [first] = known;
  return changingAt(
    person.told.map(({ knownAt }) => knownAt),
    (now) => {
      const found = known.findLast(({ from }) => from <= now) ?? first;
      if (found === undefined) throw new Error("There is always a first view");
      return found.view;
    },
  );
}

function viewOf(
  shop: Shop,
  rules: SendingRules,
  { customerId, birthday, pointsExpireAt, tierEndsAt }: Person,
  profile: Profile,
): View {
  const { place, orders, consent, suppressedAt, deletedAt } = profile;
  const [countryCode, provinceCode] = place;
  const counted = orders.filter(({ counts }) => counts);
  const policy: PolicyView = {
    channel: emailChannel,
    shop: {
      ...{ installed: true, timeZone: shop.timeZone, countryCode: shop.countryCode, presentable: true, rules },
      confirmedOptInCountries: ["DE", "AT"],
    },
    recipient: {
      ...{ gone: deletedAt !== null, address: addressOf(customerId), countryCode, provinceCode },
      ...{ consent: consent.state, consentAt: consent.at, legalBasis: null },
      optInLevel: consent.confirmed ? "confirmed_opt_in" : "single_opt_in",
      ...{ lastOrderAt: counted.at(-1)?.at ?? null, topicsOff: [], pausedUntil: null, feedbackUntil: null },
    },
    suppression: suppressedAt === null ? null : { reason: "bounced", createdAt: suppressedAt },
  };
  return {
    policy,
    facts: {
      ...{ customerId, birthday, gone: deletedAt === null ? null : "deleted", unsubscribed: consent.state === "unsubscribed" },
      ...{ pointsExpireAt, tierEndsAt, graceDays: 30 },
      bought: orders.map(({ orderId, at, counts: kept, lines }) => ({
        ...{ orderId: String(orderId), at },
        products: [...new Set(lines.map(({ productId }) => String(productId)))],
        kept: kept ? [...new Set(lines.map(({ productId }) => String(productId)))] : [],
      })),
      withdrawn: new Map(orders.flatMap(({ orderId, counts: is }) => (is ? [] : [[String(orderId), "gone" as const]]))),
      timeZone: zonesOf(countryCode, provinceCode)?.[0] ?? shop.timeZone,
      ...{ ordersCount: counted.length, firstOrderAt: counted[0]?.at ?? null, lastOrderAt: counted.at(-1)?.at ?? null },
      medianGapDays: medianGap(counted.map(({ at }) => at)),
      refill: refillOf(shop, profile),
      happenings: [...profile.happenings].sort((a, b) => a.at.getTime() - b.at.getTime()),
      meets: new Set(deletedAt === null ? CONDITIONS.filter((query) => conditions[query]?.(profile)) : []),
    },
  };
}

function refillOf({ installedAt }: Shop, { orders, wishes }: Profile): RefillFacts | null {
  const kept = orders.filter(({ counts, lines }) => counts && lines.length > 0);
  if (kept.length === 0) return null;
  const since = plusMs(installedAt, -SINCE_DAYS * DAY_MS);
  return {
    orders: kept.map(({ orderId, at, arrivesAt, lines }) => {
      const arrival = arrivesAt === null ? null : ({ at: arrivesAt, by: "usual" } as const);
      return { orderId, at, lines: lines.map((line) => ({ ...line, arrival })) };
    }),
    supplies: new Map(
      SUPPLIES.map(({ productId, variantId, days }) => [
        variantId === 0n ? String(productId) : `${productId}:${variantId}`,
        { days, since, learned: null },
      ]),
    ),
    wishes,
  };
}

function medianGap(orders: readonly Date[]): number | null {
  if (orders.length < 3) return null;
  const gaps = orders.slice(1).map((at, index) => at.getTime() - (orders[index]?.getTime() ?? 0));
  gaps.sort((a, b) => a - b);
  const middle = (gaps.length - 1) / 2;
  return ((gaps[Math.floor(middle)] ?? 0) + (gaps[Math.ceil(middle)] ?? 0)) / 2 / DAY_MS;
}
