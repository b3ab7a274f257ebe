import { afterAll, beforeAll, expect, test } from "vitest";

import { CATALOG } from "../sandbox/history/catalog.ts";
import { createProduct, placeOrder } from "../sandbox/world/commerce.ts";
import { expectNoAxeViolations, layoutShift, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { serve, type Served } from "./serve.ts";
import { setPoints, testShop } from "./shop.ts";

const fixture = useBrowser();
const shop = testShop();
let served: Served;

beforeAll(async () => {
  shop.shop.products.clear();
  for (const product of CATALOG) createProduct(shop.world, shop.shop, product);
  const [espresso, filter] = [...shop.shop.products.values()];
  const lines = [espresso, filter].flatMap((product) => (product?.variants[1] === undefined ? [] : [product.variants[1]]));
  for (const variant of lines) {
    placeOrder(shop.world, shop.shop, { customerId: shop.lena.id, lines: [{ variantId: variant.id, quantity: 2 }] });
  }
  setPoints(shop.shop, shop.lena, 1250n, 245n);
  served = await serve(shop);
});

afterAll(() => served.stop());

const PAGES: [name: string, path: string][] = [
  ["home", "/"],
  ["collection", "/collections/all"],
  ["product", "/products/espresso-morgenrot"],
  ["cart", "/cart"],
  ["checkout", "/checkout"],
  ["login", "/account/login"],
  ["register", "/account/register"],
  ["account", "/account"],
];

test.each([
  ["de", "", WIDE],
  ["de", "", NARROW],
  ["en", "/en", WIDE],
  ["en", "/en", NARROW],
] as const)("a shopper goes through the shop: %s %s %o", async (locale, root, viewport) => {
  const page = await fixture.newPage({ viewport, javaScript: true });
  const look = async (name: string) => {
    expect(await sidewaysOverflow(page), `${name} scrolls sideways`).toBe(0);
    expect(await layoutShift(page), `${name} shifts`).toBeLessThan(0.02);
    await expectNoAxeViolations(page);
    await picture(page, `storefront-${name}-${locale}-${viewport.width}`, { fullPage: true });
  };
  for (const [name, path] of PAGES) {
    if (name === "cart") {
      await page.goto(`${served.origin}${root}/products/espresso-morgenrot`);
      await page.getByRole("link", { name: "1 kg" }).click();
      await page.getByRole("button", { name: /Warenkorb|Add to cart/ }).click();
    } else if (name === "account") {
      await page.goto(`${served.origin}${root}/account/login`);
      await page.getByRole("textbox").fill("lena@example.com");
      await page.getByRole("button", { name: /^(Anmelden|Log in)$/ }).click();
    } else {
      await page.goto(served.origin + root + path);
    }
    await look(name);
  }
  await page.goto(`${served.origin}${root}/`);
  await look("home-customer");
});
