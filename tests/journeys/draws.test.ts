import pg from "pg";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** A wheel and a card from their making to what they gave (issue 12: 4). */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

const save = async (page: Page) => {
  const bar = page.getByRole("region", { name: /Unsaved changes|Ungespeicherte/ });
  await bar.getByRole("button", { name: /^(Save|Speichern)$/ }).click();
  await bar.waitFor({ state: "hidden" });
};

test("a wheel is set up, read before it is turned from the keyboard, and proved", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/program/draws");
  await expectNoAxeViolations(app);
  await app.getByRole("button", { name: "Add a lucky wheel" }).click();
  await app.getByRole("heading", { name: "State: Draft" }).waitFor();
  const odds = app.getByLabel("Odds in percent").first();
  await odds.fill("24");
  await app.getByText("Together 99%. 1% are missing.").waitFor();
  await page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save" }).click();
  await app.getByText("The odds must add up to exactly 100%.").waitFor();
  await odds.fill("25");
  await app.getByLabel("Address").fill("advent");
  await expectNoAxeViolations(app);
  await picture(page, "draw-editor-en", { fullPage: true });
  await save(page);
  await app.getByRole("button", { name: "Switch on" }).click();
  await app.getByRole("heading", { name: "State: Active" }).waitFor();
  await untilIdle(sandbox);

  // In German, narrow, by keys alone.
  const shopper = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  const address = `${sandbox.ready.storefront}/apps/reprise/draw/advent?l=de`;
  await shopper.goto(address);
  await shopper.getByRole("link", { name: "Anmelden und mitmachen" }).waitFor();
  await logIn(shopper, sandbox.ready.storefront, LENA);
  await shopper.goto(address);
  await shopper.getByText("Kostenlos: Du musst nichts kaufen").waitFor();
  await shopper.getByRole("heading", { name: "Teilnahmebedingungen" }).waitFor();
  await expectNoAxeViolations(shopper);
  expect(await sidewaysOverflow(shopper)).toBe(0);
  await picture(shopper, "draw-wheel-before-de", { fullPage: true });
  const tick = shopper.getByRole("checkbox", { name: /Teilnahmebedingungen gelesen/ });
  expect(await tick.isChecked()).toBe(false);
  await tick.focus();
  await shopper.keyboard.press("Space");
  const button = shopper.getByRole("button", { name: "Am Rad drehen" });
  for (let turn = 0; turn < 5 && !(await button.evaluate((one) => one === document.activeElement)); turn += 1)
    await shopper.keyboard.press("Tab");
  await shopper.keyboard.press("Enter");
  await shopper.getByText(/Du hast gewonnen|Diesmal kein Gewinn/).waitFor();
  await shopper.getByText("kannst du wieder mitmachen").waitFor();
  await expectNoAxeViolations(shopper);
  expect(await sidewaysOverflow(shopper)).toBe(0);
  await picture(shopper, "draw-wheel-after-de", { fullPage: true });
  await shopper.goto(address);
  await shopper.getByRole("heading", { name: /^Dein Ergebnis vom/ }).waitFor();

  const merchant = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  app = await openApp(merchant, sandbox.ready.admin, "/program/draws", "de");
  await app.getByText(/1 Teilnahme · 1 Kundin oder Kunde/).waitFor();
  await expectNoAxeViolations(app);
  await picture(merchant, "draws-de-narrow", { fullPage: true });
  await app.getByRole("link", { name: "Dreh am Glücksrad" }).click();
  await app.getByRole("button", { name: "Protokoll prüfen" }).click();
  await app.getByText("Geprüft: 1 Teilnahme folgt aus Startwert, Chancen und Anzahl.").waitFor();
  await expectNoAxeViolations(app);
  expect(await sidewaysOverflow(app)).toBe(0);
  await picture(merchant, "draw-results-de-narrow", { fullPage: true });

  // What was won cannot be given: as if its product had gone.
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  await client.query("update draw_entries set reward_id = 1, redemption_id = null, due_at = now() + interval '1 day'");
  await client.end();
  await shopper.goto(address);
  await shopper.getByText("Er gehört trotzdem dir, und der Shop weiß Bescheid.").waitFor();
  app = await openApp(page, sandbox.ready.admin, "");
  await app.getByRole("heading", { name: "1 promised reward couldn’t be given" }).waitFor();
  await app.getByRole("link", { name: /^See owed rewards/ }).click();
  await app.getByRole("heading", { name: "1 reward couldn’t be given" }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "owed-rewards-en", { fullPage: true });
  await app.getByRole("link", { name: "Spin the wheel" }).click();
  await app.getByRole("heading", { name: "1 prize couldn’t be given" }).waitFor();
  const instead = app.getByRole("button", { name: "Give it instead: Lena Vogt" });
  expect(await instead.isDisabled()).toBe(true);
  await app.getByLabel("Another reward", { exact: true }).selectOption({ index: 2 });
  await expectNoAxeViolations(app);
  await picture(page, "draw-owed-en", { fullPage: true });
  await instead.click();
  await app.getByRole("heading", { name: "1 prize couldn’t be given" }).waitFor({ state: "hidden" });
  await untilIdle(sandbox);
  await shopper.goto(address);
  await shopper.getByText("Der Shop hat dir dafür eine andere Prämie gegeben").waitFor();
});

test("a card is scratched without a script", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  const app = await openApp(page, sandbox.ready.admin, "/program/draws");
  await app.getByRole("button", { name: "Add a scratch card" }).click();
  await app.getByRole("button", { name: "Switch on" }).click();
  await app.getByRole("heading", { name: "State: Active" }).waitFor();
  await untilIdle(sandbox);

  const shopper = await browser.newPage({ javaScript: false, viewport: NARROW });
  await logIn(shopper, `${sandbox.ready.storefront}/en`, LENA);
  await shopper.goto(`${sandbox.ready.storefront}/apps/reprise/draw/card?l=en`);
  await shopper.getByRole("checkbox", { name: /read and accept the rules/ }).check();
  await shopper.getByRole("button", { name: "Get my card" }).click();
  const result = shopper.getByText(/You won|No prize this time/);
  expect(await result.isVisible()).toBe(false);
  await picture(shopper, "draw-card-covered-en", { fullPage: true });
  await shopper.getByText("Scratch here").click();
  await result.waitFor();
  await picture(shopper, "draw-card-scratched-en", { fullPage: true });
  await shopper.getByText("You have taken part. That’s all for this draw.").waitFor();
});

test("who wants to is on the leaderboard, by an alias, until they leave", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/program/leaderboard");
  await app.getByLabel("Prize for the first of a month").fill("100");
  await app.getByRole("button", { name: "Switch on" }).click();
  await app.getByText(/It’s on\. Customers find it/).waitFor();
  await expectNoAxeViolations(app);

  const shopper = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  await logIn(shopper, sandbox.ready.storefront, LENA);
  await shopper.goto(`${sandbox.ready.storefront}/apps/reprise/leaderboard?l=de`);
  await shopper.getByLabel("Dein Name auf der Bestenliste").fill("Espresso-Fan");
  await shopper.getByRole("checkbox", { name: /Alle können diesen Namen sehen/ }).check();
  await shopper.getByRole("button", { name: "Mitmachen" }).click();
  await shopper.getByText(/Dein Platz: 1|Du bist dabei/).waitFor();
  await expectNoAxeViolations(shopper);
  expect(await sidewaysOverflow(shopper)).toBe(0);
  await picture(shopper, "leaderboard-de", { fullPage: true });

  app = await openApp(page, sandbox.ready.admin, "/program/leaderboard");
  await expectNoAxeViolations(app);
  await picture(page, "leaderboard-admin-en", { fullPage: true });
  await shopper.getByRole("button", { name: "Aussteigen" }).click();
  await shopper.getByRole("button", { name: "Mitmachen" }).waitFor();
});
