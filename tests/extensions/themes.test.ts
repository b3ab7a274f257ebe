import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { CASCADES } from "./cascades.ts";
import { serve, type Served } from "./serve.ts";
import { fullProgram, LOYALTY, REVIEWS, setLoyalty, setPoints, setProgram, setReviews, testShop } from "./shop.ts";

/**
 * The blocks inside the second shop's theme: a dark color scheme with a light section, the cascade of widespread themes (colors of headings, lists, summaries)
 * and pages that change by section rendering.
 */
const fixture = useBrowser();
const shop = testShop(undefined, { domain: "nordlicht.myshopify.com", name: "Nordlicht" });
let served: Served;

const [open] = LOYALTY.rewards;
if (open === undefined) throw new Error("Lena has an open reward");
const CODES = [500, 2_500, 90_000].map((value, index) => ({
  ...open,
  ...{
    id: String(index + 7),
    code: `NORD-${value}`,
    value_minor: value,
    title: { de: `${value / 100} € Rabatt`, en: `€${value / 100} off` },
  },
}));

beforeAll(async () => {
  setPoints(shop.shop, shop.lena, 1250n, 245n);
  setProgram(shop.shop, fullProgram());
  setLoyalty(shop.shop, shop.lena, { rewards: CODES });
  setReviews(shop, shop.coffee, REVIEWS);
  served = await serve(shop);
});
afterAll(() => served.stop());

async function customer(root = "", viewport = WIDE): Promise<Page> {
  const page = await fixture.newPage({ viewport });
  // Reviews' photos are the app's to show.
  await page.route("**/apps/reprise/photo/*", (route) => route.fulfill({ contentType: "image/svg+xml", body: PHOTO }));
  await logIn(page, served.origin + root, "lena@example.com");
  return page;
}
const PHOTO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="#6f4022"/></svg>';

async function fillCart(page: Page, root = ""): Promise<void> {
  await page.goto(`${served.origin}${root}/products/espresso-morgenrot`);
  await page.getByRole("button", { name: /Warenkorb|Add to cart/ }).click();
  await page.locator("[data-drawer]").waitFor();
}

describe("in a dark scheme", () => {
  test.each([
    ["", WIDE],
    ["/en", NARROW],
  ] as const)("everything can be read, codes and all (shopper 2, shopper 11, shopper 22): %s %o", async (root, viewport) => {
    const page = await customer(root, viewport);
    await fillCart(page, root);
    for (const path of ["/", "/account", "/cart", "/pages/rewards", "/products/espresso-morgenrot"]) {
      await page.goto(served.origin + root + path);
      await expectNoAxeViolations(page);
      expect(await sidewaysOverflow(page), path).toBe(0);
      await picture(page, `dark${path.replaceAll("/", "-")}${root.replace("/", "-")}-${viewport.width}`, { fullPage: true });
    }
  });

  test.each([WIDE, NARROW])(
    "the dialog wears the scheme that it belongs to, the panel its own colors (shopper 2): %o",
    async (viewport) => {
      const page = await customer("", viewport);
      const colors = (selector: string) =>
        page.locator(selector).evaluate((element) => {
          const { color, backgroundColor } = getComputedStyle(element);
          const heading = element.querySelector("h2");
          return { color, backgroundColor, heading: heading === null ? null : getComputedStyle(heading).color };
        });
      await page.locator("main .reprise-rewards form").first().getByRole("button").click();
      const dialog = await colors("main dialog[open]");
      expect(dialog.backgroundColor).toBe("rgb(18, 28, 32)");
      expect(dialog.heading).toBe(dialog.color);
      await expectNoAxeViolations(page, { within: "dialog[open]" });
      await picture(page, `dark-dialog-${viewport.width}`);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "1.250 Punkte" }).click();
      const panel = await colors(".reprise-panel");
      expect(panel.heading).toBe(panel.color);
      await expectNoAxeViolations(page, { within: ".reprise-float" });
      await picture(page, `dark-panel-${viewport.width}`);
    },
  );

  test("lists keep no bullets and summaries an arrow, whatever the theme takes away (shopper 11, shopper 14)", async () => {
    const page = await customer();
    await fillCart(page);
    await page.goto(`${served.origin}/cart`);
    const list = page.locator("main .reprise-codes ul").first();
    expect(await list.evaluate((element) => getComputedStyle(element).paddingInlineStart)).toBe("0px");
    const arrows = await page.locator(".reprise-part > summary, .reprise-more > summary").evaluateAll((summaries) =>
      summaries.map((summary) => {
        const { borderBlockEndWidth, content } = getComputedStyle(summary, "::after");
        return [content, borderBlockEndWidth];
      }),
    );
    expect(arrows.length).toBeGreaterThan(4);
    expect(new Set(arrows.map((arrow) => arrow.join(" ")))).toEqual(new Set([`"" 2px`]));
  });

  test("in forced colors a bar is a frame with a filling (shopper 17)", async () => {
    const page = await customer();
    await page.emulateMedia({ forcedColors: "active" });
    const bar = page.locator("main .reprise-rewards .reprise-bar").first();
    const drawn = await bar.evaluate((element) => {
      const { borderBlockStartWidth, forcedColorAdjust } = getComputedStyle(element);
      const accent = getComputedStyle(element).getPropertyValue("--reprise-accent").trim();
      return { borderBlockStartWidth, forcedColorAdjust, accent };
    });
    expect(drawn).toEqual({ borderBlockStartWidth: "1px", forcedColorAdjust: "none", accent: "Highlight" });
    await picture(page, "forced-colors", { fullPage: true });
  });
});

const cascades = Object.entries(CASCADES).flatMap(([theme, { css, drawer }]) =>
  [WIDE, NARROW].map((viewport) => ({ theme, css, drawer, viewport })),
);

describe.each(cascades)("in the cascade of $theme, $viewport.width wide", ({ theme, css, drawer: written, viewport }) => {
  const open = async (page: Page, path: string) => {
    await page.goto(served.origin + path);
    await page.addStyleTag({ content: css });
  };

  test("blocks keep their colors, lists, arrows and sizes (shopper 2, shopper 11, shopper 14)", async () => {
    const page = await customer("", viewport);
    await fillCart(page);
    for (const path of ["/", "/account", "/cart", "/pages/rewards", "/products/espresso-morgenrot"]) {
      await open(page, path);
      await expectNoAxeViolations(page);
      expect(await sidewaysOverflow(page), path).toBe(0);
      const found = await page.locator("main [class^=reprise-]").evaluateAll((blocks) =>
        blocks.flatMap((block) =>
          [...block.querySelectorAll("h2, h3, ul, summary")].flatMap((element) => {
            const style = getComputedStyle(element);
            const around = getComputedStyle(element.parentElement ?? element);
            const { localName } = element;
            // Those of terms and benefits have bullets of ours; the browser's own place for them is 40 pixels.
            if (localName === "ul") return Number.parseFloat(style.paddingInlineStart) < 30 ? [] : ["a list with bullets' place"];
            if (localName === "summary") {
              const after = getComputedStyle(element, "::after");
              return after.content === '""' && after.borderBlockEndWidth === "2px" ? [] : ["a summary without arrow"];
            }
            return [
              ...(style.color === around.color ? [] : [`${localName} in a color of its own`]),
              ...(Number.parseFloat(style.fontSize) >= 14 ? [] : [`${localName} too small`]),
            ];
          }),
        ),
      );
      expect(found, path).toEqual([]);
      // Themes give number fields a width of their own.
      for (const field of await page.locator("main .reprise-input[type=number]").all())
        expect(await field.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), path).toBeLessThanOrEqual(0);
      await picture(page, `${theme}${path.replaceAll("/", "-")}-${viewport.width}`, { fullPage: true });
    }
  });

  test("buttons have the corners, weight, spacing and case of the theme's own, in blocks and dialog alike (shopper 15)", async () => {
    const page = await customer("", viewport);
    await open(page, "/");
    const looksOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => {
          const style = getComputedStyle(element);
          const { borderRadius, fontWeight, textTransform } = style;
          // A pixel's part is nobody's to see: sizes of text are rounded differently.
          const [letters, beside] = [style.letterSpacing, style.paddingInlineStart].map((size) => Number.parseFloat(size) || 0);
          return { borderRadius, fontWeight, textTransform, letters: letters?.toFixed(1), beside: beside?.toFixed(0) };
        });
    const list = page.locator("main .reprise-rewards").first();
    await list.evaluate((element) => {
      Object.assign(element, { style: "font-size: 15px" });
      const own = document.createElement("button");
      own.className = "button";
      own.textContent = "In den Warenkorb";
      element.append(own);
    });
    const own = await looksOf("main .reprise-rewards .button");
    expect(await looksOf("main .reprise-rewards .reprise-button")).toEqual(own);
    await page.locator("main .reprise-rewards form").first().getByRole("button").click();
    expect(await looksOf("main .reprise-rewards dialog[open] .reprise-button")).toEqual(own);
    await page.evaluate(() => document.documentElement.style.setProperty("--reprise-button-weight", "800"));
    expect((await looksOf("main .reprise-rewards .reprise-button")).fontWeight).toBe("800");
  });

  test("the dialog can be read (shopper 2)", async () => {
    const page = await customer("", viewport);
    await open(page, "/");
    await page.locator("main .reprise-rewards form").first().getByRole("button").click();
    await expectNoAxeViolations(page, { within: "dialog[open]" });
    await picture(page, `${theme}-dialog-${viewport.width}`);
  });

  test("the drawer holds the cart's points where the theme has its sum, and can be read (shopper 9, shopper 10)", async () => {
    const page = await customer("", viewport);
    await page.route(/\/(?:products\/seife|cart\/add\.js)$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: written(await response.text()) });
    });
    await open(page, "/products/seife");
    const drawer = page.locator("[data-drawer]");
    // Whatever it held is made anew with each change.
    const buys = async (points: string) => {
      await page.getByRole("button", { name: "In den Warenkorb" }).click();
      await drawer.locator(".reprise-earn__text").getByText(points).waitFor();
    };
    await buys("49 Punkte");
    await page.keyboard.press("Escape");
    await buys("99 Punkte");
    expect(await drawer.locator(".reprise-cart").count()).toBe(1);
    const summary = drawer.locator(theme === "Dawn" ? ".drawer__footer" : ".cart-drawer__summary");
    await summary.getByText("Deine 1.250 Punkte für diese Bestellung einsetzen").click();
    await expectNoAxeViolations(page, { within: "[data-drawer]" });
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await drawer.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
    await picture(page, `${theme}-drawer-${viewport.width}`);
    await drawer
      .getByRole("button", { name: /Einlösen/ })
      .first()
      .click();
    await drawer.locator("dialog[open]").getByText("Punkte für diese Prämie einlösen?").waitFor();
    await expectNoAxeViolations(page, { within: "dialog dialog[open]" });
    await picture(page, `${theme}-drawer-dialog-${viewport.width}`);
  });
});

describe("while the theme changes the page under the blocks", () => {
  test("the product's points follow the chosen variant, and come without a page load (shopper 8)", async () => {
    const page = await customer();
    await page.goto(`${served.origin}/products/espresso-morgenrot`);
    await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
    const said = page.locator("main .reprise-earn__text");
    expect(await said.innerText()).toContain("(250 g)");
    await page.getByRole("radio", { name: "1 kg" }).check();
    await expect.poll(() => said.innerText()).toMatch(/\(1 kg\) sammelst du 172 Punkte/);
    await page.getByRole("radio", { name: "250 g" }).check();
    await expect.poll(() => said.innerText()).toMatch(/\(250 g\) sammelst du 52 Punkte/);
    expect(await page.evaluate(() => (globalThis as { stayed?: boolean }).stayed)).toBe(true);
  });

  test("the cart's points follow its quantities, without a page load (shopper 8)", async () => {
    const page = await customer();
    await fillCart(page);
    await page.goto(`${served.origin}/cart`);
    await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
    const said = page.locator("main .reprise-earn__text");
    expect(await said.innerText()).toContain("52 Punkte");
    await page.getByRole("spinbutton").fill("3");
    await page.getByRole("button", { name: "Ändern" }).click();
    await expect.poll(() => said.innerText()).toContain("156 Punkte");
    expect(await page.evaluate(() => (globalThis as { stayed?: boolean }).stayed)).toBe(true);
  });

  test.each([WIDE, NARROW])(
    "the drawer says what the cart earns and what points could be spent on, and follows it (shopper 9, shopper 10): %o",
    async (viewport) => {
      const page = await customer("", viewport);
      const drawer = page.locator("[data-drawer]");
      for (const points of ["49 Punkte", "99 Punkte"]) {
        await page.goto(`${served.origin}/products/seife`);
        await page.getByRole("button", { name: "In den Warenkorb" }).click();
        await drawer.locator(".reprise-earn__text").getByText(points).waitFor({ timeout: 20_000 });
      }
      const below = drawer.locator(".drawer__footer");
      expect(await below.locator(".reprise-cart").count()).toBe(1);
      await drawer.getByText("Deine 1.250 Punkte für diese Bestellung einsetzen").click();
      await expectNoAxeViolations(page, { within: "[data-drawer]" });
      expect(await sidewaysOverflow(page)).toBe(0);
      await picture(page, `drawer-${viewport.width}`);
      await drawer
        .getByRole("button", { name: /Einlösen/ })
        .first()
        .click();
      await drawer.locator("dialog[open]").getByText("Punkte für diese Prämie einlösen?").waitFor();
      await picture(page, `drawer-dialog-${viewport.width}`);
    },
  );

  test("the floating button can be made small, and stays so while one visits (shopper 18)", async () => {
    const page = await customer("", NARROW);
    const button = page.locator(".reprise-launcher");
    const width = () => button.evaluate((element) => element.getBoundingClientRect().width);
    const before = await width();
    await button.click();
    await page.getByRole("button", { name: "Nur das Symbol zeigen" }).click();
    await page.keyboard.press("Escape");
    expect(await width()).toBeLessThan(before / 2);
    await page.goto(`${served.origin}/cart`);
    expect(await width()).toBeLessThan(before / 2);
    // Whoever cannot see it still hears it whole.
    await page.getByRole("button", { name: "1.250 Punkte" }).click();
    await page.getByRole("button", { name: "Ganzen Button zeigen" }).click();
    expect(await width()).toBe(before);
  });
});
