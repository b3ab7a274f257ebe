import type { Attribute } from "../attributes/registry.ts";
import type { Operator } from "./operators.ts";

export type Expectation =
  "attribute" | "operator" | "value" | "end" | "AND" | "OR" | "NULL" | "NOT NULL" | "IN" | "CONTAINS" | "(" | ")" | ",";
/** A list of values: one of them. */
export type Wanted = "number" | "day" | "text" | readonly string[];

/** What is wrong with a query, and where: `at` and `length` are UTF-16 units of its text, so that an editor can underline it. */
export type Problem = { at: number; length: number } & (
  | { code: "empty" }
  | { code: "too-long"; limit: number }
  | { code: "too-many-conditions"; limit: number }
  | { code: "too-many-values"; limit: number }
  | { code: "too-deep"; limit: number }
  | { code: "unexpected-character"; found: string }
  | { code: "wrong-quotes"; found: string }
  | { code: "unterminated-text" }
  | { code: "malformed-value"; found: string }
  | { code: "expected"; expected: Expectation[]; found: string | null }
  | { code: "unknown-attribute"; found: string; suggestion: Attribute | null }
  | { code: "operator-not-allowed"; attribute: Attribute; operator: Operator; allowed: readonly Operator[] }
  | { code: "wrong-value"; attribute: Attribute; wants: Wanted; found: string }
  | { code: "unknown-value"; attribute: Attribute; found: string; suggestion: string | null; allowed: readonly string[] }
  | { code: "no-such-day"; found: string }
  | { code: "out-of-range"; found: string; least: string; greatest: string }
  | { code: "reversed-range"; low: string; high: string }
  | { code: "empty-text" }
);

type Sentences = {
  [Code in Problem["code"]]: (problem: Extract<Problem, { code: Code }>, say: (expectation: Expectation) => string) => string;
};

const english: Sentences = {
  empty: () => "Write at least one condition, for example: number_of_orders > 3",
  "too-long": ({ limit }) => `The query is longer than ${limit} characters.`,
  "too-many-conditions": ({ limit }) => `A segment can have at most ${limit} conditions.`,
  "too-many-values": ({ limit }) => `A list can have at most ${limit} values.`,
  "too-deep": ({ limit }) => `Parentheses can be nested at most ${limit} deep.`,
  "unexpected-character": ({ found }) => `The character ${show(found)} has no meaning here.`,
  "wrong-quotes": () => "Put text in straight single quotes: 'like this'",
  "unterminated-text": () => "This text has no closing quote (').",
  "malformed-value": ({ found }) => `${found} is neither a number nor a date. Dates look like 2026-01-31 or -90d.`,
  expected: ({ expected, found }, say) =>
    `Expected ${choice(expected.map(say), "or")}${found === null ? ", but the query ends here." : `, but found ${found}.`}`,
  "unknown-attribute": ({ found, suggestion }) =>
    `There is no attribute ${found}.${suggestion === null ? "" : ` Did you mean ${suggestion}?`}`,
  "operator-not-allowed": ({ attribute, operator, allowed }) =>
    `${attribute} cannot be used with ${operator}, only with ${choice(allowed, "or")}.`,
  "wrong-value": ({ attribute, wants, found }) =>
    `${attribute} is compared with ${typeof wants === "string" ? englishWanted[wants] : englishOneOf(wants)}, not with ${found}.`,
  "unknown-value": ({ attribute, found, suggestion, allowed }) =>
    `${found} is not a value of ${attribute}. ${suggestion === null ? `Use ${choice(allowed, "or")}.` : `Did you mean ${suggestion}?`}`,
  "no-such-day": ({ found }) => `${found} is not a day of the calendar.`,
  "out-of-range": ({ found, least, greatest }) => `${found} is out of range: use a value from ${least} to ${greatest}.`,
  "reversed-range": ({ low, high }) => `Nothing lies between ${low} and ${high}: write the smaller value first.`,
  "empty-text": () => "The text between the quotes is empty.",
};

const englishWanted: Record<Extract<Wanted, string>, string> = {
  number: "a number such as 100 or 99.50",
  day: "a date such as 2026-01-31, -90d or today",
  text: "a text in quotes",
};

const englishOneOf = ([example = ""]: readonly string[]) => `one of its values, such as '${example}'`;

const german: Sentences = {
  empty: () => "Geben Sie mindestens eine Bedingung ein, zum Beispiel: number_of_orders > 3",
  "too-long": ({ limit }) => `Die Abfrage ist länger als ${limit} Zeichen.`,
  "too-many-conditions": ({ limit }) => `Ein Segment kann höchstens ${limit} Bedingungen haben.`,
  "too-many-values": ({ limit }) => `Eine Liste kann höchstens ${limit} Werte enthalten.`,
  "too-deep": ({ limit }) => `Klammern können höchstens ${limit}-fach verschachtelt sein.`,
  "unexpected-character": ({ found }) => `Das Zeichen ${show(found)} hat hier keine Bedeutung.`,
  "wrong-quotes": () => "Setzen Sie Text in gerade einfache Anführungszeichen: 'so'",
  "unterminated-text": () => "Bei diesem Text fehlt das schließende Anführungszeichen (').",
  "malformed-value": ({ found }) =>
    `${found} ist weder eine Zahl noch ein Datum. Ein Datum schreiben Sie so: 2026-01-31 oder -90d.`,
  expected: ({ expected, found }, say) =>
    `Erwartet wird ${choice(expected.map(say), "oder")}${found === null ? ", aber die Abfrage endet hier." : `, gefunden wurde ${found}.`}`,
  "unknown-attribute": ({ found, suggestion }) =>
    `Das Attribut ${found} gibt es nicht.${suggestion === null ? "" : ` Meinten Sie ${suggestion}?`}`,
  "operator-not-allowed": ({ attribute, operator, allowed }) =>
    `${attribute} lässt sich nicht mit ${operator} verwenden, nur mit ${choice(allowed, "oder")}.`,
  "wrong-value": ({ attribute, wants, found }) =>
    `${attribute} wird mit ${typeof wants === "string" ? germanWanted[wants] : germanOneOf(wants)} verglichen, nicht mit ${found}.`,
  "unknown-value": ({ attribute, found, suggestion, allowed }) =>
    `${found} ist kein Wert von ${attribute}. ${suggestion === null ? `Möglich sind ${choice(allowed, "und")}.` : `Meinten Sie ${suggestion}?`}`,
  "no-such-day": ({ found }) => `Den Tag ${found} gibt es im Kalender nicht.`,
  "out-of-range": ({ found, least, greatest }) => `${found} liegt außerhalb des erlaubten Bereichs von ${least} bis ${greatest}.`,
  "reversed-range": ({ low, high }) => `Zwischen ${low} und ${high} liegt nichts: Geben Sie zuerst den kleineren Wert an.`,
  "empty-text": () => "Der Text zwischen den Anführungszeichen ist leer.",
};

const germanWanted: Record<Extract<Wanted, string>, string> = {
  number: "einer Zahl wie 100 oder 99.50",
  day: "einem Datum wie 2026-01-31, -90d oder today",
  text: "einem Text in Anführungszeichen",
};

const germanOneOf = ([example = ""]: readonly string[]) => `einem seiner Werte wie '${example}'`;

const words: Record<"en" | "de", Partial<Record<Expectation, string>>> = {
  en: { attribute: "an attribute", operator: "an operator", value: "a value", end: "the end of the query" },
  de: { attribute: "ein Attribut", operator: "ein Operator", value: "ein Wert", end: "das Ende der Abfrage" },
};

/** A problem as one sentence for the merchant. @param locale a language tag; German for "de…", else English */
export function describe(problem: Problem, locale: string): string {
  const language = /^de\b/i.test(locale) ? "de" : "en";
  const sentences = language === "de" ? german : english;
  const sentence = sentences[problem.code] as (problem: Problem, say: (expectation: Expectation) => string) => string;
  return sentence(problem, (expectation) => words[language][expectation] ?? expectation);
}

function choice(options: readonly string[], conjunction: string): string {
  return options.length < 2 ? (options[0] ?? "") : `${options.slice(0, -1).join(", ")} ${conjunction} ${options.at(-1) ?? ""}`;
}

function show(character: string): string {
  return /[\p{C}\p{Z}]/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
    : character;
}
