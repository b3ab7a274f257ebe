import { expect, test } from "vitest";

import { useBrowser } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp } from "./people.ts";

/** Lists begin in the first screen, below the admin's own bars, and a filter's customers can be taken all at once (merchant 23, merchant 38). */
const sandbox = useSandbox();
const browser = useBrowser();

/** Of a table; on a telephone of a list. */
const ROW = ".Polaris-IndexTable__TableRow, ul.rows > li";
/** Links to the things of a list, by their numbers. */
const links = (path: string) => `a[href*="/app${path}/"]:not([href*="new"]):not([href$="/inbox"]):not([href$="/changes"])`;

/** By what its rows are known. */
const LISTS: readonly (readonly [path: string, row: string])[] = [
  ["/customers", ROW],
  ["/customers/segments", ROW],
  ["/customers/segments/ready-made", "main button, .Polaris-Page .Polaris-ShadowBevel"],
  ["/activity", ROW],
  ["/activity/points", ROW],
  ["/activity/approvals", links("/customers")],
  ["/activity/reviews", "#reviews-panel > *"],
  ["/messages", links("/messages/flows")],
  ["/messages/emails", links("/messages/emails")],
  ["/messages/surveys", links("/messages/surveys")],
  ["/messages/refill", "input[type=number], input[inputmode=numeric]"],
  ["/program/rewards", links("/program/rewards")],
  ["/analytics/recommendations", links("/analytics/recommendations")],
];

test.each([
  [1280, 800],
  [375, 812],
])("the first row of each list is in view without scrolling, %i × %i (merchant 38)", async (width, height) => {
  const page = await browser.newPage({ viewport: { width, height }, locale: "de-DE" });
  const below: string[] = [];
  for (const [path, row] of LISTS) {
    const app = await openApp(page, sandbox.ready.admin, path, "de");
    const first = app.locator(row).filter({ visible: true }).first();
    await first.waitFor();
    const box = await first.boundingBox();
    const end = (box?.y ?? height) + Math.min(box?.height ?? height, 60);
    if (end > height) below.push(`${path} ends at ${Math.round(end)}`);
  }
  expect(below).toEqual([]);
});

test("all customers of a search are taken, not those of the page alone, and the form says how many (merchant 23, merchant 38)", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  const app = await openApp(page, sandbox.ready.admin, "/customers?segment=regular", "en");
  await app.locator(ROW).first().waitFor();
  const shown = await app.locator("tbody .Polaris-IndexTable__TableRow").count();
  await app
    .getByRole("checkbox", { name: /Select all/ })
    .first()
    .check({ force: true });
  const all = app.getByRole("button", { name: /^Select all \d/ });
  const total = Number(/\d+/.exec((await all.textContent()) ?? "")?.[0]);
  expect(total).toBeGreaterThan(shown);
  await all.click();
  await app.getByRole("button", { name: "Adjust points" }).first().click();
  await app.waitForURL(/segment=regular/);
  await app
    .getByText(new RegExp(`\\b${total}\\b`))
    .first()
    .waitFor();
});

test("pausing a flow asks first, and says what becomes of who is in it (merchant 40)", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  const list = await openApp(page, sandbox.ready.admin, "/messages", "en");
  const href = (await list.locator(links("/messages/flows")).filter({ hasText: "Win-back" }).first().getAttribute("href")) ?? "";
  const flow = /\/app(\/messages\/flows\/\d+)/.exec(href)?.[1] ?? "";
  const app = await openApp(page, sandbox.ready.admin, flow, "en");
  await app.getByText("Live").first().waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByText("Pause this flow?").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const again = await openApp(page, sandbox.ready.admin, flow, "en");
  await again.getByText("Live").first().waitFor();
});
