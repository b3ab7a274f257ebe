import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, pointsInShopify, untilIdle } from "./people.ts";

/**
 * A shop whose customer accounts are Shopify's own pages, where no theme is: a shopper finds their points in our extension, spends them, and sees what comes
 * back (real-store A3). Each test goes on where the one before stopped.
 */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";
const OFFLINE = [/ERR_FAILED|Failed to fetch/];

async function logIn(page: Page, locale: string): Promise<void> {
  await page.goto(`${sandbox.ready.storefront}/hosted-account/login?locale=${locale}`);
  await page.getByRole("main").getByRole("textbox").fill(LENA);
  await page.getByRole("button", { name: /^(Anmelden|Log in)$/ }).click();
  await page.waitForURL("**/hosted-account?**");
}

const openRewards = (page: Page, locale: string) =>
  page.goto(`${sandbox.ready.storefront}/hosted-account/rewards?locale=${locale}`);

let code = "";

/** Nobody has as many answers in a minute as these pages ask for. */
async function aMinuteLater(): Promise<void> {
  await sandbox.control("POST", "/clock", { advanceMs: 61_000 });
}

test("the profile says how many points there are, and leads to all the rest (shopper 1)", async () => {
  await sandbox.control("POST", "/shops/morgenrot/accounts", { accounts: "new" });
  await sandbox.control("POST", "/orders", { customer: LENA, lines: [{ title: "Mühle", price: "150.00", quantity: 1 }] });
  await untilIdle(sandbox);
  await sandbox.control("POST", "/clock", { advanceDays: 14 });
  await untilIdle(sandbox);
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await logIn(page, "de");
  await page.getByRole("region", { name: "Punkte und Prämien" }).waitFor();
  await page.getByText("630 Punkte").waitFor();
  await expectNoAxeViolations(page);
  // The same on the page of the profile.
  await page.getByRole("link", { name: "Profil" }).click();
  await page.getByText("630 Punkte").waitFor();
  await page.getByRole("link", { name: "Zu deinen Prämien" }).click();
  await page.getByRole("heading", { name: "Punkte und Prämien", level: 1 }).waitFor();
  // What they are written about is chosen on the same page that emails lead to.
  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: "E-Mail-Einstellungen ändern" }).click();
  const preferences = await opened;
  await preferences.getByRole("heading", { name: "Deine E-Mail-Einstellungen", level: 1 }).waitFor();
  await preferences.close();
});

test("an order says what it brings, and nothing to whoever only has its link", async () => {
  const merchant = await browser.newPage({ viewport: WIDE });
  const { orders } = (await sandbox.control("GET", `/customers/${LENA}`)) as { orders: { id: string }[] };
  await merchant.goto(`${sandbox.ready.admin}/orders/${orders[0]?.id ?? ""}`);
  const link = await merchant.getByRole("link", { name: "View order status page" }).getAttribute("href");
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await page.goto(`${link ?? ""}&locale=de`);
  await page.getByRole("region", { name: "Mit jeder Bestellung Punkte sammeln" }).waitFor();
  expect(await page.getByText(/630|Dein Stand/).count()).toBe(0);
  await expectNoAxeViolations(page);
  await picture(page, "order-status-by-link-de");
  await page.getByRole("button", { name: "Anmelden" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/hosted-account/login?**");
  await page.getByRole("main").getByRole("textbox").fill(LENA);
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await page.getByText("Mit dieser Bestellung hast du 630 Punkte gesammelt.").waitFor();
  await page.getByText("630 Punkte", { exact: true }).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "order-status-de", { fullPage: true });

  const { name } = (await sandbox.control("POST", "/orders", {
    ...{ customer: LENA, paid: false, lines: [{ title: "Bohnen", price: "20.00", quantity: 1 }] },
  })) as { name: string };
  await untilIdle(sandbox);
  await page.goto(`${sandbox.ready.storefront}/hosted-account?locale=de`);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByText(/^Sobald die Bestellung bezahlt ist, bekommst du dafür \d+ Punkte\.$/).waitFor();
  await sandbox.control("POST", `/orders/${name.slice(1)}/cancel`);
  await untilIdle(sandbox);
  await page.reload();
  await page.getByText("Für diese Bestellung gibt es keine Punkte.").waitFor();
});

test("points are spent by keyboard, after a question; where the answer is lost, the same again spends them once", async () => {
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE, allow: OFFLINE });
  await logIn(page, "de");
  await openRewards(page, "de");
  await page.getByText("630 Punkte").waitFor();
  for (const heading of ["Punkte einlösen", "So sammelst du Punkte", "Deine letzten Punkte"])
    await page.getByRole("heading", { name: heading, level: 2 }).waitFor();
  await page.getByText("5 Punkte je 1 € Warenwert, gerechnet ohne Steuern und Versand.").waitFor();
  await page.getByText("Bestellung #1001").waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "hosted-account-de", { fullPage: true });

  await page.getByRole("button", { name: "Einlösen: 5 € Rabatt" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("500 Punkte für diese Prämie einlösen?").waitFor();
  await page.route("**/storefront/v1/redemptions?**", async (route) => {
    // A browser asks first whether it may post.
    if (route.request().method() === "POST") expect((await route.fetch()).status()).toBe(200);
    await (route.request().method() === "POST" ? route.abort() : route.continue());
  });
  await page.getByRole("button", { name: "Jetzt einlösen: 5 € Rabatt" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Wir wissen noch nicht, ob das geklappt hat.", { exact: false }).waitFor();
  await page.unroute("**/storefront/v1/redemptions?**");
  await page.getByRole("button", { name: "Jetzt einlösen: 5 € Rabatt" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Hier ist dein Code für „5 € Rabatt“.").waitFor();
  await page.getByRole("region", { name: "Deine offenen Prämien" }).waitFor();
  code = (await page.getByText(/^PT-/).first().innerText()).trim();
  await page.getByText("130 Punkte", { exact: true }).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "hosted-account-code-de", { fullPage: true });
  await untilIdle(sandbox);
  // What the theme's blocks read says the same.
  expect((await pointsInShopify(sandbox, LENA)).points_balance).toBe("130");
});

test("the code is used, half of the order is refunded, and the account tells both", async () => {
  const page = await browser.newPage({ locale: "de-DE" });
  await logIn(page, "de");
  await page.goto(`${sandbox.ready.storefront}/collections/coffee`);
  await page.locator("main a[href*='/products/']").first().click();
  await page.getByRole("spinbutton").fill("3");
  await page.getByRole("button", { name: "In den Warenkorb" }).click();
  await page.waitForURL("**/cart");
  await page.goto(`${sandbox.ready.storefront}/discount/${code}?redirect=/cart`);
  await page.locator(".cart-end").getByText("−5,00 €").waitFor();
  await page.goto(`${sandbox.ready.storefront}/checkout`);
  for (const [label, text] of [
    ["Nachname", "Vogt"],
    ["Straße und Hausnummer", "Kaffeeweg 1"],
    ["Postleitzahl", "04109"],
    ["Ort", "Leipzig"],
  ] as const)
    await page.getByRole("textbox", { name: label }).fill(text);
  await page.getByRole("button", { name: "Zahlungspflichtig bestellen" }).click();
  await page.waitForURL("**/thank-you/**");
  await untilIdle(sandbox);
  await openRewards(page, "de");
  await page.getByText("130 Punkte", { exact: true }).waitFor();
  expect(await page.getByText(code).count()).toBe(0);

  const { lastOrder } = (await sandbox.control("GET", `/customers/${LENA}`)) as { lastOrder: string };
  const { subtotal } = (await sandbox.control("GET", `/orders/${lastOrder.slice(1)}`)) as { subtotal: string };
  await sandbox.control("POST", `/orders/${lastOrder.slice(1)}/refund`, { amount: (Number(subtotal) / 2).toFixed(2) });
  await untilIdle(sandbox);
  await page.reload();
  await page.getByText("Punkte zurück nach Erstattung").waitFor();
  const { points_balance } = await pointsInShopify(sandbox, LENA);
  await page.getByText(`${points_balance} Punkte`, { exact: true }).waitFor();
});

test("every language has all texts, and a phone shows them without scrolling sideways", async () => {
  const page = await browser.newPage({ viewport: NARROW });
  await logIn(page, "en");
  for (const [locale, title] of [
    ["en", "Points and rewards"],
    ["de", "Punkte und Prämien"],
    ["fr", "Points et récompenses"],
    ["es", "Puntos y recompensas"],
    ["it", "Punti e premi"],
    ["nl", "Punten en beloningen"],
  ] as const) {
    await aMinuteLater();
    await openRewards(page, locale);
    await page.getByRole("heading", { name: title, level: 1 }).waitFor();
    await page.getByRole("heading", { level: 2 }).nth(2).waitFor();
    expect([locale, await sidewaysOverflow(page)]).toEqual([locale, 0]);
    await expectNoAxeViolations(page);
    await picture(page, `hosted-account-narrow-${locale}`, { fullPage: true });
  }
});

test("profile, orders and the page of an order speak every language, on a phone, too (issue 11, must show 1)", async () => {
  const merchant = await browser.newPage({ viewport: WIDE });
  const { orders } = (await sandbox.control("GET", `/customers/${LENA}`)) as { orders: { id: string }[] };
  await merchant.goto(`${sandbox.ready.admin}/orders/${orders[0]?.id ?? ""}`);
  const link = (await merchant.getByRole("link", { name: "View order status page" }).getAttribute("href")) ?? "";
  const page = await browser.newPage({ viewport: NARROW });
  await logIn(page, "en");
  const guest = await browser.newPage({ viewport: NARROW });
  for (const [locale, open, brought, invited] of [
    ["en", "See your rewards", /^This order earned you \d+ points\.$/, "Collect points with every order"],
    ["de", "Zu deinen Prämien", /^Mit dieser Bestellung hast du \d+ Punkte gesammelt\.$/, "Mit jeder Bestellung Punkte sammeln"],
    ["fr", "Voir vos récompenses", /^Cette commande vous a rapporté \d+ points\.$/, "Gagnez des points à chaque commande"],
    ["es", "Ver tus recompensas", /^Con este pedido has conseguido \d+ puntos\.$/, "Consigue puntos con cada pedido"],
    ["it", "Vai ai tuoi premi", /^Con questo ordine hai raccolto \d+ punti\.$/, "Raccogli punti con ogni ordine"],
    ["nl", "Naar je beloningen", /^Met deze bestelling heb je \d+ punten gespaard\.$/, "Spaar punten met elke bestelling"],
  ] as const) {
    const { storefront } = sandbox.ready;
    await aMinuteLater();
    for (const [whose, address, text] of [
      [page, `${storefront}/hosted-account?locale=${locale}`, open],
      [page, `${storefront}/hosted-account/profile?locale=${locale}`, open],
      [page, `${link}&locale=${locale}`, brought],
      [guest, `${link}&locale=${locale}`, invited],
    ] as const) {
      await whose.goto(address);
      await whose.getByText(text).first().waitFor();
      expect([address, await sidewaysOverflow(whose)]).toEqual([address, 0]);
    }
    await expectNoAxeViolations(page);
    await picture(page, `order-status-narrow-${locale}`, { fullPage: true });
  }
});

test("where the app does not answer, the page says so and asks again", async () => {
  await aMinuteLater();
  const page = await browser.newPage({ locale: "de-DE", allow: OFFLINE });
  await logIn(page, "de");
  await page.route("**/storefront/v1/account?**", (route) => route.abort());
  await openRewards(page, "de");
  await page.getByText("Deine Punkte können gerade nicht geladen werden.").waitFor();
  await page.unroute("**/storefront/v1/account?**");
  await page.getByRole("button", { name: "Noch einmal versuchen" }).click();
  await page.getByRole("heading", { name: "Punkte einlösen", level: 2 }).waitFor();
});

test("a shop that calls its points otherwise says so in its admin, once, and everywhere to shoppers", async () => {
  await aMinuteLater();
  // One of the two forms is refused.
  const merchant = await browser.newPage({ locale: "de-DE", viewport: WIDE, allow: [/422 \(Unprocessable/] });
  const app = await openApp(merchant, sandbox.ready.admin, "/program/name", "de");
  await app.getByLabel("Einzahl").first().fill("Sonne");
  await merchant.getByRole("button", { name: "Speichern", exact: true }).click();
  await app.getByText("Bitte geben Sie beide Formen ein, oder lassen Sie beide leer.").waitFor();
  await app.getByLabel("Mehrzahl").first().fill("Sonnen");
  await app.getByText("Danke! Du hast 250 Sonnen bekommen.").waitFor();
  await expectNoAxeViolations(app);
  await picture(merchant, "points-name-de-wide");
  await merchant.getByRole("button", { name: "Speichern", exact: true }).click();
  await merchant.getByText("Name gespeichert.", { exact: false }).waitFor();
  await untilIdle(sandbox);
  const narrow = await browser.newPage({ locale: "en-GB", viewport: NARROW });
  const small = await openApp(narrow, sandbox.ready.admin, "/program/name", "en");
  expect(await small.getByLabel("Several").first().inputValue()).toBe("Sonnen");
  expect(await sidewaysOverflow(small)).toBe(0);
  await expectNoAxeViolations(small);
  await picture(narrow, "points-name-en-narrow", { fullPage: true });

  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await page.goto(`${sandbox.ready.storefront}/pages/rewards`);
  await page.getByRole("heading", { name: "So sammelst du Sonnen" }).first().waitFor();
  // The page's own title is the theme's.
  expect(await page.locator("main .reprise-box").getByText(/Punkt/).count()).toBe(0);
  await picture(page, "points-name-theme-de", { fullPage: true });
  await logIn(page, "de");
  await openRewards(page, "de");
  await page
    .getByText(/^\d+ Sonnen$/)
    .first()
    .waitFor();
  expect(await page.getByRole("main").getByText(/Punkt/).count()).toBe(0);
  await picture(page, "points-name-account-de", { fullPage: true });
});
