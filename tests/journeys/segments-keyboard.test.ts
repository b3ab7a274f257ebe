import type { Frame, Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { choose, focused, press, tabTo } from "./keyboard.ts";
import { openApp, untilIdle, untilUsable } from "./people.ts";

/** Segments are built, and found on the map of customers, with the keyboard alone (issue 10, must show 7). The tests go on from one another. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const ANNA = "anna@example.com";
const QUERY = "FROM customers SHOW customer_name WHERE number_of_orders >= 3 ORDER BY updated_at";
/** Pages to look at once more in German, on a phone. */
const seen: string[] = [];

async function buys(customer: string, price: string): Promise<void> {
  await sandbox.control("POST", "/orders", { customer, lines: [{ title: "Tee", price, quantity: 1 }] });
}

/** Where a page of ours is, as `openApp` wants it. */
const pathOf = (app: Frame) => new URL(app.url()).pathname.replace(/^\/app/, "");

/** Chooses the option of a list that stands so many below. */
async function down(page: Page, times: number): Promise<void> {
  for (let pressed = 0; pressed < times; pressed += 1) await page.keyboard.press("ArrowDown");
}

test("a query of Shopify's is pasted, refined in the builder and saved; a customer enters it by an order", async () => {
  for (const [email, orders] of [
    [ANNA, 1],
    ["ben@example.com", 2],
    ["clara@example.com", 2],
  ] as const) {
    await sandbox.control("POST", "/customers", { email, firstName: email.split("@")[0], state: "enabled", countryCode: "DE" });
    for (let order = 0; order < orders; order += 1) await buys(email, email === "clara@example.com" ? "5.00" : "50.00");
  }
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/customers/segments");
  await press(page, app, "New segment");
  await app.waitForURL("**/segments/new*");
  await untilUsable(app);

  // Cut out of another field, as it is copied from Shopify's admin, and pasted into the editor; Tab leaves it again.
  await tabTo(page, app, "Name");
  await page.keyboard.insertText(QUERY);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+X");
  await page.keyboard.type("Bought twice");
  await press(page, app, "Text");
  const editor = "Query in Shopify’s segment language";
  await app.getByRole("textbox", { name: editor }).waitFor();
  await tabTo(page, app, editor);
  await page.keyboard.press("Control+V");
  await app.getByText(/^Left out, because it says nothing about who is in the segment/).waitFor();
  await app.getByText("0 customers", { exact: true }).waitFor();
  await page.keyboard.press("Tab");
  expect(await focused(page, app)).not.toBe(editor);

  // Twice is enough, but not for little.
  await tabTo(page, app, "Builder", "Shift+Tab");
  await page.keyboard.press("Enter");
  await app.getByLabel("Value: Number of orders").waitFor();
  await tabTo(page, app, "Value: Number of orders");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("2");
  await app.getByText("2 customers", { exact: true }).waitFor();
  await expectNoAxeViolations(app);
  await press(page, app, "Add condition");
  await expect.poll(() => focused(page, app)).toBe("Condition");
  await page.keyboard.type("Amount spent");
  await app.getByRole("option", { name: "Amount spent" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await app.getByRole("group", { name: "Amount spent" }).waitFor();
  await app.getByRole("listbox").waitFor({ state: "detached" });
  // The list is gone, and so is the name of its option.
  await expectNoAxeViolations(app);
  await tabTo(page, app, "Value: Amount spent");
  await page.keyboard.type("60");
  await app.getByText("1 customer", { exact: true }).waitFor();
  await picture(page, "segment-keyboard-en");
  await press(page, app, "Save segment");
  await app.getByRole("heading", { name: "Bought twice", level: 1 }).waitFor();
  await untilIdle(sandbox);

  const address = pathOf(app);
  seen.push(address, `${address}/edit`);
  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByText(/^1 of \d+ customers$/).waitFor();
  await buys(ANNA, "50.00");
  await untilIdle(sandbox);
  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByText(/^2 of \d+ customers$/).waitFor();
  await app.getByRole("link", { name: /anna/ }).first().waitFor();
});

test("a cell of the map becomes a segment, and a campaign for its customers", async () => {
  // Who has bought lately and who long ago, much and little.
  const crowd = Array.from({ length: 16 }, (_, index) => `kim${index + 1}@example.com`);
  for (const [index, email] of crowd.entries()) {
    await sandbox.control("POST", "/customers", { email, firstName: "Kim", countryCode: "IE", emailConsent: "subscribed" });
    if (index < 12) await buys(email, `${10 * (index + 1)}.00`);
  }
  await sandbox.control("POST", "/clock", { advanceDays: 30 });
  for (const [index, email] of crowd.entries()) if (index % 3 === 0 || index >= 12) await buys(email, "40.00");
  await sandbox.control("POST", "/clock", { advanceDays: 1 });
  await untilIdle(sandbox);

  const page = await browser.newPage({ viewport: WIDE });
  // Whoever asks first has everybody grouped.
  await openApp(page, sandbox.ready.admin, "/analytics/groups");
  await untilIdle(sandbox);
  let app = await openApp(page, sandbox.ready.admin, "/analytics/groups");
  const cell = app.getByRole("region", { name: "Map of your customers" }).getByRole("button").first();
  await cell.waitFor();
  const name = (await cell.innerText()).trim();
  const customers = Number(/^\d+/.exec(name)?.[0]);
  await choose(page, app, name, "Save as segment");
  await app.getByText(new RegExp(`^${customers} of \\d+ customers$`)).waitFor();
  const segment = await app.getByRole("heading", { level: 1 }).innerText();
  seen.push(pathOf(app), "/analytics/groups");

  app = await openApp(page, sandbox.ready.admin, "/analytics/groups");
  await choose(page, app, name, "Start a campaign");
  const recipients = app.getByLabel("Recipients", { exact: true });
  await recipients.waitFor();
  expect(await recipients.locator("option:checked").innerText()).toBe(`Segment: ${segment}`);
  await untilUsable(app);
  await tabTo(page, app, "Email");
  await down(page, 1);
  await app
    .getByRole("status")
    .getByText(new RegExp(`of ${customers} recipients?`))
    .waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "campaign-of-cell-en");
});

test("all of it is there in German, on a phone, by keyboard and without scrolling sideways", async () => {
  const page = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  for (const path of seen) {
    const app = await openApp(page, sandbox.ready.admin, path, "de");
    expect([path, await sidewaysOverflow(app)]).toEqual([path, 0]);
    await expectNoAxeViolations(app);
  }
  const app = await openApp(page, sandbox.ready.admin, "/customers/segments/new", "de");
  await press(page, app, "Bedingung hinzufügen");
  await expect.poll(() => focused(page, app)).toBe("Bedingung");
  await page.keyboard.type("Land");
  await app.getByRole("option", { name: "Land", exact: true }).waitFor();
  expect(await sidewaysOverflow(app)).toBe(0);
  await page.keyboard.press("Escape");
  await picture(page, "segment-keyboard-narrow-de");
});
