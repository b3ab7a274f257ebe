import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { expectNoAxeViolations, sidewaysOverflow, useBrowser } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, pointsInShopify, untilIdle } from "./people.ts";

/** A change of rules as the merchant makes it, and what it does to orders; each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

type Placed = { name: string; lines: { total: string; tax: string }[] };

let oldOrder = "";

async function buy(price: string): Promise<Placed> {
  // Shopify tells of orders in whole seconds: what was changed in the same one would seem to come after it.
  await sandbox.control("POST", "/clock", { advanceMs: 1_000 });
  const order = (await sandbox.control("POST", "/orders", {
    ...{ customer: LENA, shipping: "0.00" },
    lines: [{ title: "Tee", price, quantity: 1 }],
  })) as Placed;
  await untilIdle(sandbox);
  return order;
}

/** Points at so many per unit of what a line is without tax. */
function pointsOf({ lines }: Placed, rate: number): number {
  return Math.floor(
    (lines.reduce((sum, { total, tax }) => sum + Math.round(100 * (Number(total) - Number(tax))), 0) * rate) / 100,
  );
}

async function pending(): Promise<number> {
  return Number((await pointsInShopify(sandbox, LENA)).points_pending);
}

/** Presses what the admin's save bar shows. */
async function saveDraft(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
}

describe("the merchant changes the rate", () => {
  let first: Placed;
  let earned = 0;

  test("an order earns by the rules that the app came with", async () => {
    first = await buy("119.00");
    oldOrder = first.name;
    earned = pointsOf(first, 5);
    expect(earned).toBe(500);
    expect(await pending()).toBe(earned);
  });

  test("a wrong rate is refused beside its field; a right one becomes a draft that changes nothing yet", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/program");
    await app.getByRole("link", { name: "Edit: Earning" }).click();
    const points = app.getByRole("textbox", { name: "Points", exact: true }).first();
    await points.fill("a lot");
    await saveDraft(page);
    await app.getByText("with at most six decimals").waitFor();
    await expectNoAxeViolations(app);
    await points.fill("7.5");
    // 49.90 with 19 % tax in it is 41.93: 314 points.
    await app.getByText("An order of €49.90 earns 314 points").waitFor();
    await saveDraft(page);
    await app.getByText("You have unpublished changes").waitFor();
    await app.getByText("7.5 points per €1").waitFor();
    await untilIdle(sandbox);
    expect(await pending()).toBe(earned);
  });

  test("the preview shows the difference, also on a telephone, and publishing asks once more", async () => {
    const phone = await browser.newPage({ locale: "de-DE", viewport: { width: 320, height: 700 } });
    const small = await openApp(phone, sandbox.ready.admin, "/program/preview", "de");
    await small.getByText("Punkte der letzten 90 Tage").waitFor();
    expect(await sidewaysOverflow(small)).toBe(0);
    await expectNoAxeViolations(small);

    const page = await browser.newPage();
    let weighed = 0;
    page.on("request", (request) => {
      if (request.url().includes("/program/figures")) weighed += 1;
    });
    const app = await openApp(page, sandbox.ready.admin, "/program/preview");
    await app.getByRole("heading", { name: "Orders that differ most" }).waitFor();
    await app.getByText("+250").first().waitFor();
    await app.getByText("+50%").waitFor();
    await expectNoAxeViolations(app);
    await app.getByRole("button", { name: "Publish", exact: true }).click();
    await app.getByText("It takes effect at once").waitFor();
    await app.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await app.getByRole("heading", { name: "Version 2" }).waitFor();
    await app.getByText("Changed: Earning").waitFor();
    expect(weighed).toBe(1);
    await untilIdle(sandbox);
    expect(await pending()).toBe(earned);
  });

  test("a new order earns by the new rules, and the old order's refund takes back at the old ones", async () => {
    const second = await buy("119.00");
    earned += pointsOf(second, 7.5);
    expect(await pending()).toBe(earned);
    await sandbox.control("POST", `/orders/${encodeURIComponent(oldOrder)}/refund`, { amount: "59.50" });
    await untilIdle(sandbox);
    expect(await pending()).toBe(earned - pointsOf(first, 5) / 2);
  });
});

describe("the merchant gives the shop tiers", () => {
  test("moves a threshold with the keyboard and with the mouse, and doubles the points of a collection", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/program/tiers");
    await app.getByRole("button", { name: "Start with Bronze, Silver and Gold" }).click();
    const silver = app.getByRole("slider", { name: "Threshold of Silver" });
    await silver.waitFor();
    const threshold = async () => Number(await silver.getAttribute("aria-valuenow"));
    expect(await threshold()).toBe(500);
    await silver.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(threshold).toBe(550);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(threshold).toBe(500);
    const from = await silver.boundingBox();
    if (from === null) throw new Error("The handle is not to be seen");
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2 - 60, from.y + from.height / 2, { steps: 5 });
    await page.mouse.up();
    await expect.poll(threshold).toBeLessThan(500);
    await expectNoAxeViolations(app);
    await saveDraft(page);
    await app.getByText(/^Bronze from .* · Silver from .* · Gold from /).waitFor();

    const frame = await openApp(page, sandbox.ready.admin, "/program/multipliers");
    await frame.getByRole("button", { name: "Add a multiplier" }).click();
    await frame.getByRole("button", { name: "Choose collections" }).click();
    await page.getByLabel("Coffee").check();
    await page.locator("dialog button.primary").click();
    await frame.getByText("Coffee", { exact: true }).waitFor();
    await expectNoAxeViolations(frame);
    await saveDraft(page);
    await frame.getByText("More points (×2)").waitFor();
  });

  test("the version comes into force at its hour: tier and collection count from then on", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/program/preview");
    await app.getByText("1 customer: No tier → Silver").waitFor();
    await app.getByText("On a date").click();
    const { now } = (await sandbox.control("GET", "/clock")) as { now: string };
    const at = new Date(new Date(now).getTime() + 26 * 3_600_000);
    await app.getByLabel("Date and time").fill(`${at.toISOString().slice(0, 10)}T09:00`);
    await app.getByRole("button", { name: "Publish", exact: true }).click();
    await app.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await app.getByText("Scheduled", { exact: true }).waitFor();
    await sandbox.control("POST", "/clock", { advanceDays: 3 });
    await untilIdle(sandbox);

    const before = await pending();
    const order = (await sandbox.control("POST", "/orders", {
      ...{ customer: LENA, shipping: "0.00" },
      lines: [{ product: "espresso-morgenrot", quantity: 10 }],
    })) as Placed;
    await untilIdle(sandbox);
    // Twice for the collection, a quarter more for Silver.
    expect((await pending()) - before).toBe(pointsOf(order, 7.5 * 2 * 1.25));
  });
});

describe("the merchant switches the program (merchant 10)", () => {
  const productPage = async () => (await fetch(`${sandbox.ready.storefront}/products/espresso-morgenrot`)).text();

  test("pauses it after a question: nothing is earned, and the shop says nothing of points", async () => {
    expect(await productPage()).toContain("reprise-earn__text");
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/program");
    await app.getByText("Customers earn points with their orders and redeem them.").waitFor();
    await expectNoAxeViolations(app);
    await app.getByRole("button", { name: "Pause", exact: true }).click();
    await app.getByText("What stays: balances, tiers and codes").waitFor();
    await app.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
    await app.getByText("Nobody earns points, redeems them, or loses any.").waitFor();
    await expectNoAxeViolations(app);
    await untilIdle(sandbox);
    expect(await productPage()).not.toContain("reprise-earn__text");
    const before = await pending();
    await buy("119.00");
    expect(await pending()).toBe(before);
  });

  test("tests it with a tag, refused while it is empty; the pages about the program say so, also in German on a telephone", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/program");
    await app.getByRole("button", { name: "Test with tagged customers" }).click();
    await app.getByRole("button", { name: "Start the test" }).click();
    await app.getByText("Enter one tag, without commas.").waitFor();
    await expectNoAxeViolations(app);
    await app.getByLabel("Customer tag").fill("beta");
    await app.getByRole("button", { name: "Start the test" }).click();
    await app.getByText("Only customers with the tag “beta” take part").waitFor();

    const phone = await browser.newPage({ locale: "de-DE", viewport: { width: 320, height: 700 } });
    const small = await openApp(phone, sandbox.ready.admin, "/program/rewards", "de");
    await small.getByText("Das Programm wird getestet").waitFor();
    const card = await openApp(phone, sandbox.ready.admin, "/program", "de");
    await card.getByRole("button", { name: "Verlauf anzeigen" }).click();
    await card.getByText("Test mit dem Tag „beta“").waitFor();
    expect(await sidewaysOverflow(card)).toBe(0);
    await expectNoAxeViolations(card);

    const before = await pending();
    await buy("119.00");
    expect(await pending()).toBe(before);
  });

  test("goes live again, and orders earn", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/program");
    await app.getByRole("button", { name: "Go live", exact: true }).click();
    await app.getByRole("dialog").getByRole("button", { name: "Go live", exact: true }).click();
    await app.getByText("Customers earn points with their orders and redeem them.").waitFor();
    await untilIdle(sandbox);
    expect(await productPage()).toContain("reprise-earn__text");
    const before = await pending();
    await buy("119.00");
    expect(await pending()).toBeGreaterThan(before);
  });
});
