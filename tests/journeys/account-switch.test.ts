import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, pointsInShopify, untilIdle } from "./people.ts";

/**
 * A shop that has run on legacy accounts switches to Shopify's own account pages: shoppers keep all they had, and the merchant is told what to place where
 * (issue 11, must show 6). Each test goes on where the one before stopped.
 */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";
let code = "";

test("with legacy accounts a shopper earns and redeems in the theme, and Home asks for nothing", async () => {
  await sandbox.control("POST", "/orders", { customer: LENA, lines: [{ title: "Mühle", price: "150.00", quantity: 1 }] });
  await untilIdle(sandbox);
  await sandbox.control("POST", "/clock", { advanceDays: 14 });
  await untilIdle(sandbox);
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await logIn(page, sandbox.ready.storefront, LENA);
  const rewards = page.locator("main .reprise-rewards .reprise-item");
  const five = rewards.filter({ has: page.getByText("5 € Rabatt", { exact: true }) });
  await five.getByRole("button", { name: "Einlösen" }).click();
  const dialog = page.getByRole("dialog", { name: "5 € Rabatt" });
  await dialog.getByRole("button", { name: "Jetzt einlösen" }).click();
  await dialog.getByText("Hier ist dein Code für „5 € Rabatt“.").waitFor();
  code = (await dialog.locator("code").innerText()).trim();
  await untilIdle(sandbox);
  expect((await pointsInShopify(sandbox, LENA)).points_balance).toBe("130");

  const merchant = await browser.newPage({ viewport: WIDE });
  const app = await openApp(merchant, sandbox.ready.admin);
  await app.getByRole("button", { name: "Show points in your theme" }).click();
  await app.getByText("Points also belong in these places:").waitFor();
  expect(await app.getByText("Shopify’s own account pages", { exact: false }).count()).toBe(0);
  await app.getByRole("button", { name: "Hide this guide" }).click();
  await app.getByRole("button", { name: "Show the setup guide" }).waitFor();
  expect(await app.getByText("Your shop’s account pages don’t show points yet").count()).toBe(0);
});

test("after the switch Home says that the account pages show no points yet, and what to place where", async () => {
  await sandbox.control("POST", "/shops/morgenrot/accounts", { accounts: "new" });
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE });
  const app = await openApp(page, sandbox.ready.admin);
  await app.getByRole("heading", { name: "Your shop’s account pages don’t show points yet" }).waitFor();
  await app.getByText("Nothing is lost: add our page and block there", { exact: false }).waitFor();
  const editor = "shopify://admin/settings/checkout/editor?page=profile&context=apps";
  const toDo = app.getByRole("link", { name: "Open the accounts editor: Your shop’s account pages don’t show points yet" });
  expect(await toDo.getAttribute("href")).toBe(editor);
  await expectNoAxeViolations(app);
  await picture(page, "account-switch-home-wide");
  await page.setViewportSize(NARROW);
  expect(await sidewaysOverflow(app)).toBe(0);
  await page.setViewportSize(WIDE);

  await app.getByRole("button", { name: "Show the setup guide" }).click();
  await app.getByRole("heading", { name: "Your shop’s account pages don’t show points yet" }).waitFor({ state: "detached" });
  const step = app.getByRole("button", { name: "Show points in your theme" });
  if ((await step.getAttribute("aria-expanded")) === "false") await step.click();
  await app.getByText("and nobody loses anything.", { exact: false }).waitFor();
  for (const place of ["Account page", "Profile", "Orders", "Order status"])
    await app
      .locator("#step-theme li")
      .filter({ hasText: `${place}: ` })
      .first()
      .waitFor();
  expect(await app.getByRole("link", { name: "Open the accounts editor" }).getAttribute("href")).toBe(editor);
  await expectNoAxeViolations(app);
  await picture(page, "account-switch-guide-wide", { fullPage: true });
});

test("the new account has the same balance, code and history, and once it was seen Home is content", async () => {
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await page.goto(`${sandbox.ready.storefront}/account/login`);
  await page.waitForURL("**/hosted-account/login?**");
  await page.getByRole("main").getByRole("textbox").fill(LENA);
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await page.waitForURL("**/hosted-account?**");
  await page.getByText("130 Punkte", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Punkte und Prämien", exact: true }).click();
  await page.getByText("130 Punkte", { exact: true }).waitFor();
  await page.getByRole("region", { name: "Deine offenen Prämien" }).waitFor();
  for (const line of [code, "Bestellung #1001", "+630", "−500"]) await page.getByText(line, { exact: true }).first().waitFor();
  await picture(page, "account-switch-account-de", { fullPage: true });
  expect((await pointsInShopify(sandbox, LENA)).points_balance).toBe("130");

  const merchant = await browser.newPage({ viewport: WIDE });
  const app = await openApp(merchant, sandbox.ready.admin);
  const step = app.getByRole("button", { name: "Show points in your theme" });
  if ((await step.getAttribute("aria-expanded")) === "false") await step.click();
  await app.getByText("Shoppers see it in their account: the first one opened it on", { exact: false }).waitFor();
});
