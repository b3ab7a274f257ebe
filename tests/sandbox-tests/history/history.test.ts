import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DAY_MS } from "../../../app/lib/time.ts";
import { createClock } from "../../sandbox/clock.ts";
import { begin, type Members } from "../../sandbox/history/start.ts";
import { DEMO_CUSTOMERS } from "../../sandbox/history/demo.ts";
import { planHistory } from "../../sandbox/history/plan.ts";
import { createRandom } from "../../sandbox/random.ts";
import { findCustomerByEmail } from "../../sandbox/world/commerce.ts";
import type { Order, Shop, WebhookEvent, World } from "../../sandbox/world/types.ts";
import { createWorld } from "../../sandbox/world/world.ts";

const NOW = new Date("2026-11-21T15:42:00Z");
const END = new Date("2026-11-21T00:00:00+01:00");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "reprise-history-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Lived = {
  world: World;
  shop: Shop;
  second: Shop;
  members: Members | null;
  events: WebhookEvent[];
  atInstall: { customers: number; orders: number };
};

function beginAs(name: string) {
  const events: WebhookEvent[] = [];
  const clock = createClock(join(folder, name));
  const world = createWorld(clock, (event) => events.push(event));
  return { events, world, ...begin(world, clock, { kind: "history" }, NOW) };
}

function live(name: string): Lived {
  const { events, world, shops, players, members, end } = beginAs(name);
  const [shop, second] = shops;
  if (shop === undefined || second === undefined) throw new Error("two shops are needed");
  const atInstall = { customers: shop.customers.size, orders: shop.orders.size };
  for (const each of shops) each.installed = true;
  for (const player of players) player.playUntil(end);
  return { world, shop, second, members, events, atInstall };
}

const hashOf = ({ world, events }: Lived) =>
  createHash("sha256")
    .update(
      JSON.stringify(
        [...world.shops.values()].map(({ customers, orders, products }) => [[...customers], [...orders], [...products]]),
        digits,
      ),
    )
    .update(JSON.stringify(events))
    .digest("hex");
const digits = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

describe("the made-up history", () => {
  let lived: Lived;
  let orders: Order[];
  const share = (matches: (order: Order) => boolean) => orders.filter(matches).length / orders.length;
  beforeAll(() => {
    lived = live("first");
    orders = [...lived.shop.orders.values()];
  });

  test("is the same to the last byte from the same seed", () => {
    expect(hashOf(live("second"))).toBe(hashOf(lived));
  });

  test("brings members by all year, for rewards more and more, always the same ones; what waits for approval is recent", () => {
    const days = lived.members?.days ?? [];
    expect(beginAs("third").members?.days).toEqual(days);
    const visits = days.flatMap(({ at, visits, decided }) => visits.map((visit) => ({ ...visit, at, decided })));
    const of = (kind: string) => visits.filter((visit) => visit.kind === kind);
    expect(of("redeem").length).toBeGreaterThan(100);
    expect(of("redeem").length).toBeLessThan(220);
    const half = of("redeem").filter(({ at }) => at.getTime() < END.getTime() - 183 * DAY_MS).length;
    expect(half).toBeGreaterThan(10);
    expect(half).toBeLessThan(of("redeem").length / 2);
    for (const kind of ["birthday", "follow", "review"]) expect(of(kind).length, kind).toBeGreaterThan(10);
    expect(of("regret")).toHaveLength(1);
    expect(of("review").filter(({ decided }) => !decided).length).toBeGreaterThan(1);
    for (const { customer, at } of visits) {
      expect(lived.members?.player.customerId(customer)).toBeDefined();
      expect(at.getTime()).toBeLessThan(END.getTime());
    }
  });

  test("holds about two thousand customers over eighteen months, some of them from before the install", () => {
    expect(lived.shop.customers.size).toBeGreaterThan(1_700);
    expect(lived.shop.customers.size).toBeLessThan(2_200);
    expect(orders.length).toBeGreaterThan(4_000);
    expect(orders.length).toBeLessThan(7_000);
    expect(lived.atInstall.orders).toBeGreaterThan(600);
    expect(lived.atInstall.customers).toBeGreaterThan(300);
    const times = orders.map(({ createdAt }) => createdAt.getTime());
    expect(Math.min(...times)).toBeGreaterThan(END.getTime() - 549 * DAY_MS);
    expect(Math.min(...times)).toBeLessThan(END.getTime() - 530 * DAY_MS);
    expect(Math.max(...times)).toBeLessThan(END.getTime());
    expect(Math.max(...times)).toBeGreaterThan(END.getTime() - 2 * DAY_MS);
  });

  test("has what real shops have: refunds of every kind, cancellations, guests, gift cards, two currencies, discounts, tests, open payments", () => {
    expect(share(({ refunds, cancelledAt }) => refunds.length > 0 && cancelledAt === null)).toBeGreaterThan(0.04);
    expect(share(({ refunds, cancelledAt }) => refunds.length > 0 && cancelledAt === null)).toBeLessThan(0.09);
    expect(share(({ cancelledAt }) => cancelledAt !== null)).toBeGreaterThan(0.01);
    expect(share(({ cancelledAt }) => cancelledAt !== null)).toBeLessThan(0.04);
    expect(share(({ customerId }) => customerId === null)).toBeGreaterThan(0.01);
    expect(share(({ presentmentCurrency }) => presentmentCurrency === "CHF")).toBeGreaterThan(0.03);
    expect(share(({ discountApplications }) => discountApplications.length > 0)).toBeGreaterThan(0.08);
    expect(orders.some(({ test: isTest }) => isTest)).toBe(true);
    expect(orders.some(({ lines }) => lines.some(({ giftCard }) => giftCard))).toBe(true);
    expect(orders.some(({ lines }) => lines.some(({ tip }) => tip))).toBe(true);
    const refunds = orders.flatMap((order) => order.refunds.map((refund) => ({ order, refund })));
    expect(refunds.some(({ refund }) => refund.lines.length === 0 && refund.moneyMinor > 0n)).toBe(true);
    expect(
      refunds.some(({ refund, order }) => refund.moneyMinor === 0n && order.cancelledAt === null && refund.lines.length > 0),
    ).toBe(true);
    expect(orders.some(({ financialStatus }) => financialStatus === "partially_refunded")).toBe(true);
  });

  test("some guests come back as customers with the same address", () => {
    const guests = orders.filter(({ customerId }) => customerId === null);
    const returned = guests.filter(({ email }) => email !== null && findCustomerByEmail(lived.shop, email) !== undefined);
    expect(returned.length).toBeGreaterThan(10);
    expect(returned.length).toBeLessThan(guests.length);
  });

  test("customers come back as BG/NBD buyers do: about half once, some very often, regulars at regular gaps", () => {
    const counts = new Map<bigint, number>();
    for (const { customerId } of orders) if (customerId !== null) counts.set(customerId, (counts.get(customerId) ?? 0) + 1);
    const buyers = [...counts.values()];
    const once = buyers.filter((count) => count === 1).length / buyers.length;
    expect(once).toBeGreaterThan(0.35);
    expect(once).toBeLessThan(0.6);
    expect(buyers.filter((count) => count > 3).length).toBeGreaterThan(200);
    expect(Math.max(...buyers)).toBeGreaterThan(12);
  });

  test("speaks German first, and asks Germans to confirm their consent", () => {
    const customers = [...lived.shop.customers.values()];
    const german = customers.filter(({ locale }) => locale === "de");
    expect(german.length / customers.length).toBeGreaterThan(0.6);
    expect(german.length / customers.length).toBeLessThan(0.8);
    const subscribed = german.filter(({ emailConsent }) => emailConsent.state === "subscribed");
    expect(
      subscribed.filter(({ emailConsent }) => emailConsent.optInLevel === "confirmed_opt_in").length / subscribed.length,
    ).toBeGreaterThan(0.85);
    for (const state of ["not_subscribed", "pending", "unsubscribed"])
      expect(customers.some(({ emailConsent }) => emailConsent.state === state)).toBe(true);
  });

  test("writes to nobody: all addresses are at domains set aside for examples, all numbers in blocks for fiction", () => {
    for (const { email, phone } of lived.shop.customers.values()) {
      expect(email).toMatch(/^[a-z0-9.]+@example\.(com|org|net)$/);
      if (phone !== null) expect(phone).toMatch(/^\+493023125\d{3}$|^\+447700900\d{3}$/);
    }
  });

  test("holds the customers that demos rely on", () => {
    for (const { person, ordered } of DEMO_CUSTOMERS) {
      const customer = findCustomerByEmail(lived.shop, person.email);
      expect(customer).toMatchObject({
        state: "enabled",
        locale: person.locale,
        emailConsent: { state: "subscribed", optInLevel: "confirmed_opt_in" },
      });
      expect(orders.filter(({ customerId }) => customerId === customer?.id)).toHaveLength(ordered.length);
    }
  });

  test("the second shop is small and its own", () => {
    expect(lived.second.customers.size).toBeGreaterThan(20);
    expect(lived.second.orders.size).toBeGreaterThan(30);
    expect(lived.second.orders.size).toBeLessThan(150);
    for (const id of lived.second.customers.keys()) expect(lived.shop.customers.has(id)).toBe(false);
  });

  test("tells of what happened after the install only, in the order in which it happened", () => {
    const installedAt = END.getTime() - 365 * DAY_MS;
    const times = lived.events.filter(({ shop }) => shop === lived.shop.domain).map(({ triggeredAt }) => triggeredAt.getTime());
    expect(Math.min(...times)).toBeGreaterThanOrEqual(installedAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(lived.events.map(({ eventId }) => eventId)).size).toBe(lived.events.length);
  });
});

test("a plan keeps to its period whatever the seed", () => {
  const start = new Date("2026-01-01T00:00:00Z");
  const end = new Date("2026-03-01T00:00:00Z");
  for (let seed = 1; seed <= 30; seed += 1) {
    const { events, orders, customers } = planHistory({ seed, start, end, customers: 40, demo: false });
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(event.at >= start && event.at < end).toBe(true);
      if ("order" in event) expect(orders[event.order]).toBeDefined();
      if ("customer" in event) expect(customers[event.customer]).toBeDefined();
    }
    for (const { lines } of orders) expect(lines.length).toBeGreaterThan(0);
  }
});

test("the empty start has goods and three customers, no orders, and an install three years ago", () => {
  const clock = createClock(join(folder, "empty"));
  const world = createWorld(clock, () => undefined);
  const { shops, players, installedAt, end } = begin(world, clock, { kind: "empty" }, NOW);
  expect(shops.map(({ customers, orders, products }) => [customers.size, orders.size, products.size])).toEqual([
    [3, 0, 14],
    [0, 0, 14],
  ]);
  expect(players).toEqual([]);
  expect(end).toEqual(NOW);
  expect((end.getTime() - installedAt.getTime()) / DAY_MS).toBe(1_095);
});

describe("seeded randomness", () => {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const draw = (count: number, value: () => number) => Array.from({ length: count }, value);

  test.each([
    ["uniform", 0.5, (seed: number) => createRandom(seed).unit],
    [
      "gamma 0.9/0.1",
      9,
      (seed: number) => {
        const random = createRandom(seed);
        return () => random.gamma(0.9, 0.1);
      },
    ],
    [
      "gamma 14/14",
      1,
      (seed: number) => {
        const random = createRandom(seed);
        return () => random.gamma(14, 14);
      },
    ],
    [
      "beta 0.75/2.1",
      0.75 / 2.85,
      (seed: number) => {
        const random = createRandom(seed);
        return () => random.beta(0.75, 2.1);
      },
    ],
    [
      "exponential 0.2",
      5,
      (seed: number) => {
        const random = createRandom(seed);
        return () => random.exponential(0.2);
      },
    ],
  ])("%s has its mean", (_name, expected, start) => {
    expect(mean(draw(40_000, start(7))) / expected).toBeCloseTo(1, 1);
  });

  test("weights decide how often", () => {
    const random = createRandom(3);
    const drawn = draw(10_000, () =>
      random.weighted([
        [1, 3],
        [0, 1],
      ] as const),
    );
    expect(mean(drawn)).toBeCloseTo(0.75, 1);
  });
});
