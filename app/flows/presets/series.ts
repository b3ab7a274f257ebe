import type { FlowPreset, PresetStep } from "./preset.ts";

const days = (id: string, count: number, hour?: number): PresetStep => ({
  ...{ kind: "wait" as const, id },
  wait: { days: count, ...(hour === undefined ? {} : { hour }) },
});
const news = (id: string, email: string): PresetStep => ({ kind: "email", id, email, topic: "news" });
const points = (id: string, email: string): PresetStep => ({ kind: "email", id, email, topic: "points" });
const after = (id: string, email: string, similarGoods = false): PresetStep => ({
  ...{ kind: "email" as const, id, email, topic: "post-purchase" as const },
  ...(similarGoods ? { similarGoods } : {}),
});
const refill = (id: string, email: string): PresetStep => ({
  ...{ kind: "email", id, email, topic: "refill", similarGoods: true },
});

/** 90 days: what is new, without a discount; then something of use; then 10 %; then 20 % and a question. Days from the last order. */
const winBack = (first: number): FlowPreset => ({
  trigger: { kind: "lapsed", days: first },
  steps: [
    news("value", "win-back-1"),
    days("wait1", 15),
    news("content", "win-back-2"),
    days("wait2", 15),
    { kind: "reward", id: "ten", percent: 10 },
    news("offer", "win-back-3"),
    days("wait3", 15),
    { kind: "reward", id: "twenty", percent: 20 },
    news("last", "win-back-4"),
  ],
  exits: ["purchase", "consent-gone"],
  holdout: 10,
});

/** The series that every shop has, ready to be switched on, in the order in which the gallery shows them. */
export const flowPresets = {
  "win-back": winBack(90),
  /** Of goods that last: nobody buys a sofa every three months. */
  "win-back-durable": winBack(180),
  /** Five days before what was bought is used up; and ten days after it was. */
  refill: {
    trigger: { kind: "due", leadDays: 5 },
    steps: [refill("due", "refill-due"), days("wait1", 15), refill("late", "refill-late")],
    exits: ["consent-gone"],
    goal: { kind: "same-product" },
  },
  welcome: {
    trigger: { kind: "event", event: "consent-given" },
    steps: [
      news("hello", "welcome-1"),
      days("wait1", 3),
      news("story", "welcome-2"),
      days("wait2", 4),
      news("choice", "welcome-3"),
    ],
    exits: ["purchase", "consent-gone"],
    reentry: "once",
    goal: { kind: "first-order" },
  },
  /** Days from when the order arrived, or should have. */
  "post-purchase": {
    trigger: { kind: "event", event: "order-delivered" },
    steps: [
      days("wait1", 4),
      after("use", "post-purchase-1", true),
      days("wait2", 7),
      after("match", "post-purchase-2", true),
      days("wait3", 10),
      after("review", "post-purchase-3"),
      days("wait4", 7),
      after("again", "post-purchase-4", true),
    ],
    exits: ["purchase", "order-withdrawn", "consent-gone"],
  },
  "second-purchase": {
    trigger: { kind: "event", event: "order-placed" },
    audience: "number_of_orders = 1",
    steps: [days("wait1", 30), news("second", "second-purchase")],
    exits: ["purchase", "order-withdrawn", "consent-gone"],
    reentry: "once",
  },
  /** Only once a week, however often somebody fills a cart. */
  "abandoned-checkout": {
    trigger: { kind: "event", event: "checkout-abandoned", hours: 1 },
    steps: [news("still", "checkout-1"), { kind: "wait", id: "wait1", wait: { hours: 23 } }, news("questions", "checkout-2")],
    exits: ["purchase", "consent-gone"],
    reentry: { everyDays: 7 },
    goal: { kind: "order", afterDays: 7 },
    giveUpAfterDays: 3,
  },
  /** Who is recognized has looked at something and gone. Twice a month at most: people like to look around. */
  "viewed-products": {
    trigger: { kind: "event", event: "product-viewed", hours: 4 },
    steps: [news("again", "visit-1"), days("wait1", 2), news("others", "visit-2")],
    exits: ["purchase", "consent-gone"],
    reentry: { everyDays: 14 },
    goal: { kind: "order", afterDays: 7 },
    giveUpAfterDays: 2,
  },
  "left-cart": {
    trigger: { kind: "event", event: "cart-left", hours: 2 },
    steps: [news("still", "cart-1"), { kind: "wait", id: "wait1", wait: { hours: 22 } }, news("questions", "cart-2")],
    exits: ["purchase", "consent-gone"],
    reentry: { everyDays: 7 },
    goal: { kind: "order", afterDays: 7 },
    giveUpAfterDays: 3,
  },
  birthday: {
    trigger: { kind: "birthday" },
    steps: [{ kind: "email", id: "wish", email: "birthday", topic: "birthday" }],
    exits: [],
  },
  anniversary: {
    trigger: { kind: "anniversary" },
    steps: [news("thanks", "first-order-anniversary")],
    exits: [],
  },
  "tier-reached": {
    trigger: { kind: "event", event: "tier-reached" },
    steps: [points("congratulate", "tier-reached")],
    exits: [],
  },
  "tier-at-risk": {
    trigger: { kind: "tier-at-risk", daysBefore: 30 },
    steps: [points("warn", "tier-at-risk")],
    exits: [],
  },
  "points-expiring": {
    trigger: { kind: "points-expiring", daysBefore: 30 },
    steps: [points("early", "points-expiring"), days("wait1", 23), points("soon", "points-expiring")],
    exits: ["consent-gone"],
    goal: { kind: "points-redeemed" },
  },
  "reward-unused": {
    trigger: { kind: "event", event: "reward-issued" },
    steps: [days("wait1", 14), points("remind", "reward-unused")],
    exits: ["consent-gone", "reward-used"],
    goal: { kind: "reward-used" },
  },
} as const satisfies Record<string, FlowPreset>;
