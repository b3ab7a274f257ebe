import { expect, test } from "vitest";

import { blockMarkup, textOf } from "./blocks.ts";
import { setPoints, testShop } from "./shop.ts";

const shop = testShop();
setPoints(shop.shop, shop.lena, 1250n, 10n);
const read = (page: Parameters<typeof blockMarkup>[2]) => textOf(blockMarkup(shop, "points-badge", page));

test("a customer with points sees them and gets to the account", () => {
  expect(read({ customer: shop.lena })).toBe("1.250 Punkte");
  expect(read({ customer: shop.lena, locale: "en" })).toBe("1,250 points");
  expect(blockMarkup(shop, "points-badge", { customer: shop.lena, locale: "en" })).toContain('href="/en/account"');
});

test("a guest sees it only where the merchant wants that", () => {
  expect(read({})).toBe("");
  expect(read({ settings: { show_to_guests: true } })).toBe("Punkte sammeln");
  expect(blockMarkup(shop, "points-badge", { settings: { show_to_guests: true } })).toContain('href="/account/login"');
});

test("it stays away from the account, and from customers without points", () => {
  const globals = { request: { design_mode: false, page_type: "customers/account", locale: { iso_code: "de" } } };
  expect(read({ customer: shop.lena, globals })).toBe("");
  for (const available of [0n, -5n]) {
    const other = testShop();
    setPoints(other.shop, other.lena, available, 5n);
    expect(textOf(blockMarkup(other, "points-badge", { customer: other.lena, settings: { show_to_guests: true } }))).toBe("");
  }
});
