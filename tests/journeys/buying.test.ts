import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, pointsInShopify, untilIdle } from "./people.ts";

/** Our extensions in the checkout and on the page that thanks (issue 11). Each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

async function logIn(page: Page): Promise<void> {
  await page.goto(`${sandbox.ready.storefront}/hosted-account/login?locale=de`);
  await page.getByRole("main").getByRole("textbox").fill(LENA);
  await page.getByRole("button", { name: "Anmelden" }).click();
  await page.waitForURL("**/hosted-account?**");
}

async function toCheckout(page: Page): Promise<void> {
  await page.goto(`${sandbox.ready.storefront}/collections/coffee`);
  await page.locator("main a[href*='/products/']").first().click();
  await page.getByRole("spinbutton").fill("3");
  await page.getByRole("button", { name: "In den Warenkorb" }).click();
  await page.waitForURL("**/cart");
  await page.goto(`${sandbox.ready.storefront}/checkout`);
}

async function order(page: Page, email?: string): Promise<void> {
  if (email !== undefined) await page.locator("form").getByRole("textbox", { name: "E-Mail", exact: false }).first().fill(email);
  for (const [label, text] of [
    ["Nachname", "Vogt"],
    ["Straße und Hausnummer", "Kaffeeweg 1"],
    ["Postleitzahl", "04109"],
    ["Ort", "Leipzig"],
  ] as const)
    await page.getByRole("textbox", { name: label }).fill(text);
  await page.getByRole("button", { name: "Zahlungspflichtig bestellen" }).click();
  await page.waitForURL("**/thank-you/**");
}

const pointsIn = async (page: Page, pattern: RegExp) =>
  Number(/\d+/.exec(await page.getByText(pattern).first().innerText())?.[0] ?? 0);

let promised = 0;

test("a guest sees what the order earns with an account, and signs up for news by keyboard, to be confirmed by email", async () => {
  await sandbox.control("POST", "/shops/morgenrot/accounts", { accounts: "new" });
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await toCheckout(page);
  promised = await pointsIn(page, /^Mit dieser Bestellung sammelst du \d+ Punkte$/);
  await expectNoAxeViolations(page);
  await picture(page, "checkout-guest-de", { fullPage: true });
  await order(page, "gast@example.com");
  await page.getByText(`Mit einem Konto hättest du für diese Bestellung ${promised} Punkte bekommen.`).waitFor();
  const login = page.getByRole("link", { name: "Anmelden oder registrieren" });
  const reached = await page.request.get((await login.getAttribute("href")) ?? "");
  expect(new URL(reached.url()).pathname).toBe("/hosted-account/login");
  const form = page.locator("s-section").last();
  await page.getByRole("region", { name: "Neuigkeiten und Angebote" }).waitFor();
  await form.getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await expectNoAxeViolations(page);
  await picture(page, "thank-you-guest-de", { fullPage: true });
  await form.getByRole("button", { name: "Anmelden" }).focus();
  await page.keyboard.press("Enter");
  await form.getByRole("checkbox").waitFor({ state: "detached" });
  await page.getByText("Bestätige dort bitte deine Anmeldung.", { exact: false }).waitFor();
  await page.setViewportSize(NARROW);
  expect(await sidewaysOverflow(page)).toBe(0);
});

test("the checkout and the page that thanks speak every language, on a phone, too (issue 11, must show 1)", async () => {
  const page = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  const words = [
    [
      "de",
      /^Mit dieser Bestellung sammelst du \d+ Punkte$/,
      /^Mit einem Konto .* Punkte bekommen\.$/,
      "Neuigkeiten und Angebote",
    ],
    ["en", /^This order earns you \d+ points$/, /^With an account, .* points\.$/, "News and offers"],
    ["fr", /^Cette commande vous rapporte \d+ points$/, /^Avec un compte, .* points\.$/, "Actualités et offres"],
    ["es", /^Con este pedido consigues \d+ puntos$/, /^Con una cuenta .* puntos con este pedido\.$/, "Novedades y ofertas"],
    ["it", /^Con questo ordine raccogli \d+ punti$/, /^Con un account .* punti con questo ordine\.$/, "Novità e offerte"],
    ["nl", /^Met deze bestelling spaar je \d+ punten$/, /^Met een account .* punten gespaard\.$/, "Nieuws en aanbiedingen"],
  ] as const;
  const inLanguage = (locale: string, path: string) => `${sandbox.ready.storefront}${locale === "de" ? "" : `/${locale}`}${path}`;
  await toCheckout(page);
  for (const [locale, earns] of words) {
    await page.goto(inLanguage(locale, "/checkout"));
    await page.getByText(earns).waitFor();
    expect([locale, await sidewaysOverflow(page)]).toEqual([locale, 0]);
    await expectNoAxeViolations(page);
  }
  await page.goto(inLanguage("de", "/checkout"));
  await order(page, "gast@example.com");
  const { pathname } = new URL(page.url());
  for (const [locale, , thanks, signUp] of words) {
    await page.goto(inLanguage(locale, pathname));
    await page.getByText(thanks).waitFor();
    await page.getByRole("region", { name: signUp }).waitFor();
    expect([locale, await sidewaysOverflow(page)]).toEqual([locale, 0]);
    await expectNoAxeViolations(page);
    await picture(page, `thank-you-narrow-${locale}`, { fullPage: true });
  }
});

test("who is logged in redeems in the checkout by keyboard, and sees what the order earns before and after it has arrived", async () => {
  await sandbox.control("POST", "/orders", { customer: LENA, lines: [{ title: "Mühle", price: "150.00", quantity: 1 }] });
  await untilIdle(sandbox);
  await sandbox.control("POST", "/clock", { advanceDays: 14 });
  await untilIdle(sandbox);
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await logIn(page);
  await toCheckout(page);
  expect(await pointsIn(page, /^Mit dieser Bestellung sammelst du \d+ Punkte$/)).toBe(promised);
  await page.locator("s-heading", { hasText: "630 Punkte" }).waitFor();
  await page.locator("s-summary", { hasText: "Punkte einlösen" }).click();
  await page.getByRole("button", { name: "Einlösen: 5 € Rabatt" }).focus();
  await page.keyboard.press("Enter");
  await expectNoAxeViolations(page);
  await picture(page, "checkout-redeem-de", { fullPage: true });
  await page.getByRole("button", { name: "Jetzt einlösen: 5 € Rabatt" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("−5,00 €").first().waitFor();
  await page.locator("s-heading", { hasText: "130 Punkte" }).waitFor();
  // The order fails: its code is there again for the next, and nothing is lost.
  await page.goto(sandbox.ready.storefront);
  await page.goto(`${sandbox.ready.storefront}/checkout`);
  await page.getByText("−5,00 €").first().waitFor();
  const reduced = await pointsIn(page, /^Mit dieser Bestellung sammelst du \d+ Punkte$/);
  expect(reduced).toBeLessThan(promised);
  await order(page);
  await page.getByText(`Mit dieser Bestellung hast du ${reduced} Punkte gesammelt.`).waitFor();
  await page.locator("s-heading", { hasText: "130 Punkte" }).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "thank-you-de", { fullPage: true });
  await untilIdle(sandbox);
  expect(await pointsInShopify(sandbox, LENA)).toEqual({ points_balance: "130", points_pending: String(reduced) });
});

test("who has ordered gets the link to recommend the shop on the page that thanks, by keyboard, with what to say (issue 11, referrals)", async () => {
  const merchant = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  const app = await openApp(merchant, sandbox.ready.admin, "/program/referrals", "de");
  await app.getByRole("checkbox", { name: "Kundinnen und Kunden können den Shop empfehlen" }).check();
  await merchant.getByRole("button", { name: "Speichern", exact: true }).click();
  await merchant.getByText("Gespeichert", { exact: false }).first().waitFor();
  await untilIdle(sandbox);
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await logIn(page);
  await toCheckout(page);
  await order(page);
  await page.getByRole("region", { name: "Empfiehl uns weiter" }).waitFor();
  await page.getByRole("button", { name: "Meinen Link anzeigen" }).focus();
  await page.keyboard.press("Enter");
  const link = page.getByRole("textbox", { name: "Dein Link" });
  await link.waitFor();
  expect(await link.inputValue()).toMatch(/^https?:\/\/\S+\?l=de$/);
  expect(await link.isEditable()).toBe(false);
  await page.getByText("Bitte sag dazu", { exact: false }).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "thank-you-referral-de", { fullPage: true });
  await page.setViewportSize(NARROW);
  expect(await sidewaysOverflow(page)).toBe(0);
  await picture(page, "thank-you-referral-de-narrow", { fullPage: true });
});

test("an order that is refunded takes its points along, and checkout and thank-you page say what Shopify has", async () => {
  // What the order before promised has to stand in Shopify first.
  await untilIdle(sandbox);
  const { lastOrder } = (await sandbox.control("GET", `/customers/${LENA}`)) as { lastOrder: string };
  const before = await pointsInShopify(sandbox, LENA);
  await sandbox.control("POST", `/orders/${lastOrder.slice(1)}/refund`, {});
  await untilIdle(sandbox);
  const after = await pointsInShopify(sandbox, LENA);
  expect(Number(before.points_pending) - Number(after.points_pending)).toBe(promised);
  expect(after.points_balance).toBe(before.points_balance);

  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  const stands = async () => {
    const has = await pointsInShopify(sandbox, LENA);
    await page.locator("s-heading", { hasText: new RegExp(`^${has.points_balance} Punkte$`) }).waitFor();
    await page
      .getByText(new RegExp(`^${has.points_pending} Punkte? `))
      .first()
      .waitFor();
  };
  await logIn(page);
  await toCheckout(page);
  expect(await pointsIn(page, /^Mit dieser Bestellung sammelst du \d+ Punkte$/)).toBe(promised);
  await stands();
  await order(page);
  await page.getByText(`Mit dieser Bestellung hast du ${promised} Punkte gesammelt.`).waitFor();
  await untilIdle(sandbox);
  await page.reload();
  await stands();
  expect(Number((await pointsInShopify(sandbox, LENA)).points_pending)).toBe(Number(after.points_pending) + promised);
});
