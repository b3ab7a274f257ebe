import { afterAll, beforeAll, expect, test } from "vitest";

import { CATALOG } from "../sandbox/history/catalog.ts";
import { createProduct, placeOrder } from "../sandbox/world/commerce.ts";
import { expectNoAxeViolations, layoutShift, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { serve, type Served } from "./serve.ts";
import { fullProgram, setLoyalty, setPoints, setProgram, testShop } from "./shop.ts";

const fixture = useBrowser();
/** No app answers here what the checkout's extension asks: it shows nothing then. */
const NO_APP = [/ERR_UNSAFE_PORT/];
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
  setProgram(shop.shop, fullProgram());
  setLoyalty(shop.shop, shop.lena, {});
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
  ["de", "", WIDE, "fully"],
  ["de", "", NARROW, "at a glance"],
  ["en", "/en", WIDE, "at a glance"],
  ["en", "/en", NARROW, "fully"],
] as const)("a shopper goes through the shop: %s %s %o, looked at %s", async (locale, root, viewport, care) => {
  const page = await fixture.newPage({ viewport, allow: NO_APP });
  const look = async (name: string) => {
    expect(await sidewaysOverflow(page), `${name} scrolls sideways`).toBe(0);
    expect(await layoutShift(page), `${name} shifts`).toBeLessThan(0.02);
    if (care !== "fully") return;
    await expectNoAxeViolations(page);
    await picture(page, `storefront-${name}-${locale}-${viewport.width}`, { fullPage: true });
  };
  for (const [name, path] of PAGES) {
    if (name === "cart") {
      await page.goto(`${served.origin}${root}/products/espresso-morgenrot`);
      await page.getByRole("link", { name: "1 kg" }).click();
      await page.getByRole("button", { name: /Warenkorb|Add to cart/ }).click();
      await page.waitForURL("**/cart");
    } else if (name === "account") {
      await logIn(page, served.origin + root, "lena@example.com");
    } else {
      await page.goto(served.origin + root + path);
    }
    await look(name);
  }
  await page.goto(`${served.origin}${root}/`);
  await look("home-customer");
});

test.each([WIDE, NARROW])(
  "the panel opens without a script, by keyboard too, and covers nothing that has the focus: %o",
  async (viewport) => {
    const page = await fixture.newPage({ viewport, javaScript: false });
    const links = page.locator("main a");
    await logIn(page, served.origin, "lena@example.com");
    await page.goto(served.origin);
    const launcher = page.getByRole("button", { name: "1.250 Punkte" });
    const box = await launcher.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    await picture(page, `storefront-launcher-${viewport.width}`);
    for (let index = 0; index < (await links.count()); index += 1) {
      const link = links.nth(index);
      await link.focus();
      const at = await link.boundingBox();
      const covered = at !== null && box !== null && at.y > box.y && at.y + at.height < box.y + box.height && at.x > box.x;
      expect(covered, await link.innerText()).toBe(false);
    }
    await launcher.focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Deine Punkte" });
    await panel.waitFor();
    await picture(page, `storefront-panel-${viewport.width}`);
    await panel.getByText("So sammelst du Punkte").click();
    await picture(page, `storefront-panel-ways-${viewport.width}`);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
  },
);

test.each([WIDE, NARROW])("the open panel has no accessibility problems: %o", async (viewport) => {
  const page = await fixture.newPage({ viewport, allow: NO_APP });
  await page.goto(`${served.origin}/en/`);
  await page.getByRole("button", { name: "Points and rewards" }).click();
  await page.locator(".reprise-panel").waitFor();
  await picture(page, `storefront-panel-guest-${viewport.width}`);
  await expectNoAxeViolations(page, { within: ".reprise-panel" });
  expect(await sidewaysOverflow(page)).toBe(0);
});
