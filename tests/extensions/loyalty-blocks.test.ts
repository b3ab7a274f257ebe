import { describe, expect, test } from "vitest";

import { fillIn, pointsText, shopperWords, type ShopperLocale } from "../../app/i18n/shopper/say.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { LOCALES } from "../sandbox/storefront/objects.ts";
import { add } from "../sandbox/storefront/cart.ts";
import { extension } from "../sandbox/storefront/render.ts";
import { globalsOf } from "../sandbox/storefront/visit.ts";
import { blockMarkup, textOf, visitOf } from "./blocks.ts";
import { fullProgram, LOYALTY, RULES, setLoyalty, setPoints, setProgram, testShop, type TestShop } from "./shop.ts";

function full(): TestShop {
  const shop = testShop();
  setProgram(shop.shop, fullProgram());
  setPoints(shop.shop, shop.lena, 1250n, 245n);
  setLoyalty(shop.shop, shop.lena, {});
  return shop;
}

const shop = full();
const read = (block: string, locale: "de" | "en" = "de", given = shop) =>
  textOf(blockMarkup(given, block, { customer: given.lena, locale }));
const guest = (block: string) => textOf(blockMarkup(shop, block, { locale: "de" }));

describe("every block in every language", () => {
  /** Says who looks, to the pixel and to nobody else. */
  /** Who looks, what nobody has said of a product yet, and a wall without photos, a survey that is not named. */
  const silent = ["visits", "stars", "photo-wall", "survey"];
  const cart = { lines: [] };
  add(shop.shop, cart, shop.coffee.variants[0]?.id ?? 0n, 2);
  const bare = testShop();
  setProgram(bare.shop, null);

  // A missing text, filter or snippet would throw.
  test.each(LOCALES.flatMap((locale) => [...extension.blocks.keys()].map((block) => [locale, block] as const)))(
    "%s %s",
    (locale, block) => {
      for (const customer of [null, shop.lena]) {
        const markup = blockMarkup(shop, block, { locale, customer, cart, product: shop.coffee });
        if (customer !== null && !silent.includes(block)) expect(textOf(markup)).not.toBe("");
        expect(markup).not.toMatch(/Liquid error|translation missing|\[object|\bNaN\b|undefined/i);
        const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [, target] of markup.matchAll(/(?:aria-labelledby|aria-describedby|for|popovertarget)="([^"]*)"/g)) {
          for (const id of (target ?? "").split(" ")) expect(ids).toContain(id);
        }
        blockMarkup(bare, block, { locale, customer, cart, product: shop.coffee });
      }
    },
  );
});

describe("rewards", () => {
  test("for the members of a segment are shown to nobody else, and what is hidden makes no gap (rewards for a segment)", () => {
    const own = full();
    const many = Array.from({ length: 12 }, (_, index) =>
      rewardTermsSchema.parse({
        ...{ kind: "free-shipping", title: { en: `Reward ${index + 1}` }, points: 100 + index },
        segmentId: index === 0 || index === 10 ? 7 : null,
      }),
    );
    setProgram(own.shop, fullProgram(RULES, many));
    const names = (customer: typeof own.lena | null) =>
      [...textOf(blockMarkup(own, "rewards", { customer, locale: "en" })).matchAll(/Reward \d+/g)].map(([name]) => name);
    const open = Array.from({ length: 12 }, (_, index) => `Reward ${index + 1}`);
    const others = open.filter((name) => name !== "Reward 1" && name !== "Reward 11");
    expect([new Set(names(null)), new Set(names(own.lena))]).toEqual([new Set(others), new Set(others)]);
    expect(blockMarkup(own, "rewards", { customer: own.lena, locale: "en" })).not.toContain("more");
    setLoyalty(own.shop, own.lena, { open_rewards: ["1", "11"] });
    expect(new Set(names(own.lena))).toEqual(new Set(open));
  });

  test("say what they cost, what is missing and for whom they are", () => {
    const text = read("rewards");
    expect(text).toContain("Du hast 1.250 Punkte.");
    expect(text).toContain("5 € Rabatt 500 Punkte Ab 25 € Bestellwert Nach dem Einlösen 90 Tage gültig Einlösen");
    expect(text).toContain("Rabatt nach Wahl mindestens 200 Punkte Punkte zum Einlösen 100 Punkte = 1 € Einlösen");
    expect(text).toContain("15 % Rabatt 1.500 Punkte Dir fehlen noch 250 Punkte");
    expect(text).toContain("Kostenloser Versand 300 Punkte Zurzeit vergriffen");
    expect(text).toContain("Eine Tüte Espresso 900 Punkte Nur für Gold");
    expect(text).toContain("Deine offenen Prämien 5 € Rabatt MORGEN-7F3K-9QPA");
    expect(text).toContain("Gültig bis zum 10. Februar 2027");
    expect(read("rewards", "en")).toContain("Valid until February 10, 2027");
  });

  test("a slider offers what the balance allows, in its steps", () => {
    const markup = blockMarkup(shop, "rewards", { customer: shop.lena });
    expect(markup).toMatch(/type="number" name="points"[^>]* min="200" max="1200" step="100" value="1200"/);
    expect(markup).toMatch(/<option value="2000" disabled>/);
  });

  test("each form names the offer that it shows", () => {
    const markup = blockMarkup(shop, "rewards", { customer: shop.lena });
    const named = [...markup.matchAll(/name="reward" value="(\d+)"[\s\S]*?name="offer" value="([^"]*)"/g)].map(
      ([, id, offer]) => [id, offer],
    );
    expect(named.length).toBeGreaterThan(2);
    for (const [id, offer] of named) expect(offer).toBe(fullProgram().rewards.find((reward) => String(reward.id) === id)?.offer);
  });

  test("a form without scripts is one redemption until the next one has been told", () => {
    const intents = (count: number) => {
      setLoyalty(shop.shop, shop.lena, { redemption_count: count });
      return [...blockMarkup(shop, "rewards", { customer: shop.lena }).matchAll(/name="intent" value="([^"]*)"/g)].map(
        (found) => found[1],
      );
    };
    const [before, again, after] = [intents(1), intents(1), intents(2)];
    expect(before).toEqual(again);
    expect(before.some((intent) => after.includes(intent))).toBe(false);
    expect(before.every((intent) => /^[\w-]{1,80}$/.test(intent ?? ""))).toBe(true);
  });

  test("guests see them and how to get in, and no form", () => {
    expect(guest("rewards")).toContain("5 € Rabatt 500 Punkte");
    expect(guest("rewards")).toContain("Anmelden Konto anlegen");
    expect(blockMarkup(shop, "rewards", {})).not.toContain("<form");
  });

  test("codes go to the cart in the page's language; paid-out rewards have nothing to apply", () => {
    const markup = blockMarkup(shop, "rewards", { customer: shop.lena, locale: "en" });
    expect(markup).toContain('href="/discount/MORGEN-7F3K-9QPA?redirect=%2Fen%2Fcart"');
    const card = full();
    const open = {
      id: "1",
      code: "GIFT",
      title: { en: "Card" },
      kind: "gift-card",
      points: 1,
      value_minor: 100,
      expires_on: null,
    };
    setLoyalty(card.shop, card.lena, { rewards: [open] });
    expect(blockMarkup(card, "rewards", { customer: card.lena })).not.toContain("/discount/");
  });
});

describe("codes in the cart", () => {
  const [open] = LOYALTY.rewards;
  const codes = [500, 1_500, 9_000].map((value_minor, index) => ({
    ...open,
    ...{ id: String(index), code: `CODE-${value_minor}`, value_minor, title: { de: `${value_minor / 100} € Rabatt` } },
  })) as typeof LOYALTY.rewards;
  const own = full();
  setLoyalty(own.shop, own.lena, { rewards: codes });
  const filled = { lines: [] };
  add(own.shop, filled, own.coffee.variants[0]?.id ?? 0n, 2);
  const cart = (applied: string[]) => ({
    ...(globalsOf(visitOf(own, "de", own.lena, filled), "cart")["cart"] as object),
    discount_applications: applied.map((title) => ({ title })),
  });
  const markup = (applied: string[]) =>
    blockMarkup(own, "cart-points", { customer: own.lena, cart: filled, globals: { cart: cart(applied) } });

  test("one is shown, the best that the cart can use up; the rest is folded away (shopper 12)", () => {
    const [shown = "", folded = ""] = markup([]).split("<details");
    expect(textOf(shown)).toContain("15 € Rabatt CODE-1500");
    expect(shown).not.toMatch(/CODE-(500|9000)/);
    expect(textOf(`<${folded}`)).toContain("2 weitere Prämien 5 € Rabatt CODE-500");
    expect(markup([])).not.toContain("<details open");
  });

  test("one that is in use is not offered again, and stands first (shopper 13)", () => {
    const [shown = ""] = markup(["code-500"]).split("<details");
    expect(textOf(shown)).toContain("5 € Rabatt Im Warenkorb");
    expect(markup(["code-500"])).not.toContain("/discount/CODE-500?");
    expect(markup([])).toContain("/discount/CODE-500?");
    const elsewhere = blockMarkup(own, "rewards", { customer: own.lena, globals: { cart: cart(["CODE-1500"]) } });
    expect(elsewhere).not.toContain("/discount/CODE-1500?");
    expect(elsewhere).toContain("/discount/CODE-500?");
  });

  test("no heading stands there without its section's, and no landmark twice (shopper 11, shopper 22)", () => {
    expect(markup([]).replace(/<dialog[\s\S]*?<\/dialog>/g, "")).not.toMatch(/<h[1-6]/);
    expect(blockMarkup(own, "panel", { customer: own.lena })).not.toMatch(/<section[^>]*codes/);
  });
});

test("tiers are called tiers, never levels (merchant 34)", () => {
  for (const block of ["tiers", "points", "panel", "rewards"])
    expect(textOf(blockMarkup(shop, block, { customer: shop.lena, locale: "en" }))).not.toMatch(/\blevels?\b/i);
  expect(read("tiers", "en")).toContain("Tiers and benefits");
  expect(shopperWords.en.refusals.tier).toContain("a higher tier");
});

test("ways to earn: done, told, and how to claim; a survey's word is in no page", () => {
  const text = read("ways");
  expect(text).toContain("gerechnet ohne Steuern und Versand. Zählt für dich 1,25-fach.");
  expect(guest("ways")).not.toContain("Zählt für dich");
  expect(text).toContain("Konto anlegen +100 Punkte Erledigt");
  expect(text).toContain("Deine 10. Bestellung +500 Punkte");
  expect(text).toContain("Dein Geburtstag +150 Punkte 4. Mai");
  expect(text).toContain("Folge uns auf Instagram +30 Punkte");
  expect(text).toContain("Bewerten kannst du, was du gekauft hast, also nach deiner ersten Bestellung.");
  expect(text).not.toContain("egal wie deine Bewertung ausfällt");
  expect(blockMarkup(shop, "ways", { customer: shop.lena })).not.toContain("Sonnenaufgang");
  setLoyalty(shop.shop, shop.lena, { birthday: null });
  expect(read("ways")).toContain("Geburtstag angeben");
  expect(blockMarkup(shop, "ways", {})).not.toContain("<form");
});

describe("levels", () => {
  test("where a customer stands, how far the next one is, what each brings", () => {
    const text = read("tiers");
    expect(text).toContain("Deine Stufe: Silber Noch 380 Punkte bis Gold Silber behältst du bis zum 21. Dezember 2026.");
    expect(text).toContain("Silber 500 Punkte in 12 Monaten 1,25-fache Punkte auf Bestellungen");
    expect(text).toContain("200 Punkte extra zum Geburtstag Neue Röstungen zuerst Zweimal im Jahr Verkostung");
    expect(read("tiers", "en")).toContain("380 points to go until Gold");
  });

  test("by spending and by orders", () => {
    const other = full();
    const tier = { key: "bronze", since: null, progress: 12_000, keep_until: null, next: { key: "silver", missing: 38_050 } };
    for (const [basis, words] of [
      ["spend", "Noch 380,50 € bis Silber"],
      ["orders", "Noch 38.050 Bestellungen bis Silber"],
    ] as const) {
      setProgram(other.shop, fullProgram({ ...RULES, tiers: RULES.tiers === null ? null : { ...RULES.tiers, basis } }));
      setLoyalty(other.shop, other.lena, { tier });
      expect(read("tiers", "de", other)).toContain(words);
    }
  });

  test("without levels nothing is said", () => {
    const none = full();
    setProgram(none.shop, fullProgram({ ...RULES, tiers: null }));
    expect(read("tiers", "de", none)).toBe("");
  });
});

test("the history names what moved the points", () => {
  expect(read("history")).toBe(
    "Deine letzten Punkte Bestellung #1009 +245 Punkte 20. November 2026 · verfügbar ab 4. Dezember 2026 Eingelöst: 5 € Rabatt −500 Punkte 12. November 2026 " +
      "Bestellung #1007 geändert −39 Punkte 2. November 2026 Konto anlegen +100 Punkte 2. Oktober 2026 Vom Shop angepasst +1.250 Punkte 18. September 2026",
  );
});

test("the history says what a merchant wrote beside an adjustment, as text and nothing else (merchant 15)", () => {
  const own = full();
  const adjusted = { on: "2026-09-18", kind: "adjustment", points: 50, available_on: null, rule: null, reward: null };
  setLoyalty(own.shop, own.lena, { history: [{ ...adjusted, label: "Sorry <b>Lena</b>" }] });
  expect(read("history", "de", own)).toBe("Deine letzten Punkte Sorry &lt;b&gt;Lena&lt;/b&gt; +50 Punkte 18. September 2026");
});

test("expiring points are announced in time, and not before", () => {
  const at = (days: number) => ({
    expiring: { points: 1, on: "2026-12-21", at: Date.parse("2026-11-21T09:00:00Z") / 1000 + days * 86_400 },
  });
  const said = (days: number) => {
    setLoyalty(shop.shop, shop.lena, at(days));
    return read("points").includes("1 Punkt verfällt am 21. Dezember 2026.");
  };
  expect([said(31), said(30), said(1), said(0)]).toEqual([false, true, true, false]);
});

test("the notice says what saves the points, as far as anything does (shopper 5)", () => {
  const own = full();
  const expiring = { points: 240, on: "2026-12-21", at: Date.parse("2026-12-20T23:00:00Z") / 1000 };
  setLoyalty(own.shop, own.lena, { expiring });
  const said = (available: bigint, expiry: (typeof RULES)["expiry"]) => {
    setProgram(own.shop, fullProgram({ ...RULES, expiry }));
    setPoints(own.shop, own.lena, available, 0n);
    return read("points", "de", own);
  };
  expect(said(100_000n, { mode: "lot", months: 12 })).toContain("Bis dahin kannst du sie gegen eine Prämie einlösen.");
  const few = said(1n, { mode: "inactivity", months: 12 });
  expect(few).toMatch(/240 Punkte verfallen am 21\. Dezember 2026\. Dir fehlen noch [\d.]+ Punkte bis zu einer Prämie\./);
  expect(few).toContain("Wenn du bis dahin bestellst, behältst du alle deine Punkte.");
  expect(said(1n, { mode: "lot", months: 12 })).not.toContain("bestellst");
});

test("a birthday can be corrected, and says when it counts if it was told too late (shopper 3, shopper 4)", () => {
  const own = full();
  const birthday = (on: string | null) => {
    const first = on === null ? null : { on, at: Date.parse(`${on}T00:00:00Z`) / 1000 };
    setLoyalty(own.shop, own.lena, { birthday: { month: 12, day: 1, first } });
    return read("ways", "de", own);
  };
  expect(birthday("2027-12-01")).toContain("1. Dezember Das erste Mal zählt er am 1. Dezember 2027. Ändern");
  expect(birthday("2025-12-01")).toContain("1. Dezember Ändern");
  expect(birthday(null)).toContain("1. Dezember Ändern");
  expect(blockMarkup(own, "ways", { customer: own.lena })).toContain("/apps/reprise/birthday");
});

test("the panel invites guests where the merchant wants that", () => {
  expect(guest("panel")).toContain("Punkte & Prämien");
  expect(textOf(blockMarkup(shop, "panel", { settings: { show_to_guests: false } }))).toBe("");
});

test("merchants' own words are text, whatever they are", () => {
  const hostile = full();
  const nasty = '<img src=x onerror=alert(1)>{{ shop.email }}"';
  const [first] = fullProgram().rewards;
  setProgram(hostile.shop, { ...fullProgram(), rewards: [{ ...first, title: { de: nasty }, description: { de: nasty } }] });
  setLoyalty(hostile.shop, hostile.lena, {
    history: [
      { on: "2026-01-01", kind: "redemption", points: -1, available_on: null, label: null, rule: null, reward: { de: nasty } },
    ],
  });
  for (const block of ["rewards", "history", "panel"]) {
    const markup = blockMarkup(hostile, block, { customer: hostile.lena });
    expect(markup).not.toContain("<img");
    expect(markup).toContain("{{ shop.email }}&quot;");
  }
});

test("what the app says itself has the same places in every language, and no empty text", () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  const flat = (locale: ShopperLocale) => {
    const { refusals, points, ...rest } = shopperWords[locale];
    return Object.entries({ ...rest, ...points, ...refusals });
  };
  for (const locale of Object.keys(shopperWords) as ShopperLocale[]) {
    const english = new Map(flat("en"));
    for (const [key, text] of flat(locale)) {
      expect(text.trim(), `${locale} ${key}`).not.toBe("");
      expect(places(text), `${locale} ${key}`).toEqual(places(english.get(key) ?? ""));
    }
  }
  expect([pointsText(1, { locale: "de", names: {} }), pointsText(1_250, { locale: "es", names: {} })]).toEqual([
    "1 Punkt",
    "1.250 puntos",
  ]);
  expect(fillIn("{a} {b} {a}", { a: "{b}", b: "$&" })).toBe("{b} $& {b}");
});

describe("badges and challenges", () => {
  test("say what is had and how far what is open is; what is for others stays hidden", () => {
    const text = read("achievements");
    expect(text).toContain("Abzeichen und Challenges");
    expect(text).toContain(
      "Vorratskammer 40,50 € von 150 € +300 Punkte 50 Plätze: Wer es zuerst schafft, gewinnt. Bis 31. Dezember 2026.",
    );
    expect(text).toContain("Dreimal in Folge 2 von 3 Bestell bis zum 31. Dezember 2026, damit es weitergeht.");
    expect(text).toContain("Willkommen! Bekommen am 2. März 2026");
    expect(text.split("Willkommen!")).toHaveLength(2);
    expect(text).not.toContain("Für Gold");
  });

  test("to guests are what everybody can reach, without a bar; nothing where there is nothing", () => {
    const markup = blockMarkup(shop, "achievements", { locale: "en" });
    expect(textOf(markup)).toContain("Stock up +300 points");
    expect(textOf(markup)).toContain("Welcome!");
    expect(markup).not.toMatch(/<progress|For Gold/);
    const none = full();
    setProgram(none.shop, { ...fullProgram(), achievements: [] });
    setLoyalty(none.shop, none.lena, { achievements: { held: [], going: [] } });
    expect(textOf(blockMarkup(none, "achievements", { customer: none.lena, locale: "en" }))).toBe("");
  });

  test("a challenge that is over is gone, and a streak that was broken begins at nothing", () => {
    const late = full();
    late.world.clock.set(new Date("2027-01-02T00:00:00Z"));
    const text = textOf(blockMarkup(late, "achievements", { customer: late.lena, locale: "en" }));
    expect(text).not.toContain("Stock up");
    expect(text).toContain("Three in a row 0 of 3");
    expect(text).not.toContain("keep going");
  });

  test("words of a merchant are words, and no markup", () => {
    const hostile = full();
    const title = { en: "<script>alert(1)</script>\"'" };
    const [held] = LOYALTY.achievements?.held ?? [];
    setLoyalty(hostile.shop, hostile.lena, { achievements: { held: held === undefined ? [] : [{ ...held, title }], going: [] } });
    expect(blockMarkup(hostile, "achievements", { customer: hostile.lena, locale: "en" })).not.toContain("<script>alert");
  });
});
