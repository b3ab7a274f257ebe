import type { Page } from "playwright-core";
import pg from "pg";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, pointsInShopify, untilIdle } from "./people.ts";

/** A friend is referred from the theme and the account to a paid reward and a partial refund (issue 12: 4). Each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";
const DAY = { advanceDays: 1 };
let link = "";

const pass = async (time: { advanceDays: number }) => {
  await sandbox.control("POST", "/clock", time);
  await untilIdle(sandbox);
};
const points = async () => Number((await pointsInShopify(sandbox, LENA)).points_balance ?? 0);

async function query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  return client
    .query<Row>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}
const states = async () =>
  (await query<{ state: string }>("select state from referrals order by referral_id")).map(({ state }) => state);

async function save(page: Page): Promise<void> {
  const bar = page.getByRole("region", { name: /Unsaved changes|Ungespeicherte/ });
  await bar.getByRole("button", { name: /^(Save|Speichern)$/ }).click();
  await bar.waitFor({ state: "hidden" });
}

/** A friend who has no account buys for what is in the cart, with the code that the link has given. */
async function orderAs(page: Page, email: string, lastName: string): Promise<void> {
  await page.getByRole("link", { name: "Mit dem Code einkaufen" }).click();
  await page.goto(`${sandbox.ready.storefront}/collections/coffee`);
  await page.locator("main a[href*='/products/']").first().click();
  await page.getByRole("spinbutton").fill("4");
  await page.getByRole("button", { name: "In den Warenkorb" }).click();
  await page.waitForURL("**/cart");
  await page.goto(`${sandbox.ready.storefront}/checkout`);
  await page.getByRole("textbox", { name: "E-Mail-Adresse" }).fill(email);
  await page.getByRole("textbox", { name: "Vorname" }).fill("Tom");
  await page.getByRole("textbox", { name: "Nachname" }).fill(lastName);
  await page.getByRole("textbox", { name: "Straße und Hausnummer" }).fill("Teeweg 2");
  await page.getByRole("textbox", { name: "Postleitzahl" }).fill("80331");
  await page.getByRole("textbox", { name: "Ort" }).fill("München");
  await page.getByRole("button", { name: "Zahlungspflichtig bestellen" }).click();
  await page.waitForURL("**/thank-you/**");
  await untilIdle(sandbox);
}

async function askForCode(page: Page, email: string): Promise<string> {
  await page.goto(link);
  await page.getByRole("textbox", { name: "Deine E-Mail-Adresse" }).fill(email);
  await page.getByRole("button", { name: "Code anzeigen" }).click();
  await page.getByRole("heading", { name: "Hier ist dein Code" }).waitFor();
  return (await page.locator("code").innerText()).trim();
}

test("the merchant sets referrals up and sees what friends will see", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  const app = await openApp(page, sandbox.ready.admin, "/program/referrals");
  await app.getByRole("checkbox", { name: "Customers can recommend the shop" }).check();
  await app.getByLabel("Percent", { exact: true }).fill("0");
  await app.getByLabel("Points", { exact: true }).fill("300");
  await app.getByLabel("Waiting time (days)").fill("14");
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await bar.getByRole("button", { name: "Save" }).click();
  await app.getByText("This number is too small or too large.").waitFor();
  await app.getByLabel("Percent", { exact: true }).fill("15");
  await app.getByText("15% off your first order").waitFor();
  await save(page);
  await expectNoAxeViolations(app);
  await picture(page, "referrals-program-en", { fullPage: true });
  await untilIdle(sandbox);
});

test("a customer asks for her link, in the theme without a script, and it stands there and in her account from then on", async () => {
  const page = await browser.newPage({ locale: "de-DE", viewport: NARROW, javaScript: false });
  await logIn(page, sandbox.ready.storefront, LENA);
  const block = page.locator("section", { has: page.getByRole("heading", { name: "Empfiehl uns weiter" }) });
  await block.getByText("Wer über deinen Link kommt, erhält 15 % Rabatt").waitFor();
  await block.getByRole("button", { name: "Meinen Link anzeigen" }).click();
  await page.getByText("Schick ihn deinen Freunden selbst").waitFor();
  const shown = (await page.locator("code").innerText()).trim();
  expect(shown).toMatch(/\/apps\/reprise\/refer\/[2-9A-Z]{8}\?l=de$/);
  link = shown.replace(/^https:\/\/[^/]+/, sandbox.ready.storefront);
  await untilIdle(sandbox);

  const looking = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  await logIn(looking, sandbox.ready.storefront, LENA);
  const own = looking.locator("section", { has: looking.getByRole("heading", { name: "Empfiehl uns weiter" }) });
  expect(await own.locator("code").innerText()).toContain(link.split("/refer/")[1]?.slice(0, 8));
  await expectNoAxeViolations(looking);
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await own.scrollIntoViewIfNeeded();
  await picture(looking, "referral-block-narrow-de");

  await sandbox.control("POST", "/shops/morgenrot/accounts", { accounts: "new" });
  const hosted = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await hosted.goto(`${sandbox.ready.storefront}/hosted-account/login?locale=de`);
  await hosted.getByRole("main").getByRole("textbox").fill(LENA);
  await hosted.getByRole("button", { name: "Anmelden" }).click();
  await hosted.waitForURL("**/hosted-account?**");
  await hosted.goto(`${sandbox.ready.storefront}/hosted-account/rewards?locale=de`);
  await hosted.getByRole("heading", { name: "Empfiehl uns weiter" }).waitFor();
  await hosted
    .getByText(link.split("/refer/")[1]?.slice(0, 8) ?? "", { exact: false })
    .first()
    .waitFor();
  await expectNoAxeViolations(hosted);
  await picture(hosted, "referral-account-de", { fullPage: true });
  await sandbox.control("POST", "/shops/morgenrot/accounts", { accounts: "legacy" });
});

test("a friend gets a code on a page of the theme, orders with it, and the customer is paid when the waiting time is over", async () => {
  const looking = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  await looking.goto(link);
  await looking.getByRole("heading", { name: "Lena empfiehlt dir Morgenrot" }).waitFor();
  await looking.getByText("Werbung: Wenn du mit dem Code bestellst, bekommt Lena").waitFor();
  await expectNoAxeViolations(looking);
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await picture(looking, "referral-landing-narrow-de", { fullPage: true });
  expect(await states()).toEqual([]);

  const friend = await browser.newPage({ locale: "de-DE", viewport: WIDE, javaScript: false });
  const code = await askForCode(friend, "tom.weber@example.com");
  await picture(friend, "referral-code-de");
  await pass(DAY);
  expect(await askForCode(friend, "Tom.Weber+x@example.com")).toBe(code);
  await orderAs(friend, "tom.weber@example.com", "Weber");
  expect(await states()).toEqual(["pending"]);
  expect(await points()).toBe(0);
  await pass({ advanceDays: 13 });
  expect(await points()).toBe(0);
  await pass({ advanceDays: 2 });
  expect([await states(), await points()]).toEqual([["paid"], 300]);
});

test("half of the order goes back, and half of the points with it", async () => {
  const [order] = await query<{ id: string }>("select order_id::text as id from referrals");
  await sandbox.control("POST", `/orders/${order?.id ?? ""}/refund`, { lines: [{ line: 1, quantity: 2 }] });
  await untilIdle(sandbox);
  expect([await states(), await points()]).toEqual([["paid"], 150]);
});

test("what looks odd waits for the merchant, in German on a phone; agreed to, it is paid", async () => {
  const friend = await browser.newPage({ locale: "de-DE", viewport: WIDE, javaScript: false });
  await askForCode(friend, "lena.vogd@example.com");
  await pass(DAY);
  await orderAs(friend, "lena.vogd@example.com", "Weber");
  expect(await states()).toEqual(["paid", "review"]);

  const team = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  let app = await openApp(team, sandbox.ready.admin, "", "de");
  await app.getByText("1 Empfehlung wartet auf Sie").waitFor();
  app = await openApp(team, sandbox.ready.admin, "/activity/approvals?tab=referrals", "de");
  await app.getByText("Die E-Mail-Adressen unterscheiden sich in einem Buchstaben").waitFor();
  await app.getByText("sonst wird sie nicht belohnt").waitFor();
  await expectNoAxeViolations(app);
  await picture(team, "referral-review-narrow-de", { fullPage: true });
  await app.getByRole("button", { name: "Empfehlung von Lena Vogt genehmigen" }).click();
  await app.getByText("Keine Empfehlung wartet auf Sie").waitFor();
  await pass({ advanceDays: 15 });
  expect([await states(), await points()]).toEqual([["paid", "paid"], 450]);

  app = await openApp(team, sandbox.ready.admin, "/customers?q=lena.vogt", "de");
  await app.getByRole("link", { name: "Lena Vogt" }).first().click();
  await app.getByRole("heading", { name: "Lena Vogt", level: 1 }).waitFor();
  await app.getByText("Code des Links").waitFor();
  await picture(team, "referral-customer-narrow-de", { fullPage: true });
  const wide = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  app = await openApp(wide, sandbox.ready.admin, "/program/referrals", "de");
  await app.getByText("Vergebene Codes").waitFor();
  await expectNoAxeViolations(app);
  await picture(wide, "referrals-figures-de", { fullPage: true });
  await wide.setViewportSize(NARROW);
  app = await openApp(wide, sandbox.ready.admin, "/program/referrals", "de");
  expect(await sidewaysOverflow(app)).toBe(0);
  await picture(wide, "referrals-program-narrow-de", { fullPage: true });
});
