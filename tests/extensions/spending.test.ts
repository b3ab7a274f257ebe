import { describe, expect, test } from "vitest";

import { productObject } from "../sandbox/storefront/objects.ts";
import { add } from "../sandbox/storefront/cart.ts";
import { globalsOf } from "../sandbox/storefront/visit.ts";
import { blockMarkup, textOf, visitOf } from "./blocks.ts";
import { fullProgram, setLoyalty, setPoints, setProgram, testShop, type TestShop } from "./shop.ts";

/** Where points are earned and spent beside the account: cart, drawer, product cards, the program's page, and what the blocks say in odd states. */
function stage(points = 1250n): TestShop & { cart: { lines: [] } } {
  const shop = testShop();
  setProgram(shop.shop, fullProgram());
  setPoints(shop.shop, shop.lena, points, 0n);
  setLoyalty(shop.shop, shop.lena, { rewards: [] });
  const cart = { lines: [] as [] };
  add(shop.shop, cart, shop.coffee.variants[0]?.id ?? 0n, 3);
  return { ...shop, cart };
}

describe("in the cart", () => {
  const own = stage();
  const text = (points?: bigint, settings = {}) => {
    const shop = points === undefined ? own : stage(points);
    return textOf(blockMarkup(shop, "cart-points", { customer: shop.lena, cart: shop.cart, settings }));
  };

  test("what the points buy and the cart can use is offered, and nothing else (shopper 10)", () => {
    expect(text()).toContain("Deine 1.250 Punkte für diese Bestellung einsetzen");
    expect(text()).toContain("5 € Rabatt 500 Punkte");
    // Too dear, sold out, for another tier, paid out otherwise.
    expect(text()).not.toMatch(/15 % Rabatt|Kostenloser Versand|Tüte Espresso|Geschenkgutschein/);
  });

  test.each([199n, 0n, -925n])("nothing is offered for %d points", (points) => {
    expect(text(points)).not.toMatch(/einsetzen|Einlösen|Hier findest du/);
  });

  test("nor below the least order value, without a cart, or where the merchant does not want it", () => {
    const small = stage();
    const lines = { lines: [] };
    add(small.shop, lines, small.soap.variants[0]?.id ?? 0n, 1);
    const offered = textOf(blockMarkup(small, "cart-points", { customer: small.lena, cart: lines }));
    expect(offered).not.toContain("Ab 25 € Bestellwert");
    expect(offered).toContain("Rabatt nach Wahl");
    expect(textOf(blockMarkup(own, "cart-points", { customer: own.lena, cart: { lines: [] } }))).not.toContain("einsetzen");
    expect(text(undefined, { show_rewards: false })).not.toContain("einsetzen");
    expect(textOf(blockMarkup(own, "cart-points", { cart: own.cart }))).not.toContain("einsetzen");
  });

  test("the drawer's says the same, hidden until it has its place; a merchant's selector is text", () => {
    const drawer = blockMarkup(own, "drawer", { customer: own.lena, cart: own.cart, settings: { into: '.x"><script>' } });
    expect(textOf(drawer)).toBe(text());
    expect(drawer).toMatch(/<div class="reprise-cart"[^>]* hidden/);
    expect(drawer).toContain('data-into=".x&quot;&gt;&lt;script&gt;"');
  });
});

test("a product card says the number alone", () => {
  const own = stage();
  const short = textOf(blockMarkup(own, "product-points", { product: own.soap, settings: { short: true, show_worth: false } }));
  expect(short).toMatch(/^\+\d+ Punkte Anmelden und sammeln$/);
});

describe("the program's page", () => {
  const own = stage();
  const page = (customer: TestShop["lena"] | null, expiry?: object) => {
    const shop = stage();
    setProgram(shop.shop, { ...fullProgram(), ...(expiry === undefined ? {} : { expiry }) });
    return textOf(blockMarkup(shop, "program", { customer }));
  };

  test("explains in three steps, shows ways, rewards and tiers, and answers what is asked", () => {
    const text = page(null);
    expect(text).toContain("1. Mitmachen");
    expect(text).toContain("Für dein Konto schenken wir dir 100 Punkte. Anmelden Konto anlegen");
    expect(text).toContain("2. Sammeln 5 Punkte je 1 € Warenwert");
    expect(text).toContain("3. Einlösen");
    for (const part of ["So sammelst du Punkte", "Punkte einlösen", "Stufen und Vorteile", "Fragen und Antworten"])
      expect(text).toContain(part);
    expect(textOf(blockMarkup(own, "program", { customer: own.lena }))).not.toContain("Konto anlegen +100 Punkte Anmelden");
  });

  test.each([
    [{ mode: "off", months: 12 }, "Nein, sie bleiben dir erhalten."],
    [{ mode: "lot", months: 1 }, "Ja, 1 Monat nachdem sie verfügbar geworden sind."],
    [{ mode: "inactivity", months: 12 }, "Nur wenn du 12 Monate lang weder Punkte sammelst noch einlöst."],
  ])("what it says of expiry is the program's: %o", (expiry, said) => {
    expect(page(null, expiry)).toContain(said);
  });

  test("a merchant's text is shown, their heading never markup", () => {
    const shop = stage();
    const settings = { heading: "<b>Taler</b>", text: "<p>Hallo</p>", show_questions: false };
    const markup = blockMarkup(shop, "program", { settings });
    expect(markup).toContain("&lt;b&gt;Taler&lt;/b&gt;");
    expect(markup).toContain("<p>Hallo</p>");
    expect(markup).not.toContain("Fragen und Antworten");
  });
});

describe("odd states", () => {
  test("a debt is explained where it is shown, and not shouted on every page (shopper 24)", () => {
    const own = stage(-925n);
    const panel = blockMarkup(own, "panel", { customer: own.lena });
    const [launcher = "", inside = ""] = panel.split('role="dialog"');
    expect(textOf(launcher)).not.toContain("925");
    expect(textOf(launcher)).toContain("Deine Punkte");
    expect(textOf(inside)).toContain("−925 Punkte");
    expect(textOf(inside)).toContain("Deine nächsten Punkte gleichen das aus.");
  });

  test("guests hear what an account brings, and who has just made one that it comes (shopper 25)", () => {
    const own = testShop();
    setProgram(own.shop, fullProgram());
    for (const block of ["points", "panel"]) {
      expect(textOf(blockMarkup(own, block, {})), block).toContain("Für dein Konto schenken wir dir 100 Punkte.");
      expect(textOf(blockMarkup(own, block, { customer: own.lena })), block).toContain(
        "Für dein neues Konto kommen gleich 100 Punkte dazu.",
      );
    }
    setLoyalty(own.shop, own.lena, { rewards: [] });
    expect(textOf(blockMarkup(own, "points", { customer: own.lena }))).not.toContain("gleich da");
  });

  test.each([
    ["cart", { hide_in_cart: true }],
    ["product", { hide_on_products: true }],
  ])("the floating button is hidden on pages of kind %s where the merchant says so (shopper 18)", (pageType, settings) => {
    const own = stage();
    const request = { ...(globalsOf(visitOf(own, "de", own.lena), pageType)["request"] as object) };
    const markup = (given: object) =>
      blockMarkup(own, "panel", { customer: own.lena, settings: { ...given }, globals: { request } });
    expect(markup(settings)).not.toContain("reprise-launcher");
    expect(markup({})).toContain("reprise-launcher");
  });

  test("reviews are written on the product's page; who has bought nothing is told so (shopper 23)", () => {
    const own = stage();
    const customer = globalsOf(visitOf(own, "de", own.lena), "page")["customer"] as object;
    const { title, url } = productObject(own.shop, own.soap, "de", "/");
    const line = { title, product_id: own.soap.id, url };
    const orders = [{ line_items: [line, { title: "Karte", product_id: null, url: null }] }, { line_items: [line] }];
    const bought = blockMarkup(own, "ways", { customer: own.lena, globals: { customer: { ...customer, orders } } });
    expect(textOf(bought)).toContain("Für diese Bewertung gab es Prämienpunkte.");
    expect(textOf(bought)).toContain("Du bekommst die Punkte, egal wie deine Bewertung ausfällt.");
    expect(bought.match(/<option value="\d{6,}">/g)).toHaveLength(1);
    expect(bought.match(new RegExp(`href="${url}"`, "g"))).toHaveLength(1);
    const nothing = blockMarkup(own, "ways", { customer: own.lena });
    expect(textOf(nothing)).toContain("Bewerten kannst du, was du gekauft hast");
    expect(nothing).not.toContain('name="occasion"');
  });
});
