import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, pointsInShopify, untilIdle } from "./people.ts";

/** A challenge and a badge from their making to what a shopper has of them in the theme (issue 12: 4). */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

const save = async (page: Page) => {
  const bar = page.getByRole("region", { name: /Unsaved changes|Ungespeicherte/ });
  await bar.getByRole("button", { name: /^(Save|Speichern)$/ }).click();
  await bar.waitFor({ state: "hidden" });
};

async function buy(price: string): Promise<string> {
  const lines = [{ title: "Bohnen", price, quantity: 1 }];
  const { name } = (await sandbox.control("POST", "/orders", { customer: LENA, lines })) as { name: string };
  await untilIdle(sandbox);
  return name.slice(1);
}

test("a challenge is made, moves with orders and refunds, is completed once, and pays when nothing can come back", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/program/achievements");
  await expectNoAxeViolations(app);
  await picture(page, "achievements-en");
  await app.getByRole("button", { name: "Add: Welcome!" }).click();
  await app.getByRole("button", { name: "Switch on" }).click();
  await app.getByRole("heading", { name: "State: Active" }).waitFor();

  // From the keyboard alone: today until then, in the merchant's words; what makes no sense is told where it stands.
  app = await openApp(page, sandbox.ready.admin, "/program/achievements");
  await app.getByRole("button", { name: "Add: Two is better" }).focus();
  await page.keyboard.press("Enter");
  await app.getByLabel("Name", { exact: true }).waitFor();
  await app.getByLabel("Language").selectOption({ label: "German" });
  await app.getByLabel("Name", { exact: true }).fill("Zweimal im Advent");
  await app.getByLabel("How many", { exact: true }).fill("zwei");
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await bar.getByRole("button", { name: "Save" }).click();
  await app.getByText("Please enter a whole number.").waitFor();
  expect(await app.getByLabel("Name", { exact: true }).inputValue()).toBe("Zweimal im Advent");
  await app.getByLabel("How many", { exact: true }).fill("2");
  const { now } = (await sandbox.control("GET", "/clock")) as { now: string };
  await app.getByLabel("First day").fill(new Date(now).toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" }));
  await app.getByText("The preview appears").waitFor({ state: "hidden" });
  await app.getByText("1 of 2").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "achievement-editor-en", { fullPage: true });
  await save(page);
  await app.getByRole("button", { name: "Switch on" }).click();
  await app.getByRole("heading", { name: "State: Active" }).waitFor();
  await app.getByText("To change it, make a copy.").waitFor();
  await untilIdle(sandbox);

  const shopper = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  await buy("20.00");
  await logIn(shopper, sandbox.ready.storefront, LENA);
  const box = shopper.locator("section", { has: shopper.getByRole("heading", { name: "Abzeichen und Challenges" }) });
  await box.getByText("1 von 2").waitFor();
  await box.getByText("Willkommen!").waitFor();
  await box.getByText("Zweimal im Advent").waitFor();
  expect(await box.getByRole("progressbar").getAttribute("value")).toBe("1");
  await expectNoAxeViolations(shopper);
  expect(await sidewaysOverflow(shopper)).toBe(0);
  await picture(shopper, "achievements-theme-de", { fullPage: true });

  // Completed, then the second order is canceled, and another takes its place.
  const second = await buy("30.00");
  await shopper.reload();
  expect(await box.getByRole("progressbar").count()).toBe(0);
  await sandbox.control("POST", `/orders/${second}/cancel`);
  await untilIdle(sandbox);
  await shopper.reload();
  await box.getByText("1 von 2").waitFor();
  await buy("40.00");
  const earned = 5 * 60 + 150;
  const { points_pending: pending } = await pointsInShopify(sandbox, LENA);
  expect(Number(pending)).toBeGreaterThanOrEqual(150);
  await sandbox.control("POST", "/clock", { advanceDays: 15 });
  await untilIdle(sandbox);
  const after = await pointsInShopify(sandbox, LENA);
  expect(after.points_pending).toBe("0");
  expect(Number(after.points_balance)).toBeGreaterThan(150);
  expect(Number(after.points_balance)).toBeLessThanOrEqual(earned);
  await shopper.reload();
  await shopper.getByText("Zweimal im Advent").first().waitFor();
  expect(await box.getByText(/^Bekommen am/).count()).toBe(2);

  // The merchant sees who has it, and the customer's page what happened, in German and narrow.
  const merchant = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  let admin = await openApp(merchant, sandbox.ready.admin, "/program/achievements", "de");
  await admin.getByText("1 Kundin oder Kunde hat es · 1 nimmt teil · 150 Punkte bisher").waitFor();
  await expectNoAxeViolations(admin);
  expect(await sidewaysOverflow(admin)).toBe(0);
  await picture(merchant, "achievements-de-narrow", { fullPage: true });
  await admin.getByRole("link", { name: "Zweimal im Advent" }).click();
  await admin.getByRole("heading", { name: "Zustand: Aktiv" }).waitFor();
  await expectNoAxeViolations(admin);
  expect(await sidewaysOverflow(admin)).toBe(0);
  await picture(merchant, "achievement-editor-de-narrow", { fullPage: true });
  const { id } = (await sandbox.control("GET", `/customers/${LENA}`)) as { id: string };
  admin = await openApp(merchant, sandbox.ready.admin, `/customers/${id}?tab=timeline`, "de");
  await admin.getByText("Hat die Challenge „Zweimal im Advent“ geschafft").first().waitFor();
  await admin.getByText(/^Hat „Zweimal im Advent“ verloren/).waitFor();
  await expectNoAxeViolations(admin);
  await picture(merchant, "customer-achievements-de", { fullPage: true });
});
