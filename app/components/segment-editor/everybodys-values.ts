import type { ValueSource } from "../../segments/attributes/attribute.ts";

export type Suggestion = { value: string; label: string };

const LANGUAGES =
  "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nb nl no pl pt ro ru sk sl sr sv th tr uk vi zh";
const MOST = 20;

/** Regions that have a name and are no country of an address: unions, what is made up, and parts whose addresses have their country's code. */
const NO_COUNTRIES = new Set("CP CQ DG EA EU EZ IC QO UN XA XB ZZ".split(" "));

/** What every shop has: the countries and languages that there are, as the reader calls them. Null: the shop's own. */
export function everybodys(source: ValueSource, locale: string): Suggestion[] | null {
  if (source === "languages") return named(LANGUAGES.split(" "), new Intl.DisplayNames(locale, { type: "language" }));
  if (source !== "countries") return null;
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  return named(
    letters.flatMap((first) => letters.map((second) => first + second).filter(isCountry)),
    new Intl.DisplayNames(locale, { type: "region", fallback: "none" }),
  );
}

/** Codes that have been given up are called like those that came after them ("DD" and "DE"), and no customer has them. */
function isCountry(code: string): boolean {
  return !NO_COUNTRIES.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
}

function named(codes: readonly string[], names: Intl.DisplayNames): Suggestion[] {
  return codes.flatMap((value) => {
    const label = names.of(value);
    return label === undefined ? [] : [{ value, label }];
  });
}

export function chosen(all: readonly Suggestion[], wanted: { search: string } | { values: readonly string[] }): Suggestion[] {
  if ("values" in wanted) return all.filter(({ value }) => wanted.values.includes(value));
  const search = wanted.search.trim().toLowerCase();
  return all.filter(({ value, label }) => value.toLowerCase() === search || label.toLowerCase().includes(search)).slice(0, MOST);
}
