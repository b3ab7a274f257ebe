import fc from "fast-check";

import type { Movement } from "../../app/segments/attributes/attribute.ts";
import type { OptIn, Person, RawMessage, RawOrder, RawProduct } from "./oracle.ts";

/** All that each kind of change may touch of a customer. */
export const TOUCHED = {
  profile: ["email", "phone", "locale", "country", "province", "account", "tags", "addedAt", "birthday"],
  consent: ["emailConsent", "smsConsent", "emailOptIn", "smsOptIn"],
  orders: ["orders"],
  checkouts: ["left"],
  visits: ["visits"],
  points: ["points", "entries", "redemptions"],
  tier: ["tier"],
  catalog: [],
  scores: ["score"],
  messages: ["messages"],
  flows: ["runs"],
  fields: ["fields"],
  surveys: ["answers"],
  refills: ["dues"],
  reviews: ["reviews"],
  achievements: ["earned"],
  learning: ["passed"],
  gatherings: ["places"],
  referrals: ["referrals"],
  mirrors: ["theirs"],
} as const satisfies Record<Movement, readonly (keyof Person)[]>;

/** What the shops of these tests sell, and what their customers can be. Few values, so that queries meet them often. */
export const PRODUCTS: readonly RawProduct[] = [
  {
    productId: 101n,
    tags: ["Sports wear", "new"],
    vendor: "Acme",
    collections: [5n, 6n],
    variants: [{ variantId: 1011n, sku: "A-1" }],
  },
  { productId: 102n, tags: [], vendor: null, collections: [], variants: [{ variantId: 1021n, sku: null }] },
  { productId: 103n, tags: ["sale"], vendor: "Birch", collections: [6n], variants: [{ variantId: 1031n, sku: "b-2" }] },
];

const DAY = 86_400_000;
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 4 });
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 24, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

/** Instants up to some days after `now`; most of them near it, or near the edges that queries name. */
export function instantsAround(now: Date, ahead = 0): fc.Arbitrary<Date> {
  const near = [0, 1, 7, 14, 16, 30, 60, 90, 240, 365, 730].flatMap((days) => [-days, ahead > 0 ? days : -days]);
  return fc
    .oneof(
      fc.tuple(fc.constantFrom(...near), fc.integer({ min: -2 * DAY, max: 2 * DAY })).map(([days, ms]) => days * DAY + ms),
      fc.integer({ min: -800 * DAY, max: ahead * DAY }),
    )
    .map((away) => new Date(Math.floor((now.getTime() + Math.min(away, ahead * DAY)) / 1_000) * 1_000));
}

const lines = fc.array(
  fc.record({
    product: fc.constantFrom(...PRODUCTS, null),
    quantity: fc.constantFrom(1, 2, 5),
    tip: fc.boolean().map((is) => is && true),
    byPlan: fc.boolean(),
  }),
  { maxLength: 3 },
);

function orders(instants: fc.Arbitrary<Date>): fc.Arbitrary<RawOrder> {
  return fc
    .record({
      at: instants,
      net: fc.constantFrom(0n, 50n, 9_999n, 10_000n, 25_000n, 99_999n),
      state: fc.oneof(
        { weight: 8, arbitrary: fc.constant("counts" as const) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(
            "test" as const,
            "cancelled" as const,
            "deleted" as const,
            "lost" as const,
            "voided" as const,
            "expired" as const,
          ),
        },
      ),
      codes: fc.subarray(["WELCOME", "Sale10"]),
      appId: maybe(fc.constantFrom(580_111n, 129_785n)),
      lines,
    })
    .map(({ lines: bought, ...order }) => ({
      ...{ orderId: 0n, ...order },
      lines: bought.map(({ product, ...line }) => ({
        ...line,
        productId: product?.productId ?? null,
        variantId: product?.variants[0]?.variantId ?? null,
      })),
    }));
}

const consents = fc.constantFrom("subscribed", "not_subscribed", "unsubscribed", "pending");

function optIns(instants: fc.Arbitrary<Date>): fc.Arbitrary<OptIn> {
  return fc.record({
    level: maybe(fc.constantFrom("single_opt_in", "confirmed_opt_in", "unknown")),
    since: maybe(instants),
    said: fc.uniqueArray(
      fc.record({
        basis: maybe(fc.constantFrom("double-opt-in", "documented-consent", "existing-customer")),
        at: instants,
      }),
      { maxLength: 2, selector: ({ at }) => at.getTime() },
    ),
  });
}

/** What shops of these tests ask of their customers besides. */
export const FIELDS = [
  { key: "size", kind: "number" as const, values: ["-1.5", "38", "42.5"] },
  { key: "club", kind: "text" as const, values: ["Gold", "yes", "42.5"] },
  { key: "joined", kind: "date" as const, values: ["2026-06-15", "2026-02-28", "2025-11-01"] },
  { key: "wants_post", kind: "yes-no" as const, values: ["yes", "no"] },
];
const fields = fc.tuple(...FIELDS.map(({ values }) => maybe(fc.constantFrom(...values)))).map((said) =>
  said.flatMap((value, index) => {
    const field = FIELDS[index];
    return value === null || field === undefined ? [] : { key: field.key, kind: field.kind, value };
  }),
);

const fifths = fc.integer({ min: 1, max: 5 });

/** Numbers that are halves and quarters are the same in every arithmetic. */
function scores(now: Date): fc.Arbitrary<NonNullable<Person["score"]>> {
  return fc.record({
    group: fc.constantFrom("CHAMPIONS", "LOYAL", "NEW", "AT_RISK", "DORMANT"),
    ...{ recency: fifths, frequency: fifths, monetary: fifths, gap: maybe(fc.constantFrom(14, 30.5, 60)) },
    shopify: fc.record({
      group: maybe(fc.constantFrom("CHAMPIONS", "LOYAL", "PROSPECTS")),
      tier: maybe(fc.constantFrom("HIGH", "MEDIUM", "LOW")),
      subscription: maybe(fc.constantFrom("ACTIVE", "CANCELLED", "NEVER_SUBSCRIBED")),
    }),
    told: maybe(
      fc.record({
        ...{ alive: fc.constantFrom(0.125, 0.25, 0.5, 1), orders30: fc.constantFrom(0, 0.25, 1.5) },
        ...{ orders90: fc.constantFrom(0.5, 1, 2.25), orders365: fc.constantFrom(1, 4.5, 12) },
        spend: maybe(fc.constantFrom<[bigint, bigint, bigint]>([0n, 0n, 0n], [500n, 2_500n, 9_999n], [9_999n, 20_000n, 50_000n])),
        next: maybe(fc.integer({ min: -3, max: 60 })).map((days) =>
          days === null ? null : new Date(now.getTime() + days * DAY).toISOString().slice(0, 10),
        ),
      }),
    ),
  });
}

function messages(instants: fc.Arbitrary<Date>): fc.Arbitrary<RawMessage> {
  return fc.record({
    ...{
      at: instants,
      flowId: maybe(fc.constantFrom(1n, 2n)),
      campaignId: maybe(fc.constantFrom(7n)),
      advertising: fc.boolean(),
    },
    state: fc.constantFrom("sent" as const, "sent" as const, "sent" as const, "queued" as const, "failed" as const),
    outcome: maybe(fc.constantFrom("delivered" as const, "undelivered" as const, "bounced" as const)),
    clicks: fc.array(
      fc.record({
        at: instants,
        by: fc.constantFrom("person" as const, "person" as const, "program" as const, "unknown" as const),
      }),
      { maxLength: 2 },
    ),
  });
}

/** What only Shopify knows of somebody. */
function theirs(now: Date, instants: fc.Arbitrary<Date>): fc.Arbitrary<Person["theirs"]> {
  const day = fc.integer({ min: -40, max: 40 }).map((days) => new Date(now.getTime() + days * DAY).toISOString().slice(0, 10));
  const level = fc.constantFrom("gold", "silver", "it's").map((value) => ({ type: "text" as const, value }));
  const spent = fc.constantFrom("5", "42.5", "-3").map((value) => ({ type: "number" as const, value }));
  return fc.record({
    group: fc.constantFrom("CHAMPIONS", "LOYAL", "AT_RISK", "PROSPECTS"),
    tier: maybe(fc.constantFrom("HIGH", "MEDIUM", "LOW")),
    metafields: fc.record(
      {
        "custom.membership_level": level,
        "custom.vip": fc.boolean().map((yes) => ({ type: "yes" as const, value: String(yes) })),
        "custom.score": fc.oneof(spent, level),
        "custom.since": fc.oneof(day, fc.constant("2026-02-28")).map((value) => ({ type: "date" as const, value })),
      },
      { requiredKeys: [] },
    ),
    city: maybe(fc.constantFrom("US-NY-NewYorkCity", "US-CA-LosAngeles", "DE-BE-Berlin")),
    companies: fc.subarray([98_765n, 5n]),
    appId: maybe(fc.constantFrom(1_234_567n, 5n)),
    credit: maybe(fc.constantFrom(0, 12.5, 40)),
    near: fc.boolean(),
    mails: fc.array(
      fc.record({
        event: fc.constantFrom("opened", "bounced", "clicked", "delivered"),
        ...{ at: instants, activity: fc.constantFrom(5_240_029_206n, 101n) },
      }),
      { maxLength: 2 },
    ),
  });
}

/** @param instants when things of them have happened */
export function people(now: Date, instants = instantsAround(now)): fc.Arbitrary<Person> {
  const points = fc.constantFrom(0n, 1n, 50n, 100n, 500n);
  return fc.record({
    customerId: fc.constant(0n),
    gone: seldom(fc.constantFrom("deleted" as const, "redacted" as const, "merged" as const)),
    email: maybe(fc.constantFrom("a@shop.de", "B@EXAMPLE.COM", "odd@x@de", "nothing", "@vip")),
    phone: maybe(fc.constant("+49301")),
    locale: maybe(fc.constantFrom("de", "de-AT", "DE-at", "en_US", "en")),
    country: maybe(fc.constantFrom("DE", "AT", "US", "CA")),
    province: maybe(fc.constantFrom("BE", "CA", "NY")),
    account: maybe(fc.constantFrom("enabled", "disabled", "invited", "declined")),
    tags: fc.subarray(["vip", "VIP", "'VIP'", "it's", "a\\b", "%", "wholesale"]),
    emailConsent: consents,
    smsConsent: consents,
    emailOptIn: optIns(instants),
    smsOptIn: optIns(instants),
    addedAt: instants,
    orders: fc.array(orders(instants), { maxLength: 5 }),
    left: fc.array(fc.record({ at: instants, over: fc.constantFrom(null, "bought" as const, "gone" as const) }), {
      maxLength: 2,
    }),
    visits: fc.array(
      fc.record({
        at: instants,
        kind: fc.constantFrom("product" as const, "product" as const, "collection" as const, "cart" as const),
        of: fc.constantFrom(101n, 102n, 1n, 5n),
      }),
      { maxLength: 4 },
    ),
    points: maybe(
      fc.record({
        available: fc.constantFrom(-20n, 0n, 50n, 100n, 1_000n),
        pending: points,
        expiry: maybe(fc.record({ at: instantsAround(now, 60), points })),
      }),
    ),
    entries: fc.array(
      fc.record({
        kind: fc.constantFrom("order", "bonus", "adjustment", "redemption"),
        points: fc.constantFrom(10n, 100n, 600n),
        tierPoints: fc.constantFrom(0n, 100n, 600n, -100n),
        at: instants,
      }),
      { maxLength: 3 },
    ),
    redemptions: fc.array(
      fc.record({
        ...{ at: instants, rewardId: fc.constantFrom(1n, 2n), points },
        state: fc.constantFrom("reserved", "issued", "used", "releasing", "released"),
      }),
      { maxLength: 2 },
    ),
    tier: maybe(fc.record({ key: fc.constantFrom("gold", "silver"), since: instants })),
    score: maybe(scores(now)),
    fields,
    messages: fc.array(messages(instants), { maxLength: 4 }),
    answers: fc.array(
      fc.record({
        ...{ at: instants, surveyId: fc.constantFrom(1n, 2n), score: maybe(fc.integer({ min: 0, max: 10 })) },
        flagged: fc.constantFrom(false, false, true),
      }),
      { maxLength: 3 },
    ),
    dues: fc.uniqueArray(
      fc.record({
        productId: fc.constantFrom(101n, 102n),
        on: fc.integer({ min: -10, max: 40 }).map((days) => new Date(now.getTime() + days * DAY).toISOString().slice(0, 10)),
      }),
      { maxLength: 2, selector: ({ productId }) => productId },
    ),
    reviews: fc.uniqueArray(
      fc.record({ at: instants, productId: fc.constantFrom(101n, 102n), stars: fc.integer({ min: 1, max: 5 }) }),
      { maxLength: 2, selector: ({ productId }) => productId },
    ),
    earned: fc.uniqueArray(
      fc.record({
        at: instants,
        achievementId: fc.constantFrom(1n, 2n),
        occasion: fc.constantFrom("a", "b"),
        held: fc.boolean(),
      }),
      { maxLength: 3, selector: ({ achievementId, occasion }) => `${achievementId} ${occasion}` },
    ),
    passed: fc.uniqueArray(fc.record({ at: instants, moduleId: fc.constantFrom(1n, 2n) }), {
      maxLength: 2,
      selector: ({ moduleId }) => moduleId,
    }),
    places: fc.uniqueArray(
      fc.record({
        ...{ at: instants, gatheringId: fc.constantFrom(1, 2), attended: fc.constantFrom(true, false, null) },
        state: fc.constantFrom("registered" as const, "waiting" as const, "left" as const),
      }),
      { maxLength: 2, selector: ({ gatheringId }) => gatheringId },
    ),
    theirs: theirs(now, instants),
    referrals: fc.array(
      fc.record({
        ...{ at: instants, as: fc.constantFrom("advocate" as const, "friend" as const) },
        state: fc.constantFrom("ordered" as const, "pending" as const, "review" as const, "paid" as const, "rejected" as const),
      }),
      { maxLength: 3 },
    ),
    runs: fc.array(
      fc.record({
        ...{ flowId: fc.constantFrom(1n, 2n), holdout: fc.boolean(), enteredAt: maybe(instants) },
        state: fc.constantFrom("waiting" as const, "active" as const, "ended" as const),
      }),
      { maxLength: 3 },
    ),
    birthday: maybe(
      fc.oneof(
        fc.constantFrom({ month: 2, day: 29 }, { month: 12, day: 24 }),
        fc.integer({ min: -40, max: 40 }).map((days) => {
          const day = new Date(now.getTime() + days * DAY);
          return { month: day.getUTCMonth() + 1, day: day.getUTCDate() };
        }),
      ),
    ),
  });
}

/** Gives each of them and each of their orders a number. */
export function numbered(found: readonly Person[]): Person[] {
  let order = 0n;
  return found.map((person, index) => ({
    ...person,
    customerId: BigInt(index + 1),
    orders: person.orders.map((one) => ({ ...one, orderId: (order += 1n) })),
  }));
}
