import { describe, expect, test } from "vitest";

import type { StateSince } from "../../app/program/state/state.ts";
import { programForTheme } from "../../app/sync/theme/program-for-theme.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import { fullProgram, LOYALTY, NOW, RULES, setLoyalty, setPoints, setProgram, testShop } from "./shop.ts";

const BLOCKS = ["points", "rewards", "ways", "tiers", "history", "product-points", "cart-points", "panel"] as const;
const PAUSED = "Das Treueprogramm macht gerade Pause. Deine Punkte bleiben dir erhalten.";

type State = Pick<StateSince, "state" | "tag"> | null;

/** A shop whose program is in a state, with a customer who has points, a tier and a code. */
function shopIn(state: State) {
  const shop = testShop();
  const { state: name, test_tag } = programForTheme(RULES, {
    ...{ now: NOW, state, taxIncludedPerMille: 190, rewards: [], referral: null },
    shop: { currency: "EUR", primaryLocale: "de", countryCode: "DE", proxyPath: null, pointsNames: {} },
  });
  setProgram(shop.shop, { ...fullProgram(), state: name, test_tag });
  setPoints(shop.shop, shop.lena, 1250n, 0n);
  setLoyalty(shop.shop, shop.lena, LOYALTY);
  const [variant] = shop.coffee.variants;
  if (variant === undefined) throw new Error("coffee comes in packets");
  const line = { product: shop.coffee, variant, quantity: 1 };
  const show = (block: string, customer: typeof shop.lena | null, globals: Record<string, unknown> = {}) =>
    textOf(
      blockMarkup(shop, block, {
        customer,
        globals,
        cart: { lines: [line] },
        ...(block === "product-points" ? { product: shop.coffee } : {}),
      }),
    );
  return { ...shop, show };
}

describe("what blocks say of a program that is not live (merchant 10)", () => {
  test("while it is live, everything", () => {
    const { show, lena } = shopIn({ state: "live", tag: null });
    for (const block of BLOCKS) expect(show(block, lena), block).not.toBe("");
    expect(show("panel", lena)).not.toContain(PAUSED);
  });

  test("while it is being set up, nothing but codes in the cart, to nobody", () => {
    const { show, lena } = shopIn(null);
    for (const block of BLOCKS.filter((block) => block !== "cart-points")) {
      expect(show(block, lena), block).toBe("");
      expect(show(block, null), block).toBe("");
    }
    expect(show("cart-points", lena)).toContain("MORGEN-7F3K-9QPA");
    expect(show("cart-points", lena)).not.toContain("bringt dir");
    expect(show("cart-points", null)).toBe("");
  });

  test("while it is paused, what is the customer's own, and that it is paused", () => {
    const { show, lena, shop, world } = shopIn({ state: "paused", tag: null });
    expect(show("points", lena)).toBe(`Hallo Lena Deine Punkte 1.250 Punkte ${PAUSED} Zu deinem Konto`);
    for (const block of ["rewards", "panel"]) {
      expect(show(block, lena), block).toContain(PAUSED);
      expect(show(block, lena), block).toContain("MORGEN-7F3K-9QPA");
      expect(show(block, lena), block).not.toContain("Einlösen");
    }
    expect(show("history", lena)).toContain("Bestellung #1009");
    for (const block of ["ways", "tiers", "product-points"]) expect(show(block, lena), block).toBe("");
    for (const block of BLOCKS) expect(show(block, null), block).toBe("");
    const fresh = createCustomer(world, shop, { email: "jo@example.com", firstName: "Jo", lastName: "Neu", locale: "de" });
    for (const block of BLOCKS.filter((block) => block !== "history")) expect(show(block, fresh), block).toBe("");
  });

  test("in a test, everything to who carries its tag, and nothing to anybody else", () => {
    const { show, lena, shop, world } = shopIn({ state: "test", tag: "Beta-Kunde" });
    const tester = createCustomer(world, shop, {
      ...{ email: "jo@example.com", firstName: "Jo", lastName: "Test", locale: "de" },
      tags: ["vip", "BETA-kunde"],
    });
    for (const block of BLOCKS) expect(show(block, tester), block).not.toBe("");
    for (const block of BLOCKS.filter((block) => block !== "cart-points")) {
      expect(show(block, lena), block).toBe("");
      expect(show(block, null), block).toBe("");
    }
    expect(show("product-points", lena)).toBe("");
  });

  test("in the theme editor everything, so that blocks can be placed before", () => {
    const { show, lena } = shopIn(null);
    const globals = { request: { design_mode: true, locale: { iso_code: "de" } } };
    for (const block of BLOCKS) expect(show(block, lena, globals), block).not.toBe("");
  });

  test("no tag of the merchant's is told to a browser", () => {
    const shop = shopIn({ state: "test", tag: "geheim" });
    for (const block of BLOCKS)
      expect(blockMarkup(shop, block, { customer: shop.lena }).toLowerCase(), block).not.toContain("geheim");
  });
});
