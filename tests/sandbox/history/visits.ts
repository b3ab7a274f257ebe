import { DAY_MS, HOUR_MS } from "../lib/time.ts";
import { createRandom, type Random } from "../random.ts";
import { basketMinor } from "./baskets.ts";
import { DEMO_CUSTOMERS } from "./demo.ts";
import type { Plan } from "./plan-types.ts";

/** What a member of the program does in the shop besides ordering; customers and orders are named by their place in the plan. */
export type PlannedVisit = { customer: number } & (
  | { kind: "redeem"; taste: "largest" | "smallest" }
  /** Asks the merchant to take the last reward back. */
  | { kind: "regret" }
  | { kind: "review"; sku: string; note: string }
  | { kind: "follow" }
  | { kind: "birthday"; month: number; day: number }
  /** The merchant is generous. */
  | { kind: "grant"; tier: string; days: number }
);

/** A day on which members come by. On the last ones the merchant has not yet looked at what waits for approval. */
export type VisitDay = { at: Date; visits: PlannedVisit[]; decided: boolean };

export type VisitSettings = { seed: number; from: Date; end: Date };

/**
 * The year is played so much at once, and the app hears of it at the end: each step of the clock wakes all of its loops, and it takes webhooks by
 * hundreds at the price of one.
 */
export const STEP_MS = 7 * DAY_MS;
const EVERY_DAYS = 12;
const UNDECIDED_DAYS = 15;
/** Members know about their points a while after they were earned (fourteen days of waiting), and spend what buys a reward. */
const MATURE_MS = 15 * DAY_MS;
const PRICES = [500, 1_000, 2_500];
const SPENDER_SHARE = 0.75;
/** Whoever is about to order anyway is far more likely to look for a reward. */
const REDEEM = { beforeOrder: 0.5, else: 0.025 };
const BIRTHDAY_SHARE = 0.12;
const FOLLOW_SHARE = 0.04;
const REVIEW_SHARE = 0.05;

/** Said of coffee and of care alike. */
const NOTES = {
  de: [
    "Genau wie beschrieben, gern wieder.",
    "Kam schnell an und war gut verpackt.",
    "Etwas teuer, aber es lohnt sich.",
    "Habe ich schon verschenkt.",
  ],
  en: [
    "Just as described, would buy again.",
    "Arrived quickly and well packed.",
    "A little pricey, but worth it.",
    "I have given it as a present.",
  ],
};

type Bought = { at: Date; points: number; sku: string };
type Member = { customer: number; joined: Date; orders: Bought[]; spends: boolean; spent: number };

/** When members come by between the install and the end, and what for. The same plan and seed give the same visits. */
export function planVisits(plan: Plan, { seed, from, end }: VisitSettings): VisitDay[] {
  const random = createRandom(seed);
  const days: VisitDay[] = [];
  for (let day = EVERY_DAYS; ; day += EVERY_DAYS) {
    const at = new Date(from.getTime() + day * DAY_MS + random.between(8, 19) * HOUR_MS + random.between(0, 59) * 60_000);
    if (at >= end) break;
    days.push({ at, visits: [], decided: at.getTime() < end.getTime() - UNDECIDED_DAYS * DAY_MS });
  }
  const demo = new Set<string>(DEMO_CUSTOMERS.map(({ person }) => person.email));
  const members = membersOf(plan, random, from);
  const others = members.filter(({ customer }) => !demo.has(plan.customers[customer]?.email ?? ""));
  for (const member of others) planSmallThings(plan, random, days, member);
  for (const [place, day] of days.entries()) for (const member of others) planRedemption(random, days, place, day, member);
  planRegret(days, end);
  planDemoVisits(plan, days, end);
  return days;
}

function membersOf(plan: Plan, random: Random, from: Date): Member[] {
  const members = new Map<number, Member>();
  for (const event of plan.events) {
    if (event.kind === "customer" && plan.customers[event.customer]?.account === true) {
      const spends = random.chance(SPENDER_SHARE);
      members.set(event.customer, { customer: event.customer, joined: event.at, orders: [], spends, spent: 0 });
    }
    if (event.kind !== "order" || event.at < from) continue;
    const order = plan.orders[event.order];
    const [line] = order?.lines ?? [];
    if (order?.customer == null || line === undefined) continue;
    const points = Number((basketMinor(order.lines) * 5n) / 100n);
    members.get(order.customer)?.orders.push({ at: event.at, points, sku: line.sku });
  }
  return [...members.values()];
}

function planSmallThings(plan: Plan, random: Random, days: VisitDay[], { customer, joined, orders }: Member): void {
  const since = days.filter(({ at }) => at.getTime() > joined.getTime() + EVERY_DAYS * DAY_MS);
  const birthday = { month: random.between(1, 12), day: random.between(1, 28) };
  const [tells, follows] = [random.chance(BIRTHDAY_SHARE), random.chance(FOLLOW_SHARE)];
  const [first, second] = [random.unit(), random.unit()];
  if (tells) since[Math.floor(first * since.length)]?.visits.push({ kind: "birthday", customer, ...birthday });
  if (follows) since[Math.floor(second * since.length)]?.visits.push({ kind: "follow", customer });
  for (const { at, sku } of orders) {
    const [writes, note] = [random.chance(REVIEW_SHARE), random.pick(NOTES[plan.customers[customer]?.locale ?? "de"])];
    if (!writes) continue;
    days.find((day) => day.at.getTime() > at.getTime() + MATURE_MS)?.visits.push({ kind: "review", customer, sku, note });
  }
}

function planRedemption(random: Random, days: readonly VisitDay[], place: number, day: VisitDay, member: Member): void {
  const [draw, largest] = [random.unit(), random.chance(0.5)];
  const earned = member.orders.reduce(
    (sum, { at, points }) => (at.getTime() < day.at.getTime() - MATURE_MS ? sum + points : sum),
    0,
  );
  const affordable = PRICES.filter((price) => price <= (earned - member.spent) * 0.9);
  if (!member.spends || affordable.length === 0) return;
  const until = days[place + 1]?.at ?? new Date(day.at.getTime() + EVERY_DAYS * DAY_MS);
  const orders = member.orders.some(({ at }) => at > day.at && at < until);
  if (draw >= (orders ? REDEEM.beforeOrder : REDEEM.else)) return;
  const price = (largest ? affordable.at(-1) : affordable[0]) ?? 0;
  member.spent += price;
  day.visits.push({ kind: "redeem", customer: member.customer, taste: largest ? "largest" : "smallest" });
}

/** Somebody who redeemed some months ago thinks better of it the next time. */
function planRegret(days: readonly VisitDay[], end: Date): void {
  const place = days.findIndex(({ at }) => at.getTime() > end.getTime() - 100 * DAY_MS);
  for (const [index, day] of days.entries()) {
    if (index < place || index + 1 >= days.length) continue;
    const redeems = day.visits.find(({ kind }) => kind === "redeem");
    if (redeems === undefined) continue;
    days[index + 1]?.visits.push({ kind: "regret", customer: redeems.customer });
    return;
  }
}

/** People with a name do what a demonstration wants to show (docs/sandbox.md). */
function planDemoVisits(plan: Plan, days: readonly VisitDay[], end: Date): void {
  const customerOf = (name: string) => plan.customers.findIndex(({ email }) => email === `${name}@example.com`);
  const before = (daysAgo: number) => days.findLast(({ at }) => at.getTime() < end.getTime() - daysAgo * DAY_MS)?.visits ?? [];
  const lena = customerOf("lena.vogt");
  const birthday = new Date(end.getTime() - 100 * DAY_MS);
  before(340).push(
    { kind: "birthday", customer: lena, month: birthday.getUTCMonth() + 1, day: Math.min(birthday.getUTCDate(), 28) },
    { kind: "follow", customer: lena },
  );
  // Each a few days before one of the orders that come every 38 days.
  before(155).push({ kind: "redeem", customer: lena, taste: "smallest" });
  before(79).push({ kind: "redeem", customer: lena, taste: "smallest" });
  before(60).push({ kind: "review", customer: lena, sku: "MR-ESP-1000", note: "Der beste Espresso, den ich zu Hause hatte." });
  const james = customerOf("james.carter");
  before(59).push({ kind: "redeem", customer: james, taste: "largest" });
  before(4).push({ kind: "review", customer: james, sku: "MR-FIL-1000", note: "Our whole office drinks it." });
  before(40).push({ kind: "grant", customer: customerOf("emily.walsh"), tier: "silver", days: 365 });
}
