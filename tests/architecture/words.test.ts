import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import type { Source } from "./rules.ts";
import { britishIn, namesOutsideGlossary, outsideGlossary, textsIn } from "./words.ts";

function filesIn(folder: string, pattern: RegExp): Source[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** What merchants and shoppers read, in English and German. */
const words = [
  ...filesIn("app/i18n/words", /\.ts$/),
  ...filesIn("app/i18n/shopper", /\.ts$/),
  ...filesIn("app", /\/words\.ts$/),
  ...filesIn("app/messages/content", /\.ts$/),
  ...filesIn("app/messages/templates", /\/template\.ts$/),
  ...filesIn("app/program/rules/bonuses", /\.ts$/),
  ...filesIn("extensions", /\/locales\/[^/]+\.json$/),
];
const app = filesIn("app", /\.tsx?$/);

/** Words that are right where they stand, with the reason. */
const EXCEPTIONS = new Map([
  ["verbieten jede Belohnung für Bewertungen", "the platforms' own word, for any kind of reward"],
  ["gegen eine Belohnung", "the law's word, for any kind of reward"],
]);

const wrongWords = outsideGlossary(words).filter((line) => ![...EXCEPTIONS.keys()].some((part) => line.includes(part)));
const wrongNames = namesOutsideGlossary(app);
/** Words of other languages and the rules about words are themselves what is looked for. */
const spelled = [...app, ...filesIn("tests", /\.tsx?$/)].filter(({ path }) => !/^app\/i18n\/|\/words(?:\.test)?\.ts$/.test(path));

describe("one word for one thing (house A6, merchant 33–35)", () => {
  test("in what merchants and shoppers read", () => {
    expect(words.flatMap(textsIn).length).toBeGreaterThan(2_000);
    expect(wrongWords).toEqual([]);
  });
  test("in what code is called", () => expect(wrongNames).toEqual([]));
  test("in what comments and tests say (left: program)", () => expect(britishIn(spelled)).toEqual([]));
  test("exceptions are needed still", () => {
    const said = words.flatMap(textsIn).map(({ text }) => text);
    expect([...EXCEPTIONS.keys()].filter((part) => !said.some((text) => text.includes(part)))).toEqual([]);
  });
});

describe("the rule bites", () => {
  const found = (text: string, path = "app/i18n/words/x.ts") => outsideGlossary([{ path, text }]);
  test.each([
    ["the programme", `export const x = { a: "Open the programme" };`],
    ["a mail", `export const x = { a: "One mail was sent" };`],
    ["an e-mail in a plural form", `export const x = { a: { one: "{count} e-mail", other: "{count} emails" } };`],
    ["a level", "export const x = { a: `Level ${name}` };"],
    ["a translation", `export const x = { a: "Whoever buys again leaves the flow." };`],
    ["what goes on by itself", `export const x = { a: "It is tried again by itself." };`],
    ["a British spelling", `export const x = { a: "The order was cancelled" };`],
    ["a count of nobody in particular", `export const xGerman = { a: { one: "{count} Person", other: "{count} Kunden" } };`],
    ["Mail in German", `export const xGerman = { a: "Eine Mail wurde gesendet" };`],
    ["Level in German", `export const words = { de: { a: "Ihr Level" } };`],
  ])("on %s", (_what, text) => expect(found(text)).toHaveLength(1));
  test("on the theme's own words", () => {
    expect(found(`{ "tiers": { "heading": "Your level" } }`, "extensions/x/locales/en.default.json")).toHaveLength(1);
    expect(found(`{ "tiers": { "heading": "Dein Level" } }`, "extensions/x/locales/de.json")).toHaveLength(1);
  });
  test.each([
    ["emails and the mail server", `export const x = { a: "The mail server took the email" };`],
    ["E-Mail in German", `export const xGerman = { a: "Eine E-Mail, zwei E-Mails, Programme" };`],
    ["e-mail in French", `export const words = { fr: { a: "cet e-mail" } };`],
    ["keys and imports", `import { mail } from "./mail.ts";\nexport const x = { mail: "Email", "a-mail": "Email" };`],
    ["Shopify's opt-in level", `export const x = { a: "opt-in level unknown" };`],
    ["gift cards", `export const x = { a: "A gift card" };`],
  ])("not on %s", (_what, text) => expect(found(text)).toEqual([]));
  test.each([
    ["a function", "app/x/y.ts", "export function activateProgramme() {}"],
    ["a type", "app/x/y.ts", "type QueuedMail = string;"],
    ["a file", "app/x/points-mails.ts", ""],
    ["what is done once more", "app/x/y.ts", "const followAnew = 1;"],
  ])("on the name of %s", (_what, path, text) => expect(namesOutsideGlossary([{ path, text }])).toHaveLength(1));
  test("on the title of a test", () => {
    expect(britishIn([{ path: "tests/x.test.ts", text: 'test("a shop without programme", () => {});\n// program' }])).toEqual([
      "tests/x.test.ts:1 (program)",
    ]);
  });
  test("not on good names", () =>
    expect(namesOutsideGlossary([{ path: "app/x/email.ts", text: "const programEmails = 1; type Emailed = mailbox;" }])).toEqual(
      [],
    ));
});
