import type { Random } from "../random.ts";
import { ENGLISH_FAMILY, ENGLISH_GIVEN, ENGLISH_PLACES, GERMAN_FAMILY, GERMAN_GIVEN, GERMAN_PLACES } from "./names.ts";

export type Person = {
  firstName: string;
  lastName: string;
  email: string;
  locale: "de" | "en";
  countryCode: string;
  city: string;
  phone: string | null;
};

/** Domains that RFC 2606 sets aside: no mail to them ever reaches anyone. */
const DOMAINS = [
  ["example.com", 5],
  ["example.org", 3],
  ["example.net", 2],
] as const;
const GERMAN_SHARE = 0.7;
const PHONE_SHARE = 0.12;

/** Makes people with unique addresses, none of them `reserved`. The telephone numbers come from the blocks that regulators keep free for fiction. */
export function createPeople(random: Random, reserved: readonly string[] = []): () => Person {
  const taken = new Map(reserved.map((email) => [email, 1]));
  let phones = 0;

  const uniqueEmail = (given: string, family: string): string => {
    const local = random.weighted([
      [`${plain(given)}.${plain(family)}`, 6],
      [`${plain(given).charAt(0)}.${plain(family)}`, 2],
      [`${plain(given)}${plain(family)}`, 1],
    ]);
    const address = `${local}@${random.weighted(DOMAINS)}`;
    const seen = taken.get(address) ?? 0;
    taken.set(address, seen + 1);
    return seen === 0 ? address : address.replace("@", `${seen + 1}@`);
  };

  const phone = (locale: "de" | "en"): string | null => {
    if (!random.chance(PHONE_SHARE) || phones >= 999) return null;
    phones += 1;
    const tail = String(phones).padStart(3, "0");
    return locale === "de" ? `+493023125${tail}` : `+447700900${tail}`;
  };

  return () => {
    const locale = random.chance(GERMAN_SHARE) ? "de" : "en";
    const [given, family, places] =
      locale === "de"
        ? ([GERMAN_GIVEN, GERMAN_FAMILY, GERMAN_PLACES] as const)
        : ([ENGLISH_GIVEN, ENGLISH_FAMILY, ENGLISH_PLACES] as const);
    const [firstName, lastName] = [random.pick(given), random.pick(family)];
    const place = random.weighted(places.map((candidate) => [candidate, candidate.weight] as const));
    return {
      firstName,
      lastName,
      email: uniqueEmail(firstName, lastName),
      locale,
      countryCode: place.country,
      city: place.city,
      phone: phone(locale),
    };
  };
}

const TRANSLITERATIONS: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", ı: "i" };

/** A name as it stands in an address: "O'Brien" becomes "obrien", "Jäger" becomes "jaeger". */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöüßı]/g, (letter) => TRANSLITERATIONS[letter] ?? letter)
    .normalize("NFD")
    .replace(/[^a-z0-9]/g, "");
}
