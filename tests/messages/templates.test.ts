import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { Liquid } from "liquidjs";
import { describe, expect, it } from "vitest";

import { shopperLocales, type ShopperLocale } from "../../app/i18n/shopper/say.ts";
import { locales } from "../../app/i18n/translate.ts";
import { frame } from "../../app/messages/content/frame.ts";
import {
  edited,
  flowKeys,
  switchedKeys,
  templateKeys,
  templates,
  type TemplateKey,
} from "../../app/messages/templates/registry.ts";
import { readSwitches } from "../../app/messages/templates/switches.ts";
import type { Wording } from "../../app/messages/templates/template.ts";
import { GATHERING, renderEmail, tellings, variables } from "./render-stage.ts";

const app = fileURLToPath(new URL("../../app/", import.meta.url));
const others = shopperLocales.filter((locale) => locale !== "en");
const liquid = new Liquid();

const textsOf = ({ subject, preheader, paragraphs, button = "", because = "" }: Wording) => [
  ...[subject, preheader, ...paragraphs],
  ...[button, because],
];

/** What a wording prints, sorted: `{{ points }}` is "points". What points are called is left out: where a language would bow to its gender, it says it otherwise. */
function placeholders(wording: Wording): string[] {
  const printed = textsOf(wording).flatMap((text) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = ""]) => name));
  return [...new Set(printed)].filter((name) => name !== "points_name").sort();
}

/** Everything a wording reads, conditions too. */
function variablesOf(wording: Wording): Set<string> {
  return new Set(textsOf(wording).flatMap((text) => liquid.globalVariablesSync(text)));
}

describe("every email in every language (shopper 26)", () => {
  const pairs = templateKeys.flatMap((template) => others.map((locale) => [template, locale] as const));

  it("has a telling to be tested with", () => {
    expect(tellings.map(({ template }) => template).sort()).toEqual([...templateKeys].sort());
  });

  it.each(pairs)("%s in %s says the same as in English", (template, locale) => {
    const { words } = templates[template];
    expect(placeholders(words[locale])).toEqual(placeholders(words.en));
    expect(words[locale].paragraphs).toHaveLength(words.en.paragraphs.length);
    expect(words[locale].button === undefined).toBe(words.en.button === undefined);
    expect(words[locale].because === undefined).toBe(words.en.because === undefined);
  });

  it.each(templateKeys)("%s has words of its own in each: none is another's", (template) => {
    const { words } = templates[template];
    for (const at of textsOf(words.en).keys()) {
      const texts = shopperLocales.map((locale) => textsOf(words[locale])[at] ?? "").filter((text) => text !== "");
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  it.each(templateKeys)("%s reads only what its template tells", (template) => {
    const { words, sample, values } = templates[template];
    const context = { ...variables, locale: "de" as ShopperLocale };
    const facts = {
      ...{ points: { account: variables.account, rules: variables.rules }, cheapest: variables.cheapest },
      ...{ tier: { key: "gold", graceUntil: null }, redemption: { state: "issued" }, gathering: GATHERING },
    };
    const told = Object.keys(values(sample(new Date("2026-06-10T10:00:00Z")), context, facts).values);
    const known = new Set([...told, "shop_name", "first_name", "can_reply", "points_name"]);
    for (const locale of shopperLocales)
      for (const name of variablesOf(words[locale])) expect([locale, name, known.has(name)]).toEqual([locale, name, true]);
  });

  it("begins and ends in its own language", () => {
    for (const part of ["greeting", "button"] as const)
      expect(new Set(shopperLocales.map((locale) => frame[locale][part])).size).toBe(part === "greeting" ? 5 : 6);
    for (const purpose of ["marketing", "transactional"] as const)
      expect(new Set(shopperLocales.map((locale) => frame[locale].footer[purpose].reason)).size).toBe(6);
    // "Hallo" is German and Dutch.
    expect(frame.de.greeting).toBe(frame.nl.greeting);
  });
});

describe("numbers, money and dates in the email's language (shopper 26)", () => {
  const expiring = { template: "points-expiring" as const, data: { points: 1_234, expiresAt: "2026-12-31T22:59:59Z", days: 30 } };
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

  it.each([
    ["en", "1,234 points expire on December 31, 2026", "worth €12.34"],
    ["de", "1.234 Punkte verfallen am 31. Dezember 2026", "12,34 €"],
    ["fr", "1 234 points expirent le 31 décembre 2026", "12,34 €"],
    ["es", "1.234 puntos caducan el 31 de diciembre de 2026", "12,34 €"],
    ["it", "1.234 punti in scadenza: 31 dicembre 2026", "12,34 €"],
    ["nl", "1.234 punten vervallen op 31 december 2026", "€ 12,34"],
  ] as const)("%s", (locale, subject, worth) => {
    const email = renderEmail(expiring, locale);
    expect(plain(email.subject)).toBe(subject);
    expect(plain(email.text)).toContain(worth);
  });

  it("French counts the first of a month", () => {
    const first = { ...expiring, data: { ...expiring.data, points: 1, expiresAt: "2027-01-01T12:00:00Z" } };
    expect(plain(renderEmail(first, "fr").subject)).toBe("1 point expire le 1er janvier 2027");
  });

  it.each([
    ["en", "2 orders", "1 order"],
    ["de", "2 Bestellungen", "1 Bestellung"],
    ["fr", "2 commandes", "1 commande"],
    ["es", "2 pedidos", "1 pedido"],
    ["it", "2 ordini", "1 ordine"],
    ["nl", "2 bestellingen", "1 bestelling"],
  ] as const)("%s counts what is missing for a tier", (locale, several, one) => {
    const atRisk = (missing: number) => ({
      template: "tier-at-risk" as const,
      data: { tierKey: "gold", tier: "Gold", keepUntil: "2026-12-31T22:59:59Z", missing, basis: "orders" as const },
    });
    expect(plain(renderEmail(atRisk(2), locale).text)).toContain(several);
    expect(plain(renderEmail(atRisk(1), locale).text)).toContain(one);
  });
});

describe("the registry is the only list of emails (house A4)", () => {
  it("has a line for each folder", async () => {
    const entries = await readdir(`${app}messages/templates`, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.sort()).toEqual([...templateKeys, ...Object.keys(edited)].sort());
  });

  it("says what merchants switch, and how it is called in each of their languages", () => {
    expect([...flowKeys, ...switchedKeys].sort()).toEqual([...templateKeys].sort());
    expect(Object.keys(readSwitches(null))).toEqual(switchedKeys);
    for (const key of switchedKeys)
      for (const locale of locales) expect(Object.values(templates[key].switched.words[locale]).join("")).not.toBe("");
  });

  it("is not written out again anywhere else", async () => {
    const paths = (await readdir(app, { recursive: true })).filter((path) => /\.tsx?$/.test(path));
    const lists: string[] = [];
    for (const path of paths) {
      // What merchants begin with, and what begins a flow, have names of their own, some of them the same.
      if (/^(?:messages\/templates|messages\/content\/presets|flows|components\/flows)\//.test(path)) continue;
      const text = await readFile(`${app}${path}`, "utf8");
      const named = templateKeys.filter((key: TemplateKey) => text.includes(`"${key}"`));
      // Who queues an email names it, and so does the page on which one is the first to be seen; a noun has at most two.
      if (named.length > 2) lists.push(`${path}: ${named.join(", ")}`);
    }
    expect(lists).toEqual([]);
  });
});
