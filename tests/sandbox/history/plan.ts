import { DAY_MS, HOUR_MS, MINUTE_MS } from "../lib/time.ts";
import { createRandom, type Random } from "../random.ts";
import { drawTaste } from "./baskets.ts";
import { DEMO_CUSTOMERS, planDemoCustomer } from "./demo.ts";
import { planOrder } from "./plan-order.ts";
import type { Plan, PlannedCustomer, PlannedEvent } from "./plan-types.ts";
import { createPeople, type Person } from "./people.ts";

export type HistorySettings = { seed: number; start: Date; end: Date; customers: number; demo: boolean };

/** BG/NBD: each customer's purchase rate is gamma distributed (per day), the chance to drop out after a purchase is beta distributed. */
const RATE = { shape: 0.9, rate: 52 };
const DROPOUT = { a: 0.95, b: 1.35 };
/** These reorder when the bag is empty, so their gaps are nearly regular; the others buy at random moments. */
const REGULAR_SHARE = 0.14;
const NEWSLETTER_ONLY_SHARE = 0.06;
const GUEST_SHARE = 0.07;
const GUEST_RETURNS_SHARE = 0.35;

/**
 * A believable shop's past, from nothing but a seed and two instants. Everything in it lies in [start, end).
 */
export function planHistory(settings: HistorySettings): Plan {
  const random = createRandom(settings.seed);
  const people = createPeople(
    random,
    DEMO_CUSTOMERS.map(({ person }) => person.email),
  );
  const plan: Plan = { customers: [], orders: [], events: [] };

  for (let count = settings.demo ? DEMO_CUSTOMERS.length : 0; count < settings.customers; count += 1) {
    const person = people();
    const at = drawArrival(random, settings);
    if (random.chance(GUEST_SHARE)) planGuest(plan, random, settings, person, at);
    else planCustomer(plan, random, settings, person, at);
  }
  if (settings.demo) for (const demo of DEMO_CUSTOMERS) planDemoCustomer(plan, random, settings, demo);
  planHousekeeping(plan, random, settings);

  plan.events = plan.events.filter(({ at }) => at >= settings.start && at < settings.end);
  plan.events.sort((a, b) => a.at.getTime() - b.at.getTime());
  return plan;
}

/** More customers arrive as the shop grows, before Christmas, in the evening. */
function drawArrival(random: Random, { start, end }: HistorySettings): Date {
  const span = end.getTime() - start.getTime();
  const season = [0.9, 0.85, 0.95, 1, 1, 0.85, 0.75, 0.75, 0.95, 1.05, 1.6, 1.5];
  for (;;) {
    const share = random.unit();
    const at = atShoppingHour(random, new Date(start.getTime() + share * span));
    const weight = (0.8 + 0.4 * share) * (season[at.getUTCMonth()] ?? 1);
    if (at >= start && at < end && random.chance(weight / 2)) return at;
  }
}

function atShoppingHour(random: Random, day: Date): Date {
  const hour = random.weighted([
    [6, 2],
    [7, 4],
    [8, 5],
    [9, 5],
    [10, 6],
    [11, 6],
    [12, 6],
    [13, 5],
    [14, 5],
    [15, 5],
    [16, 6],
    [17, 7],
    [18, 9],
    [19, 10],
    [20, 9],
    [21, 5],
    [22, 2],
  ]);
  return new Date(Math.floor(day.getTime() / DAY_MS) * DAY_MS + hour * HOUR_MS + Math.floor(random.unit() * HOUR_MS));
}

function planCustomer(plan: Plan, random: Random, settings: HistorySettings, person: Person, at: Date): void {
  const customer = addCustomer(plan, random, person);
  plan.events.push({ kind: "customer", customer, at: new Date(at.getTime() - random.between(1, 20) * MINUTE_MS) });
  planConsent(plan, random, customer, at);
  if (random.chance(NEWSLETTER_ONLY_SHARE)) return;
  for (const [index, moment] of drawPurchases(random, settings, at).entries()) {
    const { taste, at: bought } = moment;
    planOrder(plan, random, { customer, person, taste, at: bought, first: index === 0 });
  }
}

function drawPurchases(
  random: Random,
  { end }: HistorySettings,
  first: Date,
): { at: Date; taste: ReturnType<typeof drawTaste> }[] {
  const taste = drawTaste(random);
  const rate = random.gamma(RATE.shape, RATE.rate);
  const dropout = random.beta(DROPOUT.a, DROPOUT.b);
  const regular = random.chance(REGULAR_SHARE);
  const supplyDays = taste.lastsDays * Math.min(2, taste.scale);
  const purchases = [{ at: first, taste }];
  let at = first.getTime();
  while (!random.chance(dropout)) {
    const gapDays = regular ? Math.max(6, supplyDays * random.gamma(14, 14)) : Math.max(0.2, random.exponential(rate));
    at += gapDays * DAY_MS;
    if (at >= end.getTime()) break;
    const shopping = atShoppingHour(random, new Date(at));
    const previous = purchases.at(-1)?.at ?? first;
    purchases.push({ at: shopping.getTime() > previous.getTime() + HOUR_MS ? shopping : new Date(at), taste });
  }
  return purchases;
}

function planGuest(plan: Plan, random: Random, settings: HistorySettings, person: Person, at: Date): void {
  const taste = drawTaste(random);
  planOrder(plan, random, { customer: null, person, taste, at, first: true });
  if (!random.chance(GUEST_RETURNS_SHARE)) return;
  // Later they open an account with the same address, and their guest order becomes theirs.
  const joined = new Date(at.getTime() + random.between(2, 90) * DAY_MS);
  if (joined < settings.end) planCustomer(plan, random, settings, person, joined);
}

function addCustomer(plan: Plan, random: Random, person: Person, details: Partial<PlannedCustomer> = {}): number {
  plan.customers.push({
    ...person,
    account: random.chance(0.45),
    tags: random.chance(0.03) ? ["wholesale"] : [],
    note: null,
    ...details,
  });
  return plan.customers.length - 1;
}

/** German customers mostly confirm by mail (double opt-in); elsewhere a tick in the checkout is enough. */
function planConsent(plan: Plan, random: Random, customer: number, at: Date): void {
  const person = plan.customers[customer];
  const say = (
    minutes: number,
    event: { state: "pending" | "subscribed" | "unsubscribed"; optInLevel: "single_opt_in" | "confirmed_opt_in" },
  ) => plan.events.push({ kind: "consent", customer, ...event, at: new Date(at.getTime() + minutes * MINUTE_MS) });
  if (random.chance(0.36)) return;
  const double = random.chance(person?.locale === "de" ? 0.94 : 0.25);
  const optInLevel = double ? "confirmed_opt_in" : "single_opt_in";
  if (double) {
    say(1, { state: "pending", optInLevel });
    if (random.chance(0.1)) return;
  }
  say(random.between(2, 300), { state: "subscribed", optInLevel });
  if (random.chance(0.09)) say(random.between(5, 300) * 24 * 60, { state: "unsubscribed", optInLevel });
  if (person?.phone != null && random.chance(0.3))
    plan.events.push({ kind: "sms", customer, at: new Date(at.getTime() + 10 * MINUTE_MS) });
}

/** What a shop does besides selling: tags, moves, doubles merged, data erased on request. */
function planHousekeeping(plan: Plan, random: Random, { start, end }: HistorySettings): void {
  const span = end.getTime() - start.getTime();
  const late = () => new Date(start.getTime() + span * (0.45 + 0.5 * random.unit()));
  const created = new Map(plan.events.filter((event) => event.kind === "customer").map((event) => [event.customer, event.at]));
  const early = [...created]
    .filter(
      ([customer, at]) => at.getTime() < start.getTime() + span * 0.4 && customer < plan.customers.length - DEMO_CUSTOMERS.length,
    )
    .map(([customer]) => customer);
  const events: PlannedEvent[] = [];
  for (let count = Math.floor(early.length / 60); count > 0; count -= 1)
    events.push({ kind: "tag", customer: random.pick(early), tag: random.pick(["tasting", "press", "wholesale"]), at: late() });
  for (let count = Math.floor(early.length / 80); count > 0; count -= 1)
    events.push({
      kind: "move",
      customer: random.pick(early),
      city: random.pick(["Leipzig", "Köln", "Wien", "Dublin"]),
      at: late(),
    });
  const quiet = early.filter((customer) => !events.some((event) => "customer" in event && event.customer === customer));
  for (let count = Math.floor(early.length / 200); count > 0 && quiet.length >= 3; count -= 1) {
    const [kept, gone] = quiet.splice(random.between(0, quiet.length - 2), 2);
    if (kept !== undefined && gone !== undefined) events.push({ kind: "merge", kept, gone, at: late() });
  }
  plan.events.push(...events);
}
