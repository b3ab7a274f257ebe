import { countryZones } from "./countries.ts";
import { provinceZones } from "./provinces.ts";

const byProvince = new Map<string, readonly string[]>(
  Object.entries(provinceZones).flatMap(([country, parts]) =>
    parts.flatMap(([zones, provinces]) =>
      provinces.split(" ").map((province) => [`${country}-${province}`, zones.split(" ")] as const),
    ),
  ),
);
const byCountry = new Map<string, readonly string[]>(
  Object.entries(countryZones).map(([country, zones]) => [country, zones.split(" ")]),
);

/**
 * Every zone whose clock somebody in a place may live by: those of the province where it is known, else all of the country's. Null where the country
 * is not known.
 * @param countryCode ISO 3166-1, either case
 * @param provinceCode as Shopify gives it: "CA", "Q ROO", "PT-20"
 */
export function zonesOf(countryCode: string | null, provinceCode: string | null): readonly string[] | null {
  const country = countryCode?.toUpperCase() ?? "";
  const province = (provinceCode ?? "").toUpperCase().replace(/\s+/g, "");
  const key = province.startsWith(`${country}-`) ? province : `${country}-${province}`;
  return byProvince.get(key) ?? byCountry.get(country) ?? null;
}
