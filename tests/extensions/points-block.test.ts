import { describe, expect, test } from "vitest";

import { updateCustomer } from "../sandbox/world/commerce.ts";
import { routesObject } from "../sandbox/storefront/objects.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import { PROGRAM, setPoints, setProgram, testShop } from "./shop.ts";

const GUEST_RULE_DE = "5 Punkte je 1 € Warenwert, gerechnet ohne Steuern und Versand.";
const GUEST_RULE_EN = "5 points for every €1 you spend, not counting tax and shipping.";

describe("what each visitor reads", () => {
  const guest = testShop();
  const fresh = testShop();
  const holder = testShop();
  setPoints(holder.shop, holder.lena, 1250n, 245n);
  const waiting = testShop();
  setPoints(waiting.shop, waiting.lena, 0n, 1n);
  const settled = testShop();
  setPoints(settled.shop, settled.lena, 1n, 0n);
  const owing = testShop();
  setPoints(owing.shop, owing.lena, -1030n, 0n);

  test.each([
    [
      "a guest",
      ...[guest, null],
      `Mit jeder Bestellung Punkte sammeln Melde dich an, um deine Punkte zu sehen, oder leg ein Konto an und sammle mit. ${GUEST_RULE_DE} Anmelden Konto anlegen`,
      `Collect points with every order Log in to see your points, or create an account to start collecting. ${GUEST_RULE_EN} Log in Create account`,
    ],
    [
      "a customer without points",
      ...[fresh, fresh.lena],
      `Hallo Lena Deine Punkte Du hast noch keine Punkte. Mit deiner nächsten Bestellung sammelst du die ersten. ${GUEST_RULE_DE} Zu deinem Konto`,
      `Hello Lena Your points You have no points yet. Your next order earns your first ones. ${GUEST_RULE_EN} Go to your account`,
    ],
    [
      "a customer with points",
      ...[holder, holder.lena],
      `Hallo Lena Deine Punkte 1.250 Punkte im Wert von 12,50 € 245 Punkte sind unterwegs. Punkte sind 14 Tage nach der Bestellung verfügbar. ${GUEST_RULE_DE} Zu deinem Konto`,
      `Hello Lena Your points 1,250 points worth €12.50 245 points are on their way. Available 14 days after the order. ${GUEST_RULE_EN} Go to your account`,
    ],
    [
      "a customer with one pending point only",
      ...[waiting, waiting.lena],
      `Hallo Lena Deine Punkte 0 Punkte 1 Punkt ist unterwegs. Punkte sind 14 Tage nach der Bestellung verfügbar. ${GUEST_RULE_DE} Zu deinem Konto`,
      `Hello Lena Your points 0 points 1 point is on its way. Available 14 days after the order. ${GUEST_RULE_EN} Go to your account`,
    ],
    [
      "a customer with one point",
      ...[settled, settled.lena],
      `Hallo Lena Deine Punkte 1 Punkt im Wert von 0,01 € ${GUEST_RULE_DE} Zu deinem Konto`,
      `Hello Lena Your points 1 point worth €0.01 ${GUEST_RULE_EN} Go to your account`,
    ],
    [
      "a customer below zero",
      ...[owing, owing.lena],
      `Hallo Lena Deine Punkte −1.030 Punkte Dein Stand liegt unter null, zum Beispiel nach einer Rückgabe. Deine nächsten Punkte gleichen das aus. ${GUEST_RULE_DE} Zu deinem Konto`,
      `Hello Lena Your points −1,030 points Your balance is below zero, for example after a return. Your next points will even it out. ${GUEST_RULE_EN} Go to your account`,
    ],
  ] as const)("%s", (_name, shop, customer, german, english) => {
    expect(textOf(blockMarkup(shop, "points", { customer, locale: "de" }))).toBe(german);
    expect(textOf(blockMarkup(shop, "points", { customer, locale: "en" }))).toBe(english);
  });

  test("links stay in the page's language", () => {
    expect(blockMarkup(holder, "points", { customer: holder.lena, locale: "en" })).toContain('href="/en/account"');
    expect(blockMarkup(guest, "points", { locale: "en" })).toContain('href="/en/account/login?return_to=storefront"');
    expect(blockMarkup(guest, "points", { locale: "de" })).toContain('href="/account/register"');
  });

  test("where a theme knows no login that comes back, the account's is linked (real-store A3)", () => {
    const routes = { ...routesObject("/"), storefront_login_url: null };
    const page = { locale: "de", globals: { routes } } as const;
    expect(blockMarkup(guest, "points", page)).toContain('href="/account/login"');
    expect(blockMarkup(guest, "points", { locale: "de" })).toContain('href="/account/login?return_to=storefront"');
  });

  test("nothing of another app's or an unknown language's: a seventh language reads English", () => {
    const page = { customer: holder.lena, globals: { request: { design_mode: false, locale: { iso_code: "ja" } } } };
    expect(textOf(blockMarkup(holder, "points", page))).toContain("1,250 points");
  });
});

describe("the merchant's settings", () => {
  const shop = testShop();
  setPoints(shop.shop, shop.lena, 300n, 20n);
  const read = (settings: Record<string, unknown>, customer: typeof shop.lena | null = shop.lena) =>
    textOf(blockMarkup(shop, "points", { customer, settings }));

  test("leave things out", () => {
    const off = { show_greeting: false, show_worth: false, show_pending: false, show_rule: false, show_link: false };
    expect(read(off)).toBe("Deine Punkte 300 Punkte");
    expect(read({ show_to_guests: false }, null)).toBe("");
  });

  test("an own heading is text, never markup", () => {
    const markup = blockMarkup(shop, "points", { customer: shop.lena, settings: { heading: "<b>Bohnen</b> & mehr" } });
    expect(markup).toContain("&lt;b&gt;Bohnen&lt;/b&gt; &amp; mehr</h2>");
  });

  test("style and alignment are classes, measures are properties", () => {
    const markup = blockMarkup(shop, "points", { settings: { style: "tinted", alignment: "center", padding: 8, radius: 0 } });
    expect(markup).toContain("reprise-points--tinted reprise-align-center");
    expect(markup).toContain('style="--reprise-padding: 8px; --reprise-radius: 0px"');
  });

  test("an unknown setting is an error", () => {
    expect(() => read({ colour: "red" })).toThrow(/no setting colour/);
  });
});

describe("the points program", () => {
  const shop = testShop();
  setPoints(shop.shop, shop.lena, 999n, 20n);
  const read = (program: object | null) => {
    setProgram(shop.shop, program);
    return textOf(blockMarkup(shop, "points", { customer: shop.lena }));
  };

  test.each([
    ["5", "5 Punkte je 1 €"],
    ["1", "1 Punkt je 1 €"],
    ["1.5", "15 Punkte je 10 €"],
    ["0.1", "1 Punkt je 10 €"],
    ["0.01", "1 Punkt je 100 €"],
    ["1/3", "1 Punkt je 3 €"],
    ["2500", "2.500 Punkte je 1 €"],
  ])("%s points a unit", (rate, sentence) => {
    expect(read({ ...PROGRAM, points_per_unit: rate })).toContain(`${sentence} Warenwert`);
  });

  test.each(["0", "", "viele"])("no rule is invented for %j points a unit", (rate) => {
    expect(read({ ...PROGRAM, points_per_unit: rate })).not.toContain("Warenwert");
  });

  test("worth is rounded down", () => {
    expect(read({ ...PROGRAM, points_per_reward_unit: 250, reward_unit_minor: 500 })).toContain("im Wert von 19,98 €");
    expect(read({ ...PROGRAM, points_per_reward_unit: 1000, reward_unit_minor: 500 })).toContain("im Wert von 4,99 €");
  });

  test("without a program only the balance is said", () => {
    expect(read(null)).toBe("Hallo Lena Deine Punkte 999 Punkte 20 Punkte sind unterwegs. Zu deinem Konto");
    expect(read({ ...PROGRAM, points_per_reward_unit: 0 })).not.toContain("im Wert");
    expect(read({ ...PROGRAM, pending_days: 0 })).not.toContain("nach der Bestellung");
    expect(read({ ...PROGRAM, pending_days: 1 })).toContain("Punkte sind 1 Tag nach der Bestellung verfügbar.");
  });

  test("in a foreign currency worth keeps the shop's", () => {
    setProgram(shop.shop, PROGRAM);
    const globals = { cart: { currency: { iso_code: "CHF" } } };
    const text = textOf(blockMarkup(shop, "points", { customer: shop.lena, globals }));
    expect(text).toContain("im Wert von 9,99 EUR");
    expect(text).not.toContain("Warenwert");
  });
});

describe("hostile names", () => {
  test.each([
    "<script>alert(1)</script>",
    "{{ shop.email }}",
    "{% render 'icon' %}",
    '"><img src=x onerror=alert(1)>',
    "O’Neil & Söhne",
    "{{ 'x' | times: 3 }}%}",
  ])("%s", (name) => {
    const shop = testShop();
    updateCustomer(shop.world, shop.shop, shop.lena, { firstName: name });
    const markup = blockMarkup(shop, "points", { customer: shop.lena });
    const shown = name
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;")
      .replace(/'/g, "&#39;");
    expect(markup).toContain(`<p class="reprise-points__greeting">Hallo ${shown}</p>`);
  });

  test("a customer without a name is not greeted", () => {
    const shop = testShop();
    updateCustomer(shop.world, shop.shop, shop.lena, { firstName: null });
    expect(blockMarkup(shop, "points", { customer: shop.lena })).not.toContain("Hallo");
  });
});
