import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { DEFAULT_RULES, type Program } from "../../app/program/rules/rules.ts";
import { TIER_PRESET, tiersSchema, type TierRules } from "../../app/program/rules/tier-rules.ts";
import {
  follow,
  NOTHING_HELD,
  type Followed,
  type Holding,
  type TierFacts,
  type TierSetting,
} from "../../app/tiers/qualification/tier-state.ts";
import type { Rest } from "../../app/program/state/state.ts";
import { leavesAt } from "../../app/tiers/qualification/tier-metric.ts";
import { simulate, type Version } from "./simulation.ts";

const HOUR = 3_600_000;
const START = new Date("2023-02-01T00:00:00Z");
// Whole hours from UTC, some with clocks that change.
const zones = ["Europe/Berlin", "America/New_York", "UTC", "Asia/Tokyo", "Australia/Sydney"];

const hours = (from: number, until: number) =>
  fc.integer({ min: from, max: until }).map((hour) => new Date(START.getTime() + hour * HOUR));
const SPAN = 24 * 430;

const rulesOf = fc
  .record({
    basis: fc.constantFrom("points" as const, "spend" as const, "orders" as const),
    window: fc.constantFrom("rolling" as const, "calendar-year" as const, "lifetime" as const),
    graceDays: fc.constantFrom(0, 1, 3, 30),
    lowest: fc.constantFrom(0, 0, 40),
    names: fc.constantFrom(["bronze", "silver", "gold"], ["bronze", "silver"], ["red", "silver", "blue", "gold"]),
  })
  .map(({ lowest, names, ...rest }) =>
    tiersSchema.parse({
      ...rest,
      levels: names.map((key, index) => ({ key, name: { en: key }, threshold: lowest + index * 100 })),
    }),
  );

const contributions = fc.array(fc.record({ at: hours(-24 * 380, SPAN), amount: fc.bigInt(-60n, 160n) }), { maxLength: 7 });
const factsOf: fc.Arbitrary<TierFacts> = fc.record({
  contributions: fc.record({ points: contributions, spend: contributions, orders: contributions }),
  memberSince: fc.option(hours(-24 * 380, SPAN), { freq: 8 }),
  floor: fc.option(fc.record({ tier: fc.constantFrom("silver", "gold"), until: fc.option(hours(0, SPAN)) }), { freq: 1 }),
});
const versionsOf = fc
  .tuple(fc.option(rulesOf, { freq: 6 }), fc.array(fc.tuple(hours(1, SPAN), fc.option(rulesOf, { freq: 5 })), { maxLength: 2 }))
  .map(([first, later]): Version[] => [
    { from: new Date(0), tiers: first },
    ...later.sort(([a], [b]) => a.getTime() - b.getTime()).map(([from, tiers]) => ({ from, tiers })),
  ]);

/** When the program rests: from the beginning perhaps, without an end perhaps. */
const restsIn = fc
  .tuple(
    fc.constantFrom(true, false, false),
    fc.oneof(fc.constant<number[]>([]), fc.uniqueArray(fc.integer({ min: 1, max: SPAN }), { maxLength: 4 })),
  )
  .map(([first, turns]): Rest[] => {
    const times = turns.sort((a, b) => a - b).map((hour) => START.getTime() + hour * HOUR);
    const edges = first && times.length > 0 ? [Number.NEGATIVE_INFINITY, ...times] : times;
    return edges.flatMap((from, index) =>
      index % 2 === 0 ? [{ from, until: edges[index + 1] ?? Number.POSITIVE_INFINITY }] : [],
    );
  });

const scenario = fc.record({
  facts: factsOf,
  versions: versionsOf,
  timeZone: fc.constantFrom(...zones),
  rests: restsIn,
  looks: fc.array(hours(0, SPAN), { maxLength: 12 }),
  end: hours(24 * 20, SPAN),
});

function settingOf(versions: readonly Version[], timeZone: string, rests: readonly Rest[] = []): TierSetting {
  const programs = versions.map(({ from, tiers }, index): Program => ({
    version: index + 1,
    effectiveFrom: from,
    rules: { ...DEFAULT_RULES, tiers },
  }));
  return { programs, timeZone, from: START, rests };
}

/** Looks at each of these instants in turn, as a shop with many events would. */
function followThrough(
  facts: TierFacts,
  setting: TierSetting,
  looks: readonly Date[],
): { followed: Followed; moves: Followed["moves"] } {
  let holding: Holding = NOTHING_HELD;
  const moves: Followed["moves"] = [];
  let followed: Followed | undefined;
  for (const at of looks) {
    followed = follow(holding, facts, setting, at);
    holding = followed.holding;
    moves.push(...followed.moves);
  }
  if (followed === undefined) throw new Error("nobody looked");
  return { followed, moves };
}

describe("a tier followed through time", () => {
  test("is what an independent walk, hour by hour, says at every instant", () => {
    let moved = 0;
    fc.assert(
      fc.property(scenario, ({ facts, versions, timeZone, rests, end }) => {
        const hourly = simulate(facts, versions, timeZone, rests, START, end);
        const setting = settingOf(versions, timeZone, rests);
        const { holding, progress, moves } = follow(NOTHING_HELD, facts, setting, end);
        const { tier, since, graceUntil } = holding;
        expect({ tier, since, graceUntil, progress }).toEqual(hourly.at(-1)?.state);
        const expected = hourly.flatMap(({ at, state }, index) => {
          const before = hourly[index - 1]?.state.tier ?? null;
          return before === state.tier ? [] : [{ before, tier: state.tier, at }];
        });
        expect(moves.map(({ before, tier: to, at }) => ({ before, tier: to, at }))).toEqual(expected);
        moved += moves.length;
      }),
      { numRuns: 180 },
    );
    expect(moved).toBeGreaterThan(100);
  });

  test("ends the same however often and whenever it is looked at", () => {
    fc.assert(
      fc.property(scenario, ({ facts, versions, timeZone, rests, looks, end }) => {
        const setting = settingOf(versions, timeZone, rests);
        const often = [...looks.filter((at) => at < end), end].sort((a, b) => a.getTime() - b.getTime());
        const once = followThrough(facts, setting, [end]);
        const many = followThrough(facts, setting, often);
        expect(many.followed.holding).toEqual(once.followed.holding);
        expect(many.followed.progress).toEqual(once.followed.progress);
        expect(many.followed.nextAt).toEqual(once.followed.nextAt);
        expect(many.moves).toEqual(once.moves);
      }),
      { numRuns: 1_000 },
    );
  });

  test("changes at no instant before the one it names, and at that one", () => {
    fc.assert(
      fc.property(scenario, ({ facts, versions, timeZone, rests, end }) => {
        const setting = settingOf(versions, timeZone, rests);
        const { holding, progress, nextAt } = follow(NOTHING_HELD, facts, setting, end);
        const seen = ({ holding: { tier, graceUntil }, progress: counted }: Followed) => [tier, graceUntil?.getTime(), counted];
        const now = [holding.tier, holding.graceUntil?.getTime(), progress];
        const until = nextAt ?? new Date(end.getTime() + 500 * 24 * HOUR);
        for (const part of [0.3, 0.7, 1]) {
          const at = new Date(end.getTime() + Math.max(0, Math.floor((until.getTime() - end.getTime() - 1) * part)));
          expect(seen(follow(holding, facts, setting, at))).toEqual(now);
        }
        if (nextAt !== null) expect(seen(follow(holding, facts, setting, nextAt))).not.toEqual(now);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("a grant that is taken away leaves what is earned, or was when a rest began, whenever that is (program state 1)", () => {
  let [fell, resting] = [0, 0];
  const rules = rulesOf.filter(({ levels }) => levels.some(({ key }) => key === "gold"));
  const granted = fc.record({
    facts: factsOf,
    tiers: rules,
    timeZone: fc.constantFrom(...zones),
    rests: restsIn,
    end: hours(24, 24 * 100),
  });
  fc.assert(
    fc.property(granted, ({ facts: known, tiers, timeZone, rests, end }) => {
      const facts = { ...known, floor: { tier: "gold", until: null } };
      const versions = [{ from: new Date(0), tiers }];
      const setting = settingOf(versions, timeZone, rests);
      const { holding } = follow(NOTHING_HELD, facts, setting, end);
      const names = tiers.levels.map(({ key }) => key);
      if (holding.tier !== "gold") return;
      const without = { ...facts, floor: null };
      const { holding: left } = follow(holding, without, setting, end, true);
      const hourly = simulate(without, versions, timeZone, [], START, end);
      const earnedAt = (time: number) => {
        const progress = hourly[(time - START.getTime()) / HOUR]?.state.progress ?? 0n;
        const takesPart = facts.memberSince !== null && facts.memberSince <= end;
        return takesPart ? tiers.levels.findLastIndex(({ threshold }) => progress >= BigInt(threshold)) : -1;
      };
      const rest = rests.find(({ from, until }) => from <= end.getTime() && end.getTime() < until);
      const kept = Math.max(
        earnedAt(end.getTime()),
        rest === undefined || rest.from < START.getTime() ? -1 : earnedAt(rest.from),
      );
      expect({ tier: left.tier, graceUntil: left.graceUntil }).toEqual({ tier: names[kept] ?? null, graceUntil: null });
      if (left.tier !== holding.tier) fell += 1;
      if (left.tier !== holding.tier && rest !== undefined) resting += 1;
    }),
    { numRuns: 150 },
  );
  expect(fell).toBeGreaterThan(50);
  expect(resting).toBeGreaterThan(10);
});

const nothing: TierFacts = { contributions: { points: [], spend: [], orders: [] }, memberSince: START, floor: null };
const berlin = (tiers: TierRules | null): TierSetting => settingOf([{ from: new Date(0), tiers }], "Europe/Berlin");
const points = (...list: [string, bigint][]): TierFacts => ({
  ...nothing,
  contributions: { points: list.map(([at, amount]) => ({ at: new Date(at), amount })), spend: [], orders: [] },
});

describe("in a German shop", () => {
  test("gold lasts a year to the day, then thirty whole days of grace", () => {
    const facts = points(["2023-03-15T13:30:00Z", 2_000n]);
    const reached = follow(NOTHING_HELD, facts, berlin(TIER_PRESET), new Date("2023-03-15T14:00:00Z"));
    expect(reached.moves).toEqual([
      { before: null, tier: "bronze", at: START, reason: "rules" },
      { before: "bronze", tier: "gold", at: new Date("2023-03-15T13:30:00Z"), reason: "earned" },
    ]);
    // The 15th of March still counts a year later, though the clocks stand differently.
    expect(reached.nextAt).toEqual(new Date("2024-03-15T23:00:00Z"));
    const risk = follow(reached.holding, facts, berlin(TIER_PRESET), new Date("2024-03-15T23:00:00Z"));
    expect(risk.holding).toMatchObject({ tier: "gold", graceUntil: new Date("2024-04-14T22:00:00Z") });
    expect(risk.graceBegan).toEqual(new Date("2024-03-15T23:00:00Z"));
    const lost = follow(risk.holding, facts, berlin(TIER_PRESET), new Date("2024-06-01T00:00:00Z"));
    expect(lost.moves).toEqual([{ before: "gold", tier: "bronze", at: new Date("2024-04-14T22:00:00Z"), reason: "lost" }]);
    expect(lost.nextAt).toBeNull();
  });

  test.each([
    ["2024-02-29T12:00:00Z", "rolling", "2025-02-28T23:00:00.000Z"],
    ["2023-02-28T12:00:00Z", "rolling", "2024-02-28T23:00:00.000Z"],
    ["2023-12-31T23:30:00Z", "rolling", "2025-01-01T23:00:00.000Z"],
    ["2023-12-31T23:30:00Z", "calendar-year", "2024-12-31T23:00:00.000Z"],
    ["2023-12-31T22:30:00Z", "calendar-year", "2023-12-31T23:00:00.000Z"],
    ["2023-10-29T00:30:00Z", "rolling", "2024-10-29T23:00:00.000Z"],
  ] as const)("what was earned at %s stops counting (%s) at %s", (at, window, end) => {
    expect(leavesAt(new Date(at), window, "Europe/Berlin")?.toISOString()).toBe(end);
  });

  test("a refund that is heard of today begins a grace today, however long ago the order was", () => {
    const before = follow(
      NOTHING_HELD,
      points(["2023-03-01T10:00:00Z", 600n]),
      berlin(TIER_PRESET),
      new Date("2023-03-02T10:00:00Z"),
    );
    const today = new Date("2023-09-01T10:00:00Z");
    const after = follow(before.holding, points(["2023-03-01T10:00:00Z", 100n]), berlin(TIER_PRESET), today);
    expect(after.holding).toMatchObject({ tier: "silver", graceUntil: new Date("2023-10-01T22:00:00Z") });
    expect(after.graceBegan).toEqual(today);
  });

  test("without grace a tier ends at once, and comes back as soon as it is earned again", () => {
    const rules = { ...TIER_PRESET, graceDays: 0 };
    const facts = points(["2023-03-01T10:00:00Z", 600n], ["2024-05-01T10:00:00Z", 500n]);
    const { moves } = follow(NOTHING_HELD, facts, berlin(rules), new Date("2024-06-01T00:00:00Z"));
    expect(moves.map(({ tier, at, reason }) => [tier, at.toISOString(), reason])).toEqual([
      ["bronze", "2023-02-01T00:00:00.000Z", "rules"],
      ["silver", "2023-03-01T10:00:00.000Z", "earned"],
      ["bronze", "2024-03-01T23:00:00.000Z", "lost"],
      ["silver", "2024-05-01T10:00:00.000Z", "earned"],
    ]);
  });

  test("what a pause has let run out is kept for 30 days after it, also without a grace, and no longer (merchant 10)", () => {
    const earned = [{ at: new Date("2023-04-10T10:00:00Z"), amount: 600n }];
    const facts = { ...nothing, contributions: { ...nothing.contributions, points: earned } };
    const pause = { from: Date.parse("2024-03-01T09:00:00Z"), until: Date.parse("2024-06-01T09:00:00Z") };
    const setting = { ...berlin({ ...TIER_PRESET, graceDays: 0 }), rests: [pause] };
    const looks = ["2024-02-01T00:00:00Z", "2024-06-01T09:00:00Z", "2024-07-01T21:00:00Z"].map((iso) => new Date(iso));
    const { followed } = followThrough(facts, setting, looks);
    const end = new Date("2024-07-01T22:00:00Z");
    expect(followed.holding).toMatchObject({ tier: "silver", graceUntil: end });
    expect(followed.nextAt).toEqual(end);
    expect(follow(followed.holding, facts, setting, end).holding).toMatchObject({ tier: "bronze", graceUntil: null });
  });

  test("whoever takes no part has no tier, unless one was granted", () => {
    const none = follow(NOTHING_HELD, { ...nothing, memberSince: null }, berlin(TIER_PRESET), new Date("2023-06-01T00:00:00Z"));
    expect(none.holding.tier).toBeNull();
    const until = new Date("2023-08-01T00:00:00Z");
    const granted = { ...nothing, memberSince: null, floor: { tier: "gold", until } };
    const kept = follow(
      { ...NOTHING_HELD, asOf: new Date("2023-05-31T00:00:00Z") },
      granted,
      berlin(TIER_PRESET),
      new Date("2023-06-01T00:00:00Z"),
    );
    expect(kept.holding.tier).toBe("gold");
    expect(kept.nextAt).toEqual(until);
  });
});
