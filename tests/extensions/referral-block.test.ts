import { describe, expect, test } from "vitest";

import type { programForTheme } from "../../app/sync/theme/program-for-theme.ts";
import { blockMarkup, textOf } from "./blocks.ts";
import type { LOYALTY } from "./shop.ts";
import { fullProgram, setLoyalty, setProgram, testShop } from "./shop.ts";

type Offered = ReturnType<typeof programForTheme>["referral"];

function shopWith(referral: typeof LOYALTY.referral, offered?: Offered) {
  const shop = testShop();
  setProgram(shop.shop, offered === undefined ? fullProgram() : { ...fullProgram(), referral: offered });
  setLoyalty(shop.shop, shop.lena, { referral });
  return shop;
}

describe("the block that recommends", () => {
  test("has the customer's link with its language, the button that copies it, and how many friends there are", () => {
    const shop = shopWith({ code: "7KX2M9QP", waiting: 1, paid: 2 });
    const markup = blockMarkup(shop, "referral", { customer: shop.lena, locale: "de" });
    expect(markup).toMatch(/<code[^>]*>https:\/\/[^<]+\/apps\/reprise\/refer\/7KX2M9QP\?l=de<\/code>/);
    expect(markup).toContain("data-reprise-copy");
    const text = textOf(markup);
    expect(text).toContain("Wer über deinen Link kommt, erhält 10 % Rabatt auf die erste Bestellung.");
    expect(text).toContain("Du bekommst 500 Punkte, sobald die Rückgabefrist vorbei ist.");
    expect(text).toContain("1 Bestellung wartet noch. 2 Empfehlungen wurden belohnt.");
  });

  test("offers who has none a button that works without a script, and a guest the way in", () => {
    const shop = shopWith(null);
    const markup = blockMarkup(shop, "referral", { customer: shop.lena, locale: "en" });
    expect(markup).toMatch(/<form method="post" action="\/apps\/reprise\/refer">/);
    expect(textOf(markup)).toContain("Get my link");
    expect(textOf(blockMarkup(shop, "referral", { locale: "en" }))).toContain("Log in Create account");
  });

  test("a merchant's words are text, and what points are called stands in them", () => {
    const shop = shopWith(null, { en: "<b>{{ shop.name }}</b> [points]" });
    const markup = blockMarkup(shop, "referral", { customer: shop.lena, locale: "en" });
    expect(markup).toContain("&lt;b&gt;{{ shop.name }}&lt;/b&gt; points");
  });

  test("shows nothing while referrals are off", () => {
    const shop = shopWith({ code: "7KX2M9QP", waiting: 0, paid: 0 }, null);
    expect(textOf(blockMarkup(shop, "referral", { customer: shop.lena, locale: "de" }))).toBe("");
  });
});
