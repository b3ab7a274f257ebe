import fc from "fast-check";
import { expect, test } from "vitest";

import { addDays, dayIn, instantIn, startOfDay, timeIn } from "../../app/lib/time.ts";

test.each([
  // [zone, day, first instant]: ordinary, then clocks that skip midnight, repeat it, or leave out a whole day.
  ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"],
  ["Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"],
  ["Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z"],
  ["Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z"],
  ["America/Santiago", "2024-09-08", "2024-09-08T04:00:00Z"],
  ["America/Havana", "2024-11-03", "2024-11-03T04:00:00Z"],
  ["Africa/Cairo", "2024-11-01", "2024-10-31T22:00:00Z"],
  ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"],
  ["Asia/Kolkata", "2026-01-01", "2025-12-31T18:30:00Z"],
])("in %s, %s begins at %s", (zone, iso, first) => {
  const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
  const start = instantIn({ year, month, day }, zone);
  expect(start.toISOString()).toBe(first.replace("Z", ".000Z"));
  expect(dayIn(start, zone)).toEqual({ year, month, day });
  expect(dayIn(new Date(start.getTime() - 1), zone)).not.toEqual({ year, month, day });
});

test("a skipped time moves forward with the clock, a repeated one is its first occurrence", () => {
  expect(instantIn({ year: 2026, month: 3, day: 29 }, "Europe/Berlin", 2, 30).toISOString()).toBe("2026-03-29T01:30:00.000Z");
  expect(instantIn({ year: 2026, month: 10, day: 25 }, "Europe/Berlin", 2, 30).toISOString()).toBe("2026-10-25T00:30:00.000Z");
  expect(instantIn({ year: 2026, month: 3, day: 8 }, "America/New_York", 2, 30).toISOString()).toBe("2026-03-08T07:30:00.000Z");
});

test("every instant lies between the start of its day and the start of the next, in any zone", () => {
  const zones = fc.constantFrom(
    "Europe/Berlin",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Beirut",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
  );
  fc.assert(
    fc.property(
      fc.date({ min: new Date("2015-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }),
      zones,
      (instant, zone) => {
        const start = startOfDay(instant, zone);
        expect(start.getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(instantIn(addDays(dayIn(instant, zone), 1), zone).getTime()).toBeGreaterThan(instant.getTime());
        expect(timeIn(start, zone).minute).toBe(0);
      },
    ),
    { numRuns: 500 },
  );
});

test("a zone's clock shows what Intl shows, also on days that change it", () => {
  const changes = [
    "2026-03-29",
    "2026-10-25",
    "2006-04-02",
    "1987-04-05",
    "2011-12-30",
    "2024-03-31",
    "1945-04-02",
    "1916-04-30",
  ];
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -36 * 3_600_000, max: 36 * 3_600_000 }))
    .map(([day, ms]) => new Date(Date.parse(`${day}T00:00:00Z`) + ms));
  const anywhere = fc.date({ min: new Date("1905-01-01"), max: new Date("2060-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(fc.oneof(near, anywhere), fc.constantFrom(...Intl.supportedValuesOf("timeZone")), (instant, zone) => {
      const format = {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
      } as const;
      const shown = new Intl.DateTimeFormat("en-CA", { ...format, minute: "2-digit" }).format(instant);
      const two = (value: number) => String(value).padStart(2, "0");
      const [{ year, month, day }, { hour, minute }] = [dayIn(instant, zone), timeIn(instant, zone)];
      expect(`${year}-${two(month)}-${two(day)}, ${two(hour)}:${two(minute)}`).toBe(shown);
    }),
    { numRuns: 2_000 },
  );
});
