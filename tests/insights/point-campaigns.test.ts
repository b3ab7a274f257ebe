import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { dayKey, monthDays } from "../../app/insights/campaigns/month.ts";
import { pointCalendar } from "../../app/insights/campaigns/point-campaigns.ts";
import { dayIn } from "../../app/lib/time.ts";
import { lineFactor, multiplierSchema, ONE } from "../../app/program/rules/multiplier.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { versionFor } from "../../app/program/version-for.ts";

const ZONE = "Europe/Berlin";
const AT = new Date("2026-10-15T10:00:00Z");
const october = monthDays({ year: 2026, month: 10 }, ZONE);
const rule = (key: string, from: string | null, until: string | null, perMille = 2_000) =>
  multiplierSchema.parse({ key, name: key, perMille, from, until });
const version = (number: number, effectiveFrom: string, ...multipliers: ReturnType<typeof rule>[]) => ({
  ...{ version: number, effectiveFrom: new Date(effectiveFrom), rules: { ...DEFAULT_RULES, multipliers } },
});

describe("the calendar of point campaigns (merchant 27)", () => {
  test("says what runs when by the shop's days, what runs beside it, and what has no dates", () => {
    const found = pointCalendar(
      [
        version(
          1,
          "2026-01-01T00:00:00Z",
          // Berlin's first to the end of the tenth: summer time.
          rule("early", "2026-09-30T22:00:00Z", "2026-10-10T22:00:00Z"),
          rule("late", "2026-10-10T21:59:59Z", null, 0),
          rule("gone", "2026-08-01T00:00:00Z", "2026-08-02T00:00:00Z"),
          rule("always", null, null),
        ),
      ],
      october,
      ZONE,
      AT,
    );
    expect(found.campaigns.map(({ name, beside }) => [name, beside])).toEqual([
      ["early", ["late"]],
      ["late", ["early"]],
    ]);
    expect(found.always).toEqual(["always"]);
    const days = new Map(found.days);
    expect([days.get("2026-09-30"), days.get("2026-10-01"), days.get("2026-10-10"), days.get("2026-10-11")]).toEqual([
      undefined,
      [0],
      [0, 1],
      [1],
    ]);
  });

  test("goes on through a new version that says the same, and ends with one that does not", () => {
    const dates = ["2026-10-02T00:00:00Z", "2026-10-20T00:00:00Z"] as const;
    const same = [
      version(1, "2026-01-01T00:00:00Z", rule("x", ...dates)),
      version(2, "2026-10-05T00:00:00Z", rule("x", ...dates)),
    ];
    expect(pointCalendar(same, october, ZONE, AT).campaigns).toMatchObject([
      { from: new Date(dates[0]), until: new Date(dates[1]) },
    ]);
    const dropped = [...same, version(3, "2026-10-08T00:00:00Z")];
    expect(pointCalendar(dropped, october, ZONE, AT).campaigns).toMatchObject([{ until: new Date("2026-10-08T00:00:00Z") }]);
    const raised = [...same, version(3, "2026-10-08T00:00:00Z", rule("x", ...dates, 3_000))];
    expect(pointCalendar(raised, october, ZONE, AT).campaigns.map(({ perMille, beside }) => [perMille, beside])).toEqual([
      [2_000, []],
      [3_000, []],
    ]);
  });

  test("of any versions, each order of the month counts by what the calendar shows on its day", () => {
    const instant = fc.integer({ min: october.from.getTime() - 40 * 86_400_000, max: october.until.getTime() + 40 * 86_400_000 });
    const timed = fc.record({
      from: fc.option(instant),
      length: fc.integer({ min: 1, max: 60 * 86_400_000 }),
      perMille: fc.constantFrom(0, 2_000, 3_000),
    });
    const given = fc.array(fc.record({ at: instant, rules: fc.array(timed, { maxLength: 3 }) }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(given, fc.integer({ min: october.from.getTime(), max: october.until.getTime() - 1 }), (versions, ordered) => {
        const programs = versions.map(({ at, rules }, index) =>
          version(
            index + 1,
            new Date(at).toISOString(),
            ...rules.map(({ from, length, perMille }, place) =>
              rule(
                `r${place}`,
                from === null ? null : new Date(from).toISOString(),
                new Date((from ?? october.from.getTime()) + length).toISOString(),
                perMille,
              ),
            ),
          ),
        );
        const at = new Date(ordered);
        const { campaigns } = pointCalendar(programs, october, ZONE, AT);
        const days = new Map(pointCalendar(programs, october, ZONE, AT).days);
        const running = campaigns.filter(({ from, until }) => (from === null || from <= at) && (until === null || until > at));
        const factors = running.map(({ perMille }) => perMille);
        const expected = factors.includes(0) ? 0 : Math.max(ONE, ...factors);
        const { multipliers } = versionFor(at, programs).rules;
        expect(lineFactor(multipliers, { productId: 1n, collectionIds: [], tags: [], tier: null, at })).toBe(expected);
        const shown = (days.get(dayKey(dayIn(at, ZONE))) ?? []).map((place) => campaigns[place]);
        for (const campaign of running) expect(shown).toContain(campaign);
      }),
    );
  });
});
