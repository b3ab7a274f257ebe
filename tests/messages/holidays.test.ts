import { describe, expect, it } from "vitest";

import { holidayCountries, isHoliday } from "../../app/messages/timing/holidays.ts";

function holidaysOf(country: string, year: number): string {
  const days = Array.from({ length: 366 }, (_, index) => new Date(Date.UTC(year, 0, 1 + index)));
  return days
    .filter((day) => day.getUTCFullYear() === year)
    .filter((day) => isHoliday({ year, month: day.getUTCMonth() + 1, day: day.getUTCDate() }, country))
    .map((day) => day.toISOString().slice(5, 10))
    .join(" ");
}

describe("public holidays", () => {
  it.each<[string, number, string]>([
    ["DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"],
    ["DE", 2027, "01-01 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26"],
    ["AT", 2026, "01-01 01-06 04-06 05-01 05-14 05-25 06-04 08-15 10-26 11-01 12-08 12-25 12-26"],
    ["AT", 2027, "01-01 01-06 03-29 05-01 05-06 05-17 05-27 08-15 10-26 11-01 12-08 12-25 12-26"],
    ["FR", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"],
    ["FR", 2027, "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25"],
    ["BE", 2026, "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25"],
    ["BE", 2027, "01-01 03-29 05-01 05-06 05-17 07-21 08-15 11-01 11-11 12-25"],
    ["LU", 2026, "01-01 04-06 05-01 05-09 05-14 05-25 06-23 08-15 11-01 12-25 12-26"],
    ["LU", 2027, "01-01 03-29 05-01 05-06 05-09 05-17 06-23 08-15 11-01 12-25 12-26"],
    ["CZ", 2026, "01-01 04-03 04-06 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26"],
    ["CZ", 2027, "01-01 03-26 03-29 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26"],
    ["GB", 2026, "01-01 04-03 04-06 05-04 05-25 12-25 12-26"],
    ["GB", 2027, "01-01 03-26 03-29 05-03 05-31 12-25 12-26"],
    ["US", 2026, "01-01 01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25"],
    ["US", 2027, "01-01 01-18 02-15 05-31 06-19 07-04 09-06 10-11 11-11 11-25 12-25"],
  ])("of %s in %i, as an independent calendar has them", (country, year, days) => {
    expect(holidaysOf(country, year)).toBe(days);
  });

  it("finds Easter in its earliest and latest years, and where the computus has its exceptions", () => {
    const mondays = [2008, 2011, 2038, 2049, 2076].map((year) => holidaysOf("DE", year).split(" ")[2]);
    expect(mondays).toEqual(["03-24", "04-25", "04-26", "04-19", "04-20"]);
  });

  it("knows none where it has no rules, whatever an address says", () => {
    for (const country of ["BR", "", "constructor", "__proto__", "de-by"]) expect(holidaysOf(country, 2027)).toBe("");
    expect(holidaysOf("de", 2027)).toBe(holidaysOf("DE", 2027));
    expect(holidayCountries).toContain("AT");
  });
});
