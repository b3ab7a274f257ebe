import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { useBrowser } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { serve, type Served } from "./serve.ts";
import { fullProgram, setLoyalty, setPoints, setProgram, testShop } from "./shop.ts";

/** What the blocks offer to who builds a theme (extensions/README.md): events, one event that they listen to, and looks that follow the theme's. */
const fixture = useBrowser();
const shop = testShop();
let served: Served;

type Told = { type: string; detail: unknown; inBlock: boolean };
type Listening = typeof globalThis & { told: Told[] };

beforeAll(async () => {
  setPoints(shop.shop, shop.lena, 1250n, 0n);
  setProgram(shop.shop, fullProgram());
  setLoyalty(shop.shop, shop.lena, { rewards: [] });
  served = await serve(shop);
});
afterAll(() => served.stop());

/** A page with the blocks, whose app answers every form with this. */
async function open(answer: object): Promise<Page> {
  const page = await fixture.newPage();
  await logIn(page, served.origin, "lena@example.com");
  await page.goto(`${served.origin}/pages/rewards`);
  await page.route("**/apps/reprise/**", (route: Route) => route.fulfill({ json: answer }));
  await page.evaluate(() => {
    const heard: Told[] = [];
    Object.assign(globalThis, { told: heard });
    for (const what of ["redeemed", "told", "renewed"])
      document.addEventListener(`reprise:${what}`, (event) => {
        const inBlock = event.target instanceof Element && event.target.closest("[data-reprise-block]") !== null;
        heard.push({ type: event.type, detail: (event as CustomEvent).detail, inBlock });
      });
  });
  return page;
}

const told = (page: Page) => page.evaluate(() => (globalThis as Listening).told);

describe("events", () => {
  test("reprise:redeemed bubbles from the block, with code, whether a cart can use it, and the balance", async () => {
    const page = await open({ ok: true, message: "Bitte sehr", code: "PT-1", applies: true, available: "750", balance: 750 });
    await page.locator("main .reprise-rewards form").first().getByRole("button").click();
    const dialog = page.locator("dialog[open]");
    await dialog.locator("[data-confirm]").click();
    await dialog.getByText("PT-1").waitFor();
    expect(await told(page)).toEqual([
      { type: "reprise:redeemed", detail: { code: "PT-1", applies: true, balance: 750 }, inBlock: true },
    ]);
  });

  test("nothing is announced of what was refused, or of what nobody knows", async () => {
    const page = await open({ ok: false, message: "Dafür hast du noch nicht genug Punkte." });
    await page.locator("main .reprise-rewards form").first().getByRole("button").click();
    await page.locator("dialog[open] [data-confirm]").click();
    await page.getByText("Dafür hast du noch nicht genug Punkte.").waitFor();
    expect(await told(page)).toEqual([]);
  });

  test("reprise:told bubbles from the block that took a claim, with the balance where points came of it", async () => {
    const page = await open({ ok: true, message: "Du hast 40 Punkte bekommen.", available: "1.290", balance: 1290 });
    const claim = page.locator("main form[data-reprise-form=tell]:has(input[name=word])").first();
    await claim.evaluate((form) => {
      for (let part = form.closest("details"); part !== null; part = part.parentElement?.closest("details") ?? null)
        part.open = true;
    });
    await claim.locator("input[name=word]").fill("Sonnenaufgang");
    await claim.getByRole("button").click();
    await page.getByText("Du hast 40 Punkte bekommen.").waitFor();
    expect(await told(page)).toEqual([{ type: "reprise:told", detail: { balance: 1290 }, inBlock: true }]);
  });

  test("a theme's reprise:renew renders the blocks anew, which is told as reprise:renewed; no global is set", async () => {
    const page = await open({});
    setPoints(shop.shop, shop.lena, 1300n, 0n);
    await page.evaluate(() => document.dispatchEvent(new Event("reprise:renew")));
    // 15 % off costs 1,500 points.
    await page.locator("main").getByText("Dir fehlen noch 200 Punkte").first().waitFor();
    const heard = await told(page);
    expect(heard.length).toBeGreaterThan(0);
    expect(new Set(heard.map(({ type, inBlock }) => `${type} ${String(inBlock)}`))).toEqual(new Set(["reprise:renewed true"]));
    expect(await page.evaluate(() => Object.keys(globalThis).filter((name) => /reprise/i.test(name)))).toEqual([]);
    setPoints(shop.shop, shop.lena, 1250n, 0n);
  });
});

describe("looks", () => {
  const cornersOf = (page: Page, selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).borderRadius);

  test.each([
    ["--buttons-radius", "40px"],
    ["--style-border-radius-buttons-primary", "3px"],
  ])("buttons have the corners that the theme says by %s, in blocks and dialog alike (shopper 15)", async (name, radius) => {
    const page = await open({});
    const own = await cornersOf(page, "main .reprise-rewards .reprise-button");
    await page.addStyleTag({ content: `:root { ${name}: ${radius} }` });
    await page.locator("main .reprise-rewards form").first().getByRole("button").click();
    for (const place of ["main .reprise-rewards .reprise-button", "dialog[open] .reprise-button"])
      expect([place, await cornersOf(page, place)]).toEqual([place, radius]);
    expect(own).not.toBe(radius);
  });

  test("the dialog wears the section's colors, whatever they are (shopper 16)", async () => {
    const page = await open({});
    const section = page.locator("main .shopify-section:has(.reprise-rewards)").first();
    await section.evaluate((element) =>
      Object.assign(element.style, { backgroundColor: "rgb(90, 20, 60)", color: "rgb(255, 240, 200)" }),
    );
    const block = page.locator("main .reprise-rewards").first();
    await block.evaluate((element) => {
      for (let part: Element | null = element; part !== null && !part.matches(".shopify-section"); part = part.parentElement)
        Object.assign((part as HTMLElement).style, { backgroundColor: "transparent", color: "inherit" });
    });
    await block.locator("form").first().getByRole("button").click();
    const worn = await page.locator("dialog[open]").evaluate((dialog) => {
      const { backgroundColor, color } = getComputedStyle(dialog);
      return { backgroundColor, color };
    });
    expect(worn).toEqual({ backgroundColor: "rgb(90, 20, 60)", color: "rgb(255, 240, 200)" });
  });
});
