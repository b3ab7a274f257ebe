import pg from "pg";
import type { Frame, Page } from "playwright-core";
import { expect, test } from "vitest";

import { DAY_MS } from "../../app/lib/time.ts";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { press, tabTo, typeDay } from "./keyboard.ts";
import { openApp, untilIdle, untilUsable } from "./people.ts";

/** What a merchant does with insights, on a shop with a year of history (issue 10, must show 7). The tests go on from one another. */
const sandbox = useSandbox([], { atNoon: true });
const browser = useBrowser();
/** Pages to look at once more in German, on a phone. */
const seen: [path: string, name: string][] = [
  ["", "home"],
  ["/analytics/retention", "retention"],
  ["/analytics/cohorts", "cohorts"],
  ["/analytics/goals", "goals"],
  ["/analytics/groups", "groups"],
  ["/analytics/predictions", "predictions"],
];

async function ask<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Where a page of ours is, as `openApp` wants it. */
const pathOf = (app: Frame) => new URL(app.url()).pathname.replace(/^\/app/, "");

/** A page as somebody sees it who scrolls through all of it. */
async function look(page: Page, app: Frame, name: string): Promise<void> {
  await untilUsable(app);
  await expectNoAxeViolations(app);
  if (process.env["PICTURES"] !== "1") return;
  const size = page.viewportSize() ?? WIDE;
  const height = await app.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...size, height: height + 160 });
  await picture(page, `insights-${name}`);
  await page.setViewportSize(size);
}

/** Days from now, as a date field has them. */
async function inDays(days: number): Promise<string> {
  const { now } = (await sandbox.control("GET", "/clock")) as { now: string };
  return new Date(Date.parse(now) + days * DAY_MS).toISOString().slice(0, 10);
}

test("a cell of the map becomes a segment with its customers, and a campaign for them that is sent", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  // Whoever asks first has everybody grouped.
  await openApp(page, sandbox.ready.admin, "/analytics/groups");
  await untilIdle(sandbox);
  let app = await openApp(page, sandbox.ready.admin, "/analytics/groups");
  const map = (of: Frame) => of.getByRole("region", { name: "Map of your customers" });
  const cell = (of: Frame) => map(of).getByRole("button", { name: /recency 2, frequency and value 5/ });
  await cell(app).waitFor();
  await look(page, app, "groups-en");
  const customers = Number(/\d+/.exec(await cell(app).innerText())?.[0]);
  expect(customers).toBeGreaterThan(3);

  await cell(app).click();
  await app.getByRole("menuitem", { name: "Save as segment" }).click();
  await app.getByRole("heading", { level: 1, name: /^At risk/ }).waitFor();
  const segment = await app.getByRole("heading", { level: 1 }).innerText();
  const address = pathOf(app);
  seen.push([address, "segment"]);
  // Its members are found in the background, and the page shows them as soon as they are.
  await app.getByText(new RegExp(`^${customers} of [\\d,]+ customers$`)).waitFor();
  await look(page, app, "segment-en");

  app = await openApp(page, sandbox.ready.admin, "/analytics/groups");
  await cell(app).click();
  await app.getByRole("menuitem", { name: "Start a campaign" }).click();
  const recipients = app.getByLabel("Recipients", { exact: true });
  await recipients.waitFor();
  // The same segment again, not a second one.
  expect(await recipients.locator("option:checked").innerText()).toBe(`Segment: ${segment}`);
  await app.getByLabel("Email", { exact: true }).selectOption({ index: 1 });
  await app
    .getByRole("status")
    .getByText(new RegExp(`of ${customers} recipients`))
    .waitFor();
  const gets = app
    .getByRole("status")
    .getByText(/customers? gets? it/)
    .first();
  const foreseen = Number(/[\d,]+/.exec(await gets.innerText())?.[0].replace(",", ""));
  expect(foreseen).toBeGreaterThan(0);
  await app.getByLabel("Time", { exact: true }).selectOption({ label: "As soon as you send it" });
  await page.getByRole("button", { name: "Send", exact: true }).first().click();
  await app.getByRole("dialog").getByRole("button", { name: "Send now" }).click();
  await app.getByText(/\d+ of \d+ recipients dealt with/).waitFor();
  await untilIdle(sandbox);
  const [campaign] = await ask<{ id: number; sent: string }>(`
    select c.campaign_id as id, count(m.message_id) filter (where m.state = 'sent') as sent from campaigns c
    join messages m on m.shop_id = c.shop_id and m.campaign_id = c.campaign_id group by 1 order by 1 desc limit 1`);
  expect(Number(campaign?.sent)).toBeGreaterThan(0);
  expect(Number(campaign?.sent)).toBeLessThanOrEqual(foreseen);
  app = await openApp(page, sandbox.ready.admin, `/messages/campaigns/${campaign?.id ?? 0}`);
  await app.getByText(new RegExp(`^\\d+ of ${customers} recipients dealt with`)).waitFor();
});

test("a profile tells what will come and why, what to do next, and takes notes and fields, by keyboard alone", async () => {
  const [found] = await ask<{ id: string }>(`
    select c.customer_id::text as id from customers c join customer_scores s using (shop_id, customer_id)
    where c.email_consent = 'subscribed' and c.orders_count > 4 and s.alive is not null
      and c.last_order_at < s.scored_on - make_interval(days => (3 * s.median_gap_days)::int)
      and not exists (select from flow_runs r where r.shop_id = c.shop_id and r.customer_id = c.customer_id)
    order by c.orders_count desc, c.customer_id limit 1`);
  const address = `/customers/${found?.id ?? ""}?tab=timeline`;
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/settings/fields");
  await app.getByLabel("Name", { exact: true }).focus();
  await page.keyboard.type("Shoe size");
  await page.keyboard.press("Enter");
  await app.getByText("Shoe size", { exact: true }).first().waitFor();

  app = await openApp(page, sandbox.ready.admin, address);
  await app
    .getByText(/^Usually orders every \d+ days\. The last order was \d+ days ago/)
    .first()
    .waitFor();
  await app.getByText(/^Probability of still being a customer: /).waitFor();
  await app.getByText("Win this customer back").waitFor();
  await app.getByRole("button", { name: "Edit fields" }).focus();
  await page.keyboard.press("Enter");
  await app.getByLabel("Shoe size").focus();
  await page.keyboard.type("42");
  await page.keyboard.press("Enter");
  await app.getByRole("button", { name: "Edit fields" }).waitFor();
  await app.getByRole("definition").filter({ hasText: "42" }).waitFor();

  await app.getByRole("textbox", { name: "Write a note" }).focus();
  await page.keyboard.type("Prefers to be called");
  // The button comes with the first letter.
  const save = app.getByRole("button", { name: "Save note" });
  await save.waitFor();
  await page.keyboard.press("Tab");
  expect(await save.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await save.waitFor({ state: "hidden" });
  await app.getByText("Prefers to be called", { exact: true }).waitFor();
  await untilUsable(app);
  const views = app.getByRole("group", { name: "Show", exact: true });
  await views.getByRole("button", { name: "Notes" }).focus();
  await page.keyboard.press("Enter");
  const ordered = app.getByText(/^Ordered for/).first();
  await ordered.waitFor({ state: "hidden" });
  await views.getByRole("button", { name: "Orders" }).focus();
  await page.keyboard.press("Enter");
  await ordered.waitFor();
  await app.getByText("Prefers to be called", { exact: true }).waitFor();
  await look(page, app, "profile-en");
  seen.push([address, "profile"]);
  await app.getByRole("link", { name: "Open the flow for it" }).focus();
  await page.keyboard.press("Enter");
  await app.getByRole("heading", { level: 1, name: "Win-back" }).waitFor();
});

test("another period has other figures, each leads to its customers, and a goal says how far it is, by keyboard alone", async () => {
  // What the browser itself says of a goal that is none.
  const page = await browser.newPage({ viewport: WIDE, allow: [/status of 422/] });
  let app = await openApp(page, sandbox.ready.admin, "/analytics/retention");
  const spanned = app.getByText(/^As of .+, from .+ to .+$/);
  await spanned.waitFor();
  const before = await spanned.innerText();
  await look(page, app, "retention-en");
  await tabTo(page, app, "Period");
  await page.keyboard.press("ArrowDown");
  await app.waitForURL(/days=365/);
  await untilUsable(app);
  expect(await spanned.innerText()).not.toBe(before);
  const who = app.getByRole("link", { name: /^Who is no longer active: / });
  const left = /[\d,]+$/.exec(await who.innerText())?.[0] ?? "";
  await press(page, app, "By month: Churn rate");
  await app.getByRole("slider", { name: /^Churn rate by month from / }).waitFor();
  await tabTo(page, app, await who.innerText(), "Shift+Tab");
  await page.keyboard.press("Enter");
  await app.getByText(`${left} customers`, { exact: true }).waitFor();
  expect(await app.getByLabel("Name", { exact: true }).inputValue()).toMatch(/^Who is no longer active, /);

  app = await openApp(page, sandbox.ready.admin, "/analytics/goals");
  await app.getByText("No goals yet").waitFor();
  await tabTo(page, app, "Target");
  await page.keyboard.type("101");
  await page.keyboard.press("Enter");
  await app.getByText("A share can’t be more than 100%.").waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("60");
  await tabTo(page, app, "By");
  await typeDay(page, app, await inDays(60));
  await press(page, app, "Set goal");
  await app.getByText(/^60% by .+ · Now: [\d.]+% · [\d.]+% to go$/).waitFor();
  await look(page, app, "goals-en");

  app = await openApp(page, sandbox.ready.admin);
  await app.getByText(/60% by /).waitFor();
  await look(page, app, "home-en");
});

test("a merchant who reads German changes the period, begins a campaign from the map, and sets and removes a goal", async () => {
  const page = await browser.newPage({ viewport: WIDE, locale: "de-DE" });
  let app = await openApp(page, sandbox.ready.admin, "/analytics/retention", "de");
  await tabTo(page, app, "Zeitraum");
  await page.keyboard.press("ArrowUp");
  await app.waitForURL(/days=30/);
  await untilUsable(app);
  await press(page, app, "Nach Monaten: Abwanderungsrate");
  await app.getByRole("slider", { name: /^Abwanderungsrate nach Monaten von / }).waitFor();
  await look(page, app, "retention-de");

  app = await openApp(page, sandbox.ready.admin, "/analytics/groups", "de");
  const map = app.getByRole("region", { name: "Landkarte Ihrer Kundschaft" });
  const cell = map.getByRole("button", { name: /letzter Kauf 2, Häufigkeit und Wert 5/ });
  await cell.focus();
  await page.keyboard.press("Enter");
  await app.getByRole("menuitem", { name: "Kampagne beginnen" }).click();
  const recipients = app.getByLabel("Empfänger", { exact: true });
  await recipients.waitFor();
  expect(await recipients.locator("option:checked").innerText()).toMatch(/^Segment „.+“$/);

  app = await openApp(page, sandbox.ready.admin, "/analytics/goals", "de");
  await tabTo(page, app, "Kennzahl");
  await page.keyboard.type("Abw");
  await app.getByText(/^Hier ist weniger besser/).waitFor();
  await tabTo(page, app, "Zielwert");
  await page.keyboard.type("2,5");
  await tabTo(page, app, "Bis zum");
  await typeDay(page, app, await inDays(90));
  await press(page, app, "Setzen");
  await app.getByText(/^höchstens 2,5\s% bis .+ · Jetzt: [\d,]+\s% · Noch [\d,]+\s% bis zum Ziel$/).waitFor();
  await look(page, app, "goals-de");
  await press(page, app, "Entfernen: Abwanderungsrate, 2,5\u00a0%");
  await app.getByText(/^höchstens 2,5/).waitFor({ state: "hidden" });
});

test("all of it is there in German, on a phone, without scrolling sideways", async () => {
  const page = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  for (const [path, name] of seen) {
    const app = await openApp(page, sandbox.ready.admin, path, "de");
    expect([name, await sidewaysOverflow(app)]).toEqual([name, 0]);
    await look(page, app, `${name}-narrow-de`);
  }
});
