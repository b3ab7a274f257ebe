import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { DAY_MS, dayIn, HOUR_MS, plusMs, timeIn } from "../../app/lib/time.ts";
import { departure, type DepartureFacts } from "../../app/messages/timing/departure.ts";
import { isHoliday } from "../../app/messages/timing/holidays.ts";
import { DEFAULT_RULES, parseRules, type SendingRules } from "../../app/messages/timing/sending-rules.ts";

const at = (iso: string) => new Date(iso);
const noon = at("2026-06-10T10:00:00Z");

type About = Partial<Pick<DepartureFacts, "recentMarketing" | "leftToday">> & { country?: string | null };
function facts(rules: Partial<SendingRules>, { country = "DE", ...about }: About = {}): DepartureFacts {
  return {
    shop: { timeZone: "Europe/Berlin", countryCode: "DE", rules: { ...DEFAULT_RULES, ...rules } },
    recipient: { countryCode: country, provinceCode: null },
    ...{ recentMarketing: [], leftToday: null, ...about },
  };
}
const leaves = (from: string, rules: Partial<SendingRules>, about?: About) => {
  const found = departure(facts(rules, about), at(from));
  return found === null ? null : [found.at.toISOString(), found.reason, found.restMs / HOUR_MS];
};

describe("when advertising may leave", () => {
  it("a cap of 0 is no cap: three emails in an hour (flows 13)", () => {
    const recentMarketing = [plusMs(noon, -60_000), plusMs(noon, -120_000)];
    expect(departure(facts({ capHours: 0 }, { recentMarketing }), noon)).toEqual({ at: noon, reason: null, restMs: 0 });
  });

  it("waits for the cap, and then for the morning (flows 14)", () => {
    // A campaign at 9:00, a flow's email at 10:00: the cap ends at 1:00, the night at 8:00.
    const recentMarketing = [at("2026-06-10T07:00:00Z")];
    expect(leaves("2026-06-10T08:00:00Z", {}, { recentMarketing })).toEqual(["2026-06-11T06:00:00.000Z", "frequency-cap", 0]);
  });

  it("counts the last seven days, of which the oldest makes room", () => {
    const recentMarketing = [1, 3, 6].map((days) => plusMs(noon, -days * DAY_MS));
    expect(leaves(noon.toISOString(), { capPerWeek: 3 }, { recentMarketing })).toEqual([
      "2026-06-11T10:00:00.000Z",
      "frequency-cap",
      0,
    ]);
    expect(leaves(noon.toISOString(), { capPerWeek: 4 }, { recentMarketing })?.[1]).toBeNull();
  });

  it("goes on after the shop's midnight when the day's limit is reached", () => {
    expect(leaves(noon.toISOString(), { dailyLimit: 5 }, { leftToday: 0 })).toEqual([
      "2026-06-11T06:00:00.000Z",
      "daily-limit",
      0,
    ]);
    expect(leaves(noon.toISOString(), { dailyLimit: 5 }, { leftToday: 1 })?.[1]).toBeNull();
  });

  it("waits for tomorrow, too, where more has left today than a limit that was lowered since (limits 20)", () => {
    expect(departure(facts({}, { leftToday: -3 }), noon)).toMatchObject({ reason: "daily-limit" });
  });

  it("rests on Sundays and holidays of the recipient's country, and says how long that was", () => {
    // Saturday 20:30 in Berlin still leaves; at 21:30 it waits for Monday, of which a day is rest.
    expect(leaves("2026-06-13T18:30:00Z", { restSundays: true })?.[1]).toBeNull();
    expect(leaves("2026-06-13T19:30:00Z", { restSundays: true })).toEqual(["2026-06-15T06:00:00.000Z", "rest-day", 24]);
    // Christmas 2026: Friday and Saturday are holidays, then comes a Sunday.
    const both = { restSundays: true, restHolidays: true };
    expect(leaves("2026-12-24T20:30:00Z", both)).toEqual(["2026-12-28T07:00:00.000Z", "rest-day", 72]);
    expect(leaves("2026-10-26T09:00:00Z", both, { country: "AT" })?.[0]).toBe("2026-10-27T07:00:00.000Z");
    expect(leaves("2026-10-26T09:00:00Z", both)?.[1]).toBeNull();
    // Without an address the shop's country counts.
    expect(leaves("2027-10-03T09:00:00Z", { restHolidays: true }, { country: null })?.[1]).toBe("rest-day");
  });

  it("keeps every rule at once, in any zone, at any instant, and no longer than it must", () => {
    const countries = ["DE", "AT", "US", "GB", "NZ", null];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 * 365 * 24 * 4 }),
        fc.array(fc.integer({ min: 1, max: 7 * 24 * 4 }), { maxLength: 8 }),
        fc.record({
          capHours: fc.integer({ min: 0, max: 168 }),
          capPerWeek: fc.option(fc.integer({ min: 1, max: 6 })),
          dailyLimit: fc.constant(null),
          restSundays: fc.boolean(),
          restHolidays: fc.boolean(),
        }),
        fc.constantFrom(...countries),
        fc.boolean(),
        (quarter, ago, rules, country, isFull) => {
          const now = plusMs(at("2026-01-01T00:00:00Z"), quarter * 900_000);
          const recentMarketing = ago.sort((one, other) => one - other).map((quarters) => plusMs(now, -quarters * 900_000));
          const about = facts(rules, { recentMarketing, country, leftToday: isFull ? 0 : null });
          const found = departure(about, now);
          if (found === null) throw new Error("never");
          const allowed = (instant: Date): boolean => {
            const zones = { DE: ["Europe/Berlin"], AT: ["Europe/Vienna"], GB: ["Europe/London"] }[country ?? "DE"];
            const home = country ?? "DE";
            const isRest = (zone: string) => {
              const day = dayIn(instant, zone);
              const weekday = new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay();
              return (rules.restSundays && weekday === 0) || (rules.restHolidays && isHoliday(day, home));
            };
            const isAwake = (zone: string) => timeIn(instant, zone).hour >= 8 && timeIn(instant, zone).hour < 21;
            const [last] = recentMarketing;
            const inWeek = recentMarketing.filter((sent) => sent > plusMs(instant, -7 * DAY_MS)).length;
            const today = dayIn(now, "Europe/Berlin");
            return (
              (zones ?? []).every((zone) => isAwake(zone) && !isRest(zone)) &&
              (last === undefined || instant >= plusMs(last, rules.capHours * HOUR_MS)) &&
              (rules.capPerWeek === null || inWeek < rules.capPerWeek) &&
              (!isFull || JSON.stringify(dayIn(instant, "Europe/Berlin")) !== JSON.stringify(today))
            );
          };
          expect(allowed(found.at)).toBe(true);
          expect(found.reason === null).toBe(found.at.getTime() === now.getTime());
          // Of countries with one clock the model knows every quarter of an hour: none before would have done.
          if (country === "US" || country === "NZ") return;
          for (let earlier = now; earlier < found.at; earlier = plusMs(earlier, 900_000)) expect(allowed(earlier)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the form", () => {
  const form = (fields: Record<string, string>) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    return parseRules(data);
  };

  it("reads numbers as people type them, and empty ones as no rule", () => {
    expect(form({ capHours: "24", capPerWeek: "", dailyLimit: "1.000", restSundays: "on" })).toEqual({
      ok: true,
      rules: { capHours: 24, capPerWeek: null, dailyLimit: 1000, restSundays: true, restHolidays: false },
      existingCustomers: false,
    });
    expect(form({})).toMatchObject({ ok: true, rules: { capHours: 0, capPerWeek: null } });
  });

  it("says what is wrong at each field", () => {
    expect(form({ capHours: "169", capPerWeek: "0", dailyLimit: "many" })).toEqual({
      ok: false,
      errors: { capHours: "range", capPerWeek: "range", dailyLimit: "whole" },
    });
    expect(form({ capHours: "-1", dailyLimit: "99999999999999999999" })).toMatchObject({
      errors: { capHours: "whole", dailyLimit: "range" },
    });
  });
});
