import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { addressHash } from "../../app/bonuses/awards/address.ts";
import {
  isYearDay,
  lateFirst,
  nextOccasion,
  occasionsBetween,
  periodStart,
  yearDayIn,
} from "../../app/bonuses/awards/calendar.ts";
import { occasionIn, sameWord } from "../../app/bonuses/claims/occasion.ts";
import { differences, orderTargets, type Given } from "../../app/bonuses/awards/order-bonuses.ts";
import { normalAddress } from "../../app/lib/mailbox.ts";
import { bonusSchema, type Bonus } from "../../app/program/rules/bonus-rules.ts";
import { DEFAULT_RULES, type Program } from "../../app/program/rules/rules.ts";

describe("a mailbox", () => {
  test.each([
    ["Mia.Muster+Shop@GoogleMail.com", "miamuster@gmail.com"],
    ["m.i.a@gmail.com", "mia@gmail.com"],
    ["Mia.Muster+x+y@web.de", "mia.muster@web.de"],
    ["+odd@web.de", "+odd@web.de"],
    [" a@b@c.de ", "a@b@c.de"],
  ])("%s is %s", (email, mailbox) => expect(normalAddress(email)).toBe(mailbox));

  test("is remembered by a hash that no other shop shares and that does not tell it", () => {
    const hash = addressHash("mia+1@web.de", 1, "secret");
    expect(hash).toBe(addressHash("MIA@web.de", 1, "secret"));
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(addressHash("mia@web.de", 2, "secret")).not.toBe(hash);
    expect(addressHash("mia@web.de", 1, "other")).not.toBe(hash);
  });
});

describe("a day of the year", () => {
  test("of 29 February comes on 1 March of common years", () => {
    expect(yearDayIn(2028, { month: 2, day: 29 })).toEqual({ year: 2028, month: 2, day: 29 });
    expect(yearDayIn(2027, { month: 2, day: 29 })).toEqual({ year: 2027, month: 3, day: 1 });
    expect([
      isYearDay({ month: 2, day: 29 }),
      isYearDay({ month: 2, day: 30 }),
      isYearDay({ month: 13, day: 1 }),
      isYearDay({ month: 4, day: 0 }),
    ]).toEqual([true, false, false, false]);
  });

  test("begins at the shop's midnight, in summer and winter", () => {
    expect(nextOccasion({ month: 7, day: 1 }, new Date("2026-03-01T00:00:00Z"), "Europe/Berlin").at).toEqual(
      new Date("2026-06-30T22:00:00Z"),
    );
    expect(nextOccasion({ month: 12, day: 24 }, new Date("2026-12-23T23:00:00Z"), "Europe/Berlin")).toEqual({
      year: 2027,
      at: new Date("2027-12-23T23:00:00Z"),
    });
  });

  test("comes once a year, whenever it is looked at", () => {
    const zones = fc.constantFrom("Europe/Berlin", "America/New_York", "Africa/Cairo", "Pacific/Kiritimati", "UTC");
    const days = fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 31 }) }).filter(isYearDay);
    const instants = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(days, zones, instants, fc.nat(900), (yearDay, zone, from, length) => {
        const until = new Date(from.getTime() + length * 86_400_000);
        const between = occasionsBetween(yearDay, from, until, zone);
        const stepped = [];
        for (let at = new Date(from.getTime() - 1); ;) {
          const next = nextOccasion(yearDay, at, zone);
          if (next.at > until) break;
          stepped.push(next);
          at = next.at;
        }
        expect(between).toEqual(stepped);
        expect(new Set(between.map(({ year }) => year)).size).toBe(between.length);
      }),
      { numRuns: 500 },
    );
  });
});

test("periods are the shop's", () => {
  const at = new Date("2026-03-31T22:30:00Z");
  const starts = (["ever", "year", "month", "day"] as const).map(
    (period) => periodStart(period, at, "Europe/Berlin")?.toISOString() ?? null,
  );
  expect(starts).toEqual([null, "2025-12-31T23:00:00.000Z", "2026-03-31T22:00:00.000Z", "2026-03-31T22:00:00.000Z"]);
});

const rule = (input: object): Bonus => bonusSchema.parse({ key: "r", points: 10, ...input });

describe("what a claim is rewarded once for", () => {
  const at = new Date("2026-11-22T12:00:00Z");
  const survey = (cap: object) => rule({ kind: "survey", url: "https://x.example", word: "Kaffee", cap });
  const social = rule({
    kind: "social",
    network: "x",
    action: "follow",
    url: "https://x.example",
    cap: { times: 9, period: "day" },
  });
  const review = rule({ kind: "review", disclosure: { en: "x" } });
  test.each([
    [social, "9", 3, ""],
    [review, "77", 3, "77"],
    [review, "77:1", 0, null],
    [review, "", 0, null],
    [survey({ times: 1, period: "ever" }), "", 0, ""],
    [survey({ times: 1, period: "month" }), "", 0, "2026-11"],
    [survey({ times: 2, period: "year" }), "", 1, "2026#2"],
    [survey({ times: 2, period: "year" }), "", 2, "2026#2"],
  ])("%o, named %s after %i claims: %s", (of, named, claimed, occasion) => {
    expect(occasionIn(of, named, claimed, at, "Europe/Berlin")).toBe(occasion);
  });
  test("the word is compared as people type it", () => {
    expect([sameWord(" kAFFEE ", "Kaffee"), sameWord("Kaffe", "Kaffee"), sameWord("", "Kaffee")]).toEqual([true, false, false]);
  });
});

const program = (version: number, bonuses: Bonus[]): Program => ({
  version,
  effectiveFrom: new Date(0),
  rules: { ...DEFAULT_RULES, bonuses },
});

describe("bonuses of orders", () => {
  const one = program(1, [
    rule({ key: "first", kind: "first-order", points: 100 }),
    rule({ key: "third", kind: "milestone", orders: 3, points: 30 }),
  ]);
  const two = program(2, [
    rule({ key: "first", kind: "first-order", points: 5 }),
    rule({ key: "off", kind: "milestone", orders: 3, points: 7, enabled: false }),
    rule({ key: "second", kind: "milestone", orders: 2, points: 9 }),
  ]);
  const programs = [one, two];

  test("follow the rules in force when each order was placed", () => {
    const orders = [one, two, one].map((of, index) => ({ orderId: BigInt(index), program: of, past: false }));
    expect(orderTargets(orders).map(({ rule: { key, points }, order: { orderId } }) => [key, points, orderId])).toEqual([
      ["first", 100, 0n],
      ["second", 9, 1n],
      ["third", 30, 2n],
    ]);
  });

  test("count past orders, which bring nothing themselves", () => {
    const orders = [true, false, false].map((past, index) => ({ orderId: BigInt(index), program: one, past }));
    expect(orderTargets(orders).map(({ rule: { key } }) => key)).toEqual(["third"]);
    expect(orderTargets(orders.map((order) => ({ ...order, past: true })))).toEqual([]);
  });

  test("end the same in whatever order orders come and go", () => {
    const pool = Array.from({ length: 6 }, (_, index) => ({
      orderId: BigInt(index),
      program: index % 2 === 0 ? one : two,
      past: index === 4,
    }));
    fc.assert(
      fc.property(fc.array(fc.subarray(pool), { minLength: 1, maxLength: 8 }), (states) => {
        const given = new Map<string, Given>();
        for (const orders of states) {
          for (const { rule: key, orderId, points } of differences(orders, [...given.values()], programs, false)) {
            const sum = (given.get(`${key}:${orderId}`)?.points ?? 0n) + points;
            given.set(`${key}:${orderId}`, { rule: key, orderId, points: sum });
          }
          expect(differences(orders, [...given.values()], programs, false)).toEqual([]);
        }
        const wanted = orderTargets(states.at(-1) ?? []).map(({ rule: { key, points }, order: { orderId } }) => ({
          rule: key,
          orderId,
          points: BigInt(points),
        }));
        const sorted = (list: Given[]) => list.map(({ rule: key, orderId, points }) => `${key} ${orderId} ${points}`).sort();
        expect(sorted([...given.values()].filter(({ points }) => points !== 0n))).toEqual(sorted(wanted));
      }),
      { numRuns: 500 },
    );
  });

  test("of customers who were merged stay as long as their orders do, and do not come again", () => {
    const orders = [3n, 1n, 2n].map((orderId) => ({ orderId, program: one, past: false }));
    const both: Given[] = [
      { rule: "first", orderId: 1n, points: 100n },
      { rule: "first", orderId: 2n, points: 100n },
    ];
    expect(differences(orders, both, programs, true)).toEqual([{ rule: "third", orderId: 2n, points: 30n }]);
    const left = orders.slice(0, 2);
    expect(differences(left, both, programs, true)).toEqual([{ rule: "first", orderId: 2n, points: -100n }]);
    const neither = orders.slice(0, 1);
    expect(differences(neither, both, programs, true).toSorted((a, b) => Number(a.orderId - b.orderId))).toEqual([
      { rule: "first", orderId: 1n, points: -100n },
      { rule: "first", orderId: 2n, points: -100n },
      { rule: "first", orderId: 3n, points: 100n },
    ]);
  });
});

describe("a birthday told too late (shopper 3)", () => {
  const told = new Date("2026-11-29T10:00:00Z");
  test.each([
    [{ month: 12, day: 1 }, 30, { year: 2027, month: 12, day: 1 }],
    [{ month: 12, day: 28 }, 30, { year: 2027, month: 12, day: 28 }],
    [{ month: 12, day: 29 }, 30, null],
    [{ month: 11, day: 28 }, 30, null],
    [{ month: 1, day: 5 }, 30, null],
    // The day itself: it had begun.
    [{ month: 11, day: 29 }, 0, { year: 2027, month: 11, day: 29 }],
    [{ month: 11, day: 30 }, 0, null],
    [{ month: 1, day: 1 }, 365, { year: 2028, month: 1, day: 1 }],
    [{ month: 2, day: 29 }, 100, { year: 2028, month: 2, day: 29 }],
  ])("of %j with %d days' notice counts first on %j", (yearDay, notice, first) => {
    expect(lateFirst(yearDay, told, notice, "Europe/Berlin")).toEqual(first);
  });
});
