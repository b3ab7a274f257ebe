import type { Frame, Page } from "playwright-core";
import pg from "pg";
import { describe, expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** A new shop, from the install to the first code that pays, as its merchant and its first customer live it, in either language. Each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();

const english = {
  ...{ locale: "en", browser: "en-GB", shop: "harbor", install: "Install", save: "Save" },
  guide: {
    title: "Get started",
    progress: (done: number) => `${done} of 6 steps done`,
    hide: "Hide this guide",
    show: "Show the setup guide",
  },
  earning: "Decide what a purchase earns",
  cost: {
    before: "A sale of €100.00 earns 420 points, worth €4.20 when redeemed (4.2%).",
    after: "A sale of €100.00 earns 840 points, worth €8.40 when redeemed (8.4%).",
  },
  none: "There are no orders of the last 30 days yet to work out an example from.",
  change: "Change the rate",
  points: "Points",
  waiting: "Waiting period",
  draft: "You have unpublished changes",
  preview: "Preview and publish",
  publish: "Publish",
  version: "Version 2",
  own: "You have published rules of your own.",
  rewards: {
    step: "Choose what points buy",
    open: "Look at the rewards",
    add: "Add reward",
    title: "Title",
    price: "Price in points",
    value: "Value",
  },
  reward: "Harbor thank-you",
  live: { step: "Go live", go: "Go live", since: "The program has been live since" },
  theme: { step: "Show points in your theme", used: "Shoppers use it" },
  redemptions: { used: "Used" },
  shopper: { first: "First name", last: "Last name", email: "E-mail address", register: "Create account", add: "Add to cart" },
  address: { street: "Street and number", zip: "Postcode", city: "City", pay: "Pay now" },
  redeem: { open: "Redeem", confirm: "Redeem now", ready: "Here is your code for “Harbor thank-you”.", apply: "Use in cart" },
  off: "−€3.00",
};
type Words = typeof english;
const german: Words = {
  ...{ locale: "de", browser: "de-DE", shop: "kogge", install: "Installieren", save: "Speichern" },
  guide: {
    title: "Erste Schritte",
    progress: (done) => `${done} von 6 Schritten erledigt`,
    hide: "Anleitung ausblenden",
    show: "Erste Schritte einblenden",
  },
  earning: "Festlegen, was ein Einkauf einbringt",
  cost: {
    before: "Ein Einkauf für 100,00 € bringt 420 Punkte, beim Einlösen 4,20 € wert (4,2 %).",
    after: "Ein Einkauf für 100,00 € bringt 840 Punkte, beim Einlösen 8,40 € wert (8,4 %).",
  },
  none: "Aus den letzten 30 Tagen gibt es noch keine Bestellungen für eine Beispielrechnung.",
  change: "Satz ändern",
  points: "Punkte",
  waiting: "Wartezeit",
  draft: "Sie haben unveröffentlichte Änderungen",
  preview: "Vorschau und Veröffentlichung",
  publish: "Veröffentlichen",
  version: "Version Nr. 2",
  own: "Sie haben eigene Regeln veröffentlicht.",
  rewards: {
    step: "Prämien auswählen",
    open: "Prämien ansehen",
    add: "Prämie hinzufügen",
    title: "Titel",
    price: "Preis in Punkten",
    value: "Wert",
  },
  reward: "Dank der Kogge",
  live: { step: "Live gehen", go: "Live gehen", since: "Das Programm ist seit" },
  theme: { step: "Punkte im Theme zeigen", used: "Er wird genutzt" },
  redemptions: { used: "Verwendet" },
  shopper: { first: "Vorname", last: "Nachname", email: "E-Mail-Adresse", register: "Konto anlegen", add: "In den Warenkorb" },
  address: { street: "Straße und Hausnummer", zip: "Postleitzahl", city: "Ort", pay: "Zahlungspflichtig bestellen" },
  redeem: {
    open: "Einlösen",
    confirm: "Jetzt einlösen",
    ready: "Hier ist dein Code für „Dank der Kogge“.",
    apply: "Im Warenkorb einlösen",
  },
  off: "−3,00 €",
};

describe.each([english, german])("a new shop that speaks $locale", (words) => {
  let storefront = "";
  let code = "";
  const admin = () => sandbox.ready.admin.replace(/[^/]+$/, words.shop);
  const email = `${words.shop}@example.com`;
  const merchant = () => browser.newPage({ locale: words.browser as "de-DE", viewport: WIDE });
  const shopper = () => browser.newPage({ locale: words.browser as "de-DE" });
  const open = (page: Page, path = "") => openApp(page, admin(), path, words.locale);
  const step = (app: Frame, title: string) => app.getByRole("heading", { level: 3 }).getByRole("button", { name: title });
  /** The next open step is unfolded already. */
  async function unfold(app: Frame, title: string): Promise<void> {
    if ((await step(app, title).getAttribute("aria-expanded")) === "false") await step(app, title).click();
  }

  async function balance(): Promise<number> {
    const { app } = (await sandbox.control("GET", `/customers/${email}?shop=${words.shop}`)) as {
      app: { points_balance?: string };
    };
    return Number(app.points_balance ?? 0);
  }

  async function buy(page: Page): Promise<void> {
    await page.goto(`${storefront}/collections/coffee`);
    await page.locator("main a[href*='/products/']").first().click();
    await page.getByRole("button", { name: words.shopper.add }).click();
    await page.waitForURL("**/cart");
  }

  async function checkOut(page: Page): Promise<void> {
    await page.goto(`${storefront}/checkout`);
    await page.getByRole("textbox", { name: words.shopper.last }).fill("Hansen");
    await page.getByRole("textbox", { name: words.address.street }).fill("Am Kai 1");
    await page.getByRole("textbox", { name: words.address.zip }).fill("20457");
    await page.getByRole("textbox", { name: words.address.city }).fill("Hamburg");
    await page.getByRole("button", { name: words.address.pay }).click();
    await page.waitForURL("**/thank-you/**");
    await untilIdle(sandbox);
  }

  test("is installed in the admin, and opens with what is to do first and what it costs (merchant 9)", async () => {
    const { shop, locale } = words;
    const made = await sandbox.control("POST", "/shops", {
      name: shop,
      locale,
      otherLocales: [],
      accounts: "legacy",
      install: false,
    });
    ({ storefront } = made as { storefront: string });
    const page = await merchant();
    await page.goto(`${admin()}/apps`);
    await page.getByRole("button", { name: words.install, exact: true }).click();
    await page.waitForSelector("iframe");
    await untilIdle(sandbox);
    const app = await open(page);
    await app.getByRole("heading", { name: words.guide.title }).waitFor();
    // Rewards are there from the start, and there are no past orders to decide about.
    await app.getByText(words.guide.progress(2)).waitFor();
    expect(await step(app, words.earning).getAttribute("aria-expanded")).toBe("true");
    await app.getByText(words.cost.before).waitFor();
    await app.getByText(words.none).waitFor();
    await expectNoAxeViolations(app);
    await page.setViewportSize(NARROW);
    expect(await sidewaysOverflow(app)).toBe(0);
    await picture(page, `new-shop-${locale}`, { fullPage: true });
  });

  test("its merchant sets the earn rate, and the guide has the new cost", async () => {
    const page = await merchant();
    const app = await open(page);
    await app.getByRole("link", { name: words.change }).click();
    await app.getByRole("textbox", { name: words.points, exact: true }).first().fill("10");
    await app.getByRole("textbox", { name: words.waiting }).fill("0");
    await page.getByRole("button", { name: words.save, exact: true }).click();
    await app.getByText(words.draft).waitFor();
    await app.getByRole("link", { name: words.preview }).click();
    await app.getByRole("button", { name: words.publish, exact: true }).click();
    await app.getByRole("dialog").getByRole("button", { name: words.publish, exact: true }).click();
    await app.getByRole("heading", { name: words.version }).waitFor();
    const home = await open(page);
    await home.getByText(words.guide.progress(3)).waitFor();
    await unfold(home, words.earning);
    await home.getByText(words.cost.after).waitFor();
    await home.getByText(words.own).waitFor();
  });

  test("adds a reward, and goes live", async () => {
    const page = await merchant();
    const app = await open(page);
    await unfold(app, words.rewards.step);
    await app.getByRole("link", { name: words.rewards.open }).click();
    await page.getByRole("button", { name: words.rewards.add }).click();
    await app.getByLabel(words.rewards.title, { exact: true }).fill(words.reward);
    await app.getByLabel(words.rewards.price).fill("50");
    await app.getByLabel(words.rewards.value, { exact: true }).fill("3");
    await page.getByRole("button", { name: words.save, exact: true }).click();
    await app.getByRole("link", { name: words.reward, exact: true }).waitFor();

    const home = await open(page);
    await unfold(home, words.rewards.step);
    await home.getByText(words.reward).waitFor();
    await unfold(home, words.live.step);
    await home.locator("#step-live").getByRole("button", { name: words.live.go }).click();
    await home.getByRole("dialog").getByRole("button", { name: words.live.go }).click();
    await home.getByText(words.live.since).waitFor();
    await home.getByText(words.guide.progress(4)).waitFor();
    await untilIdle(sandbox);
  });

  test("its first customer buys, and redeems the points that the order brought", async () => {
    const page = await shopper();
    await page.goto(`${storefront}/account/register`);
    await page.getByRole("textbox", { name: words.shopper.first }).fill("Jule");
    await page.getByRole("textbox", { name: words.shopper.last }).fill("Hansen");
    await page.getByRole("textbox", { name: words.shopper.email }).fill(email);
    await page.getByRole("button", { name: words.shopper.register }).click();
    await page.waitForURL("**/account");
    await untilIdle(sandbox);
    await buy(page);
    await checkOut(page);
    const earned = await balance();
    expect(earned).toBeGreaterThanOrEqual(50);

    await page.goto(`${storefront}/account`);
    const item = page
      .locator("main .reprise-rewards .reprise-item")
      .filter({ has: page.getByText(words.reward, { exact: true }) });
    await item.getByRole("button", { name: words.redeem.open }).click();
    const dialog = page.getByRole("dialog", { name: words.reward });
    await dialog.getByRole("button", { name: words.redeem.confirm }).click();
    await dialog.getByText(words.redeem.ready).waitFor();
    code = (await dialog.locator("code").innerText()).trim();
    await untilIdle(sandbox);
    expect(await balance()).toBe(earned - 50);
  });

  test("the code pays in the cart and at the checkout, and merchant and ledger know it", async () => {
    const page = await shopper();
    await logIn(page, storefront, email);
    await buy(page);
    await page.goto(`${storefront}/account`);
    await page.locator("main .reprise-code").filter({ hasText: code }).getByRole("link", { name: words.redeem.apply }).click();
    await page.waitForURL("**/cart");
    await page.locator(".cart-end").getByText(words.off).waitFor();
    await checkOut(page);

    const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
    await client.connect();
    const { rows } = await client.query(
      `select r.code, r.state, e.points::text from redemptions r join shops s using (shop_id)
       join ledger_entries e on e.shop_id = r.shop_id and e.redemption_id = r.redemption_id where s.domain = $1`,
      [`${words.shop}.myshopify.com`],
    );
    await client.end();
    expect(rows).toEqual([{ code, state: "used", points: "-50" }]);

    const own = await merchant();
    const activity = await open(own, "/activity");
    await activity.locator("li, tr").filter({ hasText: code }).getByText(words.redemptions.used, { exact: true }).waitFor();
  });

  test("the guide has seen that the block is in the theme, and can be put away and brought back (merchant 9)", async () => {
    const page = await merchant();
    const app = await open(page);
    await app.getByText(words.guide.progress(5)).waitFor();
    await unfold(app, words.theme.step);
    await app.getByText(words.theme.used).waitFor();
    await expectNoAxeViolations(app);
    await app.getByRole("button", { name: words.guide.hide }).click();
    await app.getByRole("button", { name: words.guide.show }).waitFor();
    // The button has gone, and who pressed it by keyboard goes on from what stands for it (guide 15).
    await expect.poll(() => app.evaluate(() => document.activeElement?.textContent)).toBe(words.guide.show);
    expect(await app.getByRole("heading", { name: words.guide.title }).count()).toBe(0);
    const again = await open(page);
    await again.getByRole("button", { name: words.guide.show }).click();
    await again.getByRole("heading", { name: words.guide.title }).waitFor();
  });
});

test("help that somebody has closed stays closed in this browser (merchant 37)", async () => {
  const help = (app: Frame) => app.getByText("No customer loses points sooner than 30 days");
  const choose = async (page: Page) => {
    const app = await openApp(page, sandbox.ready.admin, "/program/expiry");
    await app.getByText("After a period without activity", { exact: true }).click();
    await app.getByRole("textbox", { name: "After" }).waitFor();
    return app;
  };
  const page = await browser.newPage({ viewport: WIDE });
  const app = await choose(page);
  await help(app).waitFor();
  await app.getByRole("button", { name: "Dismiss notification" }).click();
  expect(await help(app).count()).toBe(0);
  const again = await choose(await browser.newPage({ context: page.context() }));
  expect(await help(again).count()).toBe(0);
});
