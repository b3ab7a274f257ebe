import type { EmailLanguage } from "./document.ts";

/** What merchants can write into emails. `sure`: there is always a value; everything else needs a fallback. Samples keep a place for what points are called. */
type Variable = { sure: boolean; words: Record<EmailLanguage, string>; sample: Record<EmailLanguage, string> };

const both = (de: string, en: string) => ({ de, en });
const always = (words: Variable["words"], sample: Variable["sample"]): Variable => ({ sure: true, words, sample });
const maybe = (words: Variable["words"], sample: Variable["sample"]): Variable => ({ sure: false, words, sample });

export const variables = {
  shop_name: always(both("Name des Shops", "Name of the shop"), both("Morgenrot", "Morgenrot")),
  first_name: maybe(both("Vorname", "First name"), both("Anna", "Emma")),
  product: maybe(
    both("Fälliges Produkt, sonst das zuletzt gekaufte", "Product that is due, else the last one bought"),
    both("Espresso Nr. 1", "Espresso No. 1"),
  ),
  last_order_on: maybe(both("Tag der letzten Bestellung", "Day of the last order"), both("3. März 2026", "March 3, 2026")),
  lasts_until: maybe(both("Bis wann das Produkt reicht", "Until when the product lasts"), both("15. Juni 2026", "June 15, 2026")),
  points_name: always(both("Name der Punkte", "What points are called"), both("[points]", "[points]")),
  points: maybe(both("Punktestand", "Points balance"), both("1.240 [points]", "1,240 [points]")),
  points_worth: maybe(both("Wert der Punkte", "What the points are worth"), both("12,40\u00a0€", "€12.40")),
  expiring_points: maybe(both("Punkte, die verfallen", "Points that expire"), both("800 [points]", "800 [points]")),
  expires_on: maybe(both("Tag, an dem sie verfallen", "Day on which they expire"), both("10. Juli 2026", "July 10, 2026")),
  reward: maybe(
    both("Prämie, um die es geht, sonst die günstigste", "Reward it is about, else the cheapest"),
    both("5\u00a0€ Rabatt", "€5 off"),
  ),
  tier: maybe(both("Stufe", "Tier"), both("Gold", "Gold")),
  keep_until: maybe(both("Bis wann die Stufe bleibt", "Until when the tier is kept"), both("31. Juli 2026", "July 31, 2026")),
  missing: maybe(both("Was bis dahin fehlt", "What is missing until then"), both("120 [points]", "120 [points]")),
  code: maybe(both("Code", "Code"), both("DANKE-7K2M9P", "THANKS-7K2M9P")),
  code_value: maybe(both("Wert des Codes", "What the code gives"), both("10\u202f%", "10%")),
  code_ends_on: maybe(both("Letzter Tag des Codes", "Last day of the code"), both("24. Juni 2026", "June 24, 2026")),
  date: maybe(both("Tag, um den es geht", "Day it is about"), both("12. Juni 2026", "June 12, 2026")),
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof variables;
export const variableNames = Object.keys(variables) as VariableName[];

export const isKnown = (name: string): name is VariableName => Object.hasOwn(variables, name);
export const isSure = (name: string): boolean => isKnown(name) && variables[name].sure;
