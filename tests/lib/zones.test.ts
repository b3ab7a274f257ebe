import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { DAY_MS, plusMs, timeIn } from "../../app/lib/time.ts";
import { countryZones } from "../../app/lib/zones/countries.ts";
import { provinceZones } from "../../app/lib/zones/provinces.ts";
import { zonesOf } from "../../app/lib/zones/zones-of.ts";
import { dayEverywhere } from "../../app/messages/timing/quiet-hours.ts";

const START = new Date("2026-01-01T00:00:00Z");
const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
/** What CLDR calls a region and is no country: groups of countries, and codes that nobody lives under. */
const NO_COUNTRY = new Set([
  "EU",
  "EZ",
  "UN",
  "XA",
  "XB",
  "ZZ",
  "QO",
  "CP",
  "DG",
  "CQ",
  "IC",
  "EA",
  "AN",
  "BU",
  "CS",
  "DD",
  "FX",
  "NT",
  "SU",
  "TP",
  "YD",
  "YU",
  "ZR",
]);
/** Islands without people. */
const NOBODY = new Set(["BV", "HM"]);
const countries = letters
  .flatMap((a) => letters.map((b) => `${a}${b}`))
  .filter(
    (code) => !NO_COUNTRY.has(code) && names.of(code) !== undefined && new Intl.Locale(`und-${code}`).maximize().region === code,
  );

/** The offset of a zone on days of two years: what tells one clock from another. */
function clockOf(timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  const days = Array.from({ length: 48 }, (_, index) => plusMs(START, index * 15 * DAY_MS));
  return days.map((day) => format.formatToParts(day).find(({ type }) => type === "timeZoneName")?.value).join();
}
const clocks = new Map<string, string>();
function clock(timeZone: string): string {
  const known = clocks.get(timeZone) ?? clockOf(timeZone);
  clocks.set(timeZone, known);
  return known;
}

type RegionWithZones = Intl.Locale & { getTimeZones?: () => string[] | undefined };

describe("zones of countries and provinces (flows 9)", () => {
  it("know every country, and only zones that exist", () => {
    expect(countries.length).toBeGreaterThan(245);
    expect(countries.filter((code) => zonesOf(code, null) === null && !NOBODY.has(code))).toEqual([]);
    const all = [
      ...Object.values(countryZones),
      ...Object.values(provinceZones).flatMap((parts) => parts.map(([zones]) => zones)),
    ];
    for (const timeZone of new Set(all.flatMap((zones) => zones.split(" ")))) expect(clock(timeZone)).not.toBe("");
  });

  it("have each clock that the platform's own data has for a country", () => {
    const missing = countries.flatMap((code) => {
      const own = new Set((zonesOf(code, null) ?? []).map(clock));
      const others = (new Intl.Locale(`und-${code}`) as RegionWithZones).getTimeZones?.() ?? [];
      return others.filter((timeZone) => !own.has(clock(timeZone))).map((timeZone) => `${code} ${timeZone}`);
    });
    // Officially all of China lives by Peking's clock, and all of Ukraine by Kyiv's.
    const officially = ["CN Asia/Urumqi", "UA Europe/Simferopol"];
    expect(missing.filter((zone) => !officially.includes(zone))).toEqual([]);
  });

  it("give a province clocks of its country, each province once", () => {
    for (const [country, parts] of Object.entries(provinceZones)) {
      const own = new Set((zonesOf(country, null) ?? []).map(clock));
      const codes = parts.flatMap(([, provinces]) => provinces.split(" "));
      expect(new Set(codes).size).toBe(codes.length);
      // Territories that Shopify lists as provinces of the United States live by clocks of their own.
      const away = new Set(country === "US" ? ["AS", "GU", "MP", "PW", "FM", "MH", "PR", "VI"] : []);
      for (const [zones, provinces] of parts)
        for (const province of provinces.split(" ").filter((code) => !away.has(code)))
          expect([`${country}-${province}`, zones.split(" ").filter((zone) => !own.has(clock(zone)))]).toEqual([
            `${country}-${province}`,
            [],
          ]);
    }
  });

  it.each([
    ["US", "CA", ["America/Los_Angeles"]],
    ["us", "ca", ["America/Los_Angeles"]],
    ["US", "US-CA", ["America/Los_Angeles"]],
    ["MX", "Q ROO", ["America/Cancun"]],
    ["PT", "PT-20", ["Atlantic/Azores"]],
    ["ES", "GC", ["Atlantic/Canary"]],
    ["RU", "KAM", ["Asia/Kamchatka"]],
    ["DE", "BY", ["Europe/Berlin"]],
    ["NZ", null, ["Pacific/Auckland", "Pacific/Chatham"]],
    ["NZ", "XYZ", ["Pacific/Auckland", "Pacific/Chatham"]],
    ["XK", null, ["Europe/Belgrade"]],
    ["QX", null, null],
    [null, "CA", null],
  ])("of %s, %s are %j", (country, province, zones) => {
    expect(zonesOf(country, province)).toEqual(zones);
  });
});

describe("day by every clock (flows 9)", () => {
  const places = [
    ...countries.map((code) => zonesOf(code, null)),
    ...Object.entries(provinceZones).flatMap(([code, parts]) =>
      parts.map(([, provinces]) => zonesOf(code, provinces.split(" ")[0] ?? null)),
    ),
  ].filter((zones) => zones !== null);
  const isDay = (instant: Date, zones: readonly string[]) =>
    zones.every((timeZone) => {
      const { hour } = timeIn(instant, timeZone);
      return hour >= 8 && hour < 21;
    });

  it("comes within two days at an hour that is allowed in each, and at the first quarter hour that is, also when clocks change", () => {
    const never = zonesOf("AQ", null);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 0, max: 2 * 365 * 96 }), (zones, quarter) => {
        const instant = plusMs(START, quarter * 15 * 60_000);
        const next = dayEverywhere(instant, zones);
        if (next === null) {
          expect(zones).toBe(never);
          return;
        }
        expect(next.getTime()).toBeGreaterThanOrEqual(instant.getTime());
        expect(isDay(next, zones)).toBe(true);
        for (let earlier = instant; earlier < next; earlier = plusMs(earlier, 15 * 60_000))
          expect(isDay(earlier, zones)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
