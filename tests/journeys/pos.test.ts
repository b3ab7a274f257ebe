import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { pointsInShopify, untilIdle } from "./people.ts";

/** Our extension at the till: earn, see, redeem, use, refund, see again, with the numbers of everywhere else (issue 11). Each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";
const OFFLINE = [/ERR_FAILED|Failed to fetch|ERR_INTERNET_DISCONNECTED/];

const till = () => `${sandbox.ready.admin}/pos`;
const idOf = async (email: string) => ((await sandbox.control("GET", `/customers/${email}`)) as { id: string }).id;
const tile = (page: Page) => page.locator("s-tile").getByRole("button");

async function open(locale: "de" | "en", allow: RegExp[] = []): Promise<Page> {
  const page = await browser.newPage({ locale: locale === "de" ? "de-DE" : "en-US", viewport: WIDE, allow });
  await page.goto(`${sandbox.ready.admin}/language/${locale}?return=${encodeURIComponent(new URL(till()).pathname)}`);
  await page.goto(till());
  return page;
}

async function addToSale(page: Page, times: number): Promise<void> {
  for (let added = 0; added < times; added += 1) await page.locator("form[action$='/pos/add'] button").first().click();
}

async function pay(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Bar bezahlen" }).click();
  const told = await page.getByRole("status").innerText();
  await untilIdle(sandbox);
  return /#(\d+)/.exec(told)?.[1] ?? "";
}

test("a sale without a customer: one is found by name and put on it by keyboard, and what it earns is there afterwards", async () => {
  const page = await open("de");
  await tile(page).getByText("Kunden auswählen").waitFor();
  await addToSale(page, 3);
  await tile(page).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("searchbox", { name: "Name, E-Mail, Telefon oder Bestellung" }).fill("niemand hier");
  await page.getByText("Niemand gefunden.", { exact: false }).waitFor();
  await page.getByRole("searchbox").fill("lena v");
  await page.getByRole("button", { name: /Lena Vogt/ }).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "pos-search-de", { fullPage: true });
  await page.getByRole("button", { name: /Lena Vogt/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Lena Vogt" }).waitFor();
  await page.getByText("Noch keine Punkte. Dieser Einkauf kann die ersten bringen.").waitFor();
  await page.getByRole("link", { name: "Schließen" }).click();
  await tile(page).getByText("Lena Vogt: 0 Punkte").waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "pos-home-de", { fullPage: true });
  await pay(page);
  const { points_pending: pending } = await pointsInShopify(sandbox, LENA);
  expect(Number(pending)).toBeGreaterThan(0);
  await page.goto(`${till()}/customers/${await idOf(LENA)}`);
  await page.getByText(`Ausstehend: ${pending ?? ""}`).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "pos-customer-de", { fullPage: true });
});

test("rewards are redeemed for the customer on the sale alone; where the answer is lost, the same again spends the points once", async () => {
  await sandbox.control("POST", "/orders", { customer: LENA, lines: [{ title: "Mühle", price: "150.00", quantity: 1 }] });
  await untilIdle(sandbox);
  await sandbox.control("POST", "/clock", { advanceDays: 14 });
  await untilIdle(sandbox);
  const before = Number((await pointsInShopify(sandbox, LENA)).points_balance);
  const page = await open("de", OFFLINE);
  await page.goto(`${till()}/customers/${await idOf(LENA)}`);
  await page.getByRole("button", { name: "Punkte einlösen" }).click();
  await page.getByText("Ordnen Sie die Kundin oder den Kunden dem Einkauf zu, um Punkte einzulösen.").waitFor();
  const redeem = page.getByRole("button", { name: "Einlösen: 5 € Rabatt" });
  expect(await redeem.isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Dem Einkauf zuordnen" }).click();
  await page.getByText("Fügen Sie zuerst Produkte hinzu.", { exact: false }).waitFor();
  await page.goto(till());
  await addToSale(page, 3);
  await tile(page)
    .getByText(`Lena Vogt: ${before.toLocaleString("de")} Punkte`)
    .waitFor();
  await tile(page).click();
  await redeem.focus();
  await page.keyboard.press("Enter");
  await page.getByText("500 Punkte für „5 € Rabatt“ einlösen?").waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "pos-redeem-de", { fullPage: true });
  const posts = "**/pos/v1/customers/*/redemptions?**";
  await page.route(posts, async (route) => {
    if (route.request().method() === "POST") expect((await route.fetch()).status()).toBe(200);
    await (route.request().method() === "POST" ? route.abort() : route.continue());
  });
  await page.getByRole("button", { name: "Jetzt einlösen" }).press("Enter");
  await page.getByText("Wir wissen noch nicht, ob das geklappt hat.", { exact: false }).waitFor();
  await page.unroute(posts);
  await page.getByRole("button", { name: "Noch einmal versuchen" }).press("Enter");
  await page.getByText("Vom Einkauf abgezogen.").waitFor();
  await page.getByText("Beim Einkauf dabei").waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "pos-redeemed-de", { fullPage: true });
  await page.getByRole("link", { name: "Schließen" }).click();
  await page.getByText("−5,00 €").waitFor();
  await tile(page)
    .getByText(`Lena Vogt: ${(before - 500).toLocaleString("de")} Punkte`)
    .waitFor();
  const order = await pay(page);
  expect(Number((await pointsInShopify(sandbox, LENA)).points_balance)).toBe(before - 500);
  await sandbox.control("POST", `/orders/${order}/refund`, {});
  await untilIdle(sandbox);
  const after = await pointsInShopify(sandbox, LENA);
  await page.goto(`${till()}/customers/${await idOf(LENA)}`);
  await page.getByText(`Verfügbar: ${Number(after.points_balance).toLocaleString("de")}`, { exact: false }).waitFor();
  await page.goto(`${sandbox.ready.admin}/customers/${await idOf(LENA)}`);
  await page
    .locator("s-admin-block")
    .getByText(Number(after.points_balance).toLocaleString("de"), { exact: true })
    .first()
    .waitFor();
});

test("a code that a sale does not take stays the customer's, and is used on the sale that does", async () => {
  await sandbox.control("POST", "/orders", { customer: LENA, lines: [{ title: "Mühle", price: "150.00", quantity: 1 }] });
  await untilIdle(sandbox);
  await sandbox.control("POST", "/clock", { advanceDays: 14 });
  await untilIdle(sandbox);
  const page = await open("en");
  await page.goto(`${till()}/customers/${await idOf(LENA)}`);
  await page.getByRole("button", { name: "Add to sale" }).click();
  await addToSale(page, 1);
  await tile(page).click();
  const codes = "**/pos/ask/home/addCartCodeDiscount";
  await page.route(codes, (route) => route.fulfill({ json: { error: "It does not apply" } }));
  await page.getByRole("button", { name: "Redeem: €5 off" }).click();
  await page.getByRole("button", { name: "Redeem now" }).click();
  await page.getByText("The code can’t be used on this sale. It stays the customer’s for another one.").waitFor();
  await page.unroute(codes);
  await page.setViewportSize(NARROW);
  expect(await sidewaysOverflow(page)).toBe(0);
  await expectNoAxeViolations(page);
  await picture(page, "pos-modal-narrow-en", { fullPage: true });
  await page.getByRole("button", { name: "Use on this sale: €5 off" }).click();
  await page.getByText("Taken off this sale.").waitFor();
  await page.getByText("On this sale", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Choose another customer" }).click();
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByRole("region", { name: "Lena Vogt" }).waitFor();
});

test("without a connection, and for an account that may not use the app, the till says so", async () => {
  const page = await open("en", [...OFFLINE, /status of 401/]);
  await tile(page).click();
  await page.getByRole("region", { name: "Lena Vogt" }).waitFor();
  await page.context().setOffline(true);
  await page.getByText("There is no internet connection.", { exact: false }).waitFor();
  expect(
    await page
      .getByRole("button", { name: /^Redeem: / })
      .first()
      .isDisabled(),
  ).toBe(true);
  await picture(page, "pos-offline-en", { fullPage: true });
  await page.context().setOffline(false);
  await page.getByText("There is no internet connection.", { exact: false }).waitFor({ state: "detached" });
  // Shopify gives no token to an account that may not use the app.
  await page.route("**/pos/ask/*/idToken", (route) => route.fulfill({ json: { value: null } }));
  await page.reload();
  await page.getByText("may not use Reprise", { exact: false }).waitFor();
  await expectNoAxeViolations(page);
});
