import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { dictionaries } from "../../app/i18n/dictionary.ts";
import { findLocale, translator } from "../../app/i18n/translate.ts";

type Entry = string | { one: string; other: string };
const english = flatten(dictionaries.en);
const german = flatten(dictionaries.de);
const formsOf = (entry: Entry) => (typeof entry === "string" ? [entry] : [entry.one, entry.other]);
const variablesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

function flatten(areas: Record<string, Record<string, Entry>>): Map<string, Entry> {
  return new Map(
    Object.entries(areas).flatMap(([area, words]) =>
      Object.entries(words).map(([name, entry]) => [`${area}.${name}`, entry] as const),
    ),
  );
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith("i18n/"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

describe("the two dictionaries", () => {
  test("have the same keys, in the same order", () => {
    expect([...german.keys()]).toEqual([...english.keys()]);
    expect(english.size).toBeGreaterThan(200);
  });

  test("use the same variables in every form", () => {
    for (const [key, entry] of english) {
      const wanted = variablesIn(formsOf(entry).at(-1) ?? "");
      for (const form of [...formsOf(entry), ...formsOf(german.get(key) ?? "")])
        expect({ key, form, uses: variablesIn(form) }).toEqual({ key, form, uses: wanted });
    }
  });

  test("say in German what a flow is called, and nobody's gender", () => {
    for (const [key, entry] of german)
      for (const form of formsOf(entry))
        expect(form, key).not.toMatch(/(?<!Shopify )\bFlows?\b|(?<!Kundin oder )\b[Dd]er Kunde\b/);
  });

  test("have plural forms wherever a count is told, in both languages alike", () => {
    for (const [key, entry] of english) {
      expect({ key, plural: typeof german.get(key) !== "string" }).toEqual({ key, plural: typeof entry !== "string" });
      if (typeof entry !== "string") expect(variablesIn(entry.other)).toContain("count");
      else expect(variablesIn(entry), key).not.toContain("count");
    }
  });

  test("name a button with the words that it shows, and say what it is about beside them", () => {
    const named = /(Of|Named|Step)$/;
    for (const dictionary of [english, german]) {
      for (const [key, entry] of dictionary) {
        const shown = dictionary.get(key.replace(named, ""));
        if (!named.test(key) || typeof shown !== "string" || typeof entry !== "string") continue;
        expect(entry.toLowerCase(), key).toContain(shown.toLowerCase());
      }
    }
  });

  test("leave nothing blank and nothing with stray spaces or straight German quotation marks", () => {
    for (const [key, entry] of [...english, ...german]) {
      for (const form of formsOf(entry)) {
        expect({ key, form }).toEqual({ key, form: form.trim() });
        expect(form, key).not.toBe("");
        expect(form, key).not.toMatch(/ {2}/);
      }
    }
    for (const [key, entry] of german) for (const form of formsOf(entry)) expect(form, key).not.toMatch(/["”]/);
  });

  test("have no English left in German", () => {
    // Words that are the same in both languages, or names.
    const shared =
      /^(Segment|Segmente|E-Mail|SMS|Name|Tags|Shopify|Shopify Flow|–|\{.*\}|Status|Export|Live|Text|Button|Code|Link|Logo|HTML|Challenge|Affiliates?|Material|PayPal|Plan|Website|Community|Discord|Circle|Mighty Networks)$/;
    const englishWords =
      /\b(the|and|your|you|with|without|customer|customers|order|orders|please|of|is|are|not|this|point|points|from|by)\b/i;
    for (const [key, entry] of german) {
      for (const form of formsOf(entry)) {
        expect(form.replace(/\{\w+\}/g, ""), key).not.toMatch(englishWords);
        if (formsOf(english.get(key) ?? "").includes(form)) expect(form, key).toMatch(shared);
      }
    }
  });

  test("address merchants as Sie", () => {
    for (const [key, entry] of german)
      for (const form of formsOf(entry)) expect(form, key).not.toMatch(/\b(du|dein|deine|deinen|dir|dich)\b/i);
  });
});

describe("the keys", () => {
  const code = sources("app").join("\n");

  test("are all used", () => {
    for (const key of english.keys()) expect(code.includes(`"${key}"`), `${key} is used nowhere`).toBe(true);
  });

  test("that the pages name all exist", () => {
    const named = [...code.matchAll(/\bt\(\s*"([a-zA-Z]+\.[a-zA-Z]+)"/g)].map(([, key]) => key ?? "");
    expect(named.length).toBeGreaterThan(150);
    for (const key of named) expect(english.has(key), key).toBe(true);
  });
});

describe("translate", () => {
  test("fills in values as the language writes numbers, and chooses the plural form", () => {
    const en = translator("en");
    const de = translator("de");
    expect(en("customers.found", { count: 1 })).toBe("1 customer");
    expect(en("customers.found", { count: 12_345 })).toBe("12,345 customers");
    expect(de("customers.found", { count: 12_345n })).toBe("12.345 Kundinnen und Kunden");
    expect(de("customers.found", { count: 1n })).toBe("1 Kundin oder Kunde");
    expect(en("customers.found", { count: 0 })).toBe("0 customers");
    expect(en("tierEdit.chartHelp", { count: 1 })).toMatch(/^1 customer by /);
  });

  test("takes values literally, whatever they contain", () => {
    expect(translator("en")("timeline.messageSent", { subject: "$& {order} <b>" })).toBe("Was sent “$& {order} <b>”");
  });

  test("finds a language by its tag", () => {
    expect(["de", "de-AT", "DE_ch", "en-GB", "fr", "", null, undefined].map(findLocale)).toEqual([
      "de",
      "de",
      "de",
      "en",
      null,
      null,
      null,
      null,
    ]);
  });
});
