import { describe, expect, test } from "vitest";

import { shopperLocales } from "../../app/i18n/shopper/say.ts";
import { networkNames, networks } from "../../app/lib/networks.ts";
import { aboutBonus, bonusSchema, namesForShoppers, type Bonus } from "../../app/program/rules/bonus-rules.ts";
import { BONUS_KINDS } from "../../app/program/rules/bonuses/registry.ts";
import { extension } from "../sandbox/storefront/render.ts";

const own = {
  orders: 5,
  url: "https://example.com",
  word: "coffee",
  network: "tiktok",
  action: "share",
  disclosure: { en: "x" },
};
const rules = BONUS_KINDS.map(({ kind }): Bonus => bonusSchema.parse({ ...own, key: kind, kind, points: 5 }));

describe("every way to earn (house A2)", () => {
  test("is one kind", () => expect(new Set(BONUS_KINDS.map(({ kind }) => kind)).size).toBe(BONUS_KINDS.length));

  test.each(rules)("$kind has a name in every language of shoppers, which no other kind shares", (rule) => {
    const names = namesForShoppers(rule);
    expect(Object.keys(names).sort()).toEqual([...shopperLocales].sort());
    const others = rules.filter(({ kind }) => kind !== rule.kind).flatMap((other) => Object.values(namesForShoppers(other)));
    expect(Object.values(names).filter((name) => name.trim() === "" || others.includes(name))).toEqual([]);
  });

  test.each(networks)("the theme writes %s as emails and the program do", (name) => {
    expect(extension.engine.parseAndRenderSync("{% render 'network', name: name %}", { name })).toBe(networkNames[name]);
  });

  test("is called by what it asks", () => {
    expect(namesForShoppers(rules.find(({ kind }) => kind === "milestone") ?? expect.fail()).de).toBe("Deine 5. Bestellung");
    expect(namesForShoppers(rules.find(({ kind }) => kind === "social") ?? expect.fail()).fr).toBe(
      "Partagez notre boutique sur TikTok",
    );
    expect(aboutBonus.social.words.de.name).toBe("Soziale Netzwerke");
  });
});
