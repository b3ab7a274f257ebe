import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** A segment from a pasted query to a member who comes by an order (issue 10, must show 7). */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
/** What the browser itself says of a save that was refused. */
const REFUSED = [/status of 422/];

const anna = "anna@example.com";
const buys = async (customer: string, price: string) => {
  await sandbox.control("POST", "/orders", { customer, lines: [{ title: "Tee", price, quantity: 1 }] });
};

test("a query from Shopify is pasted, refined in the builder and saved; a customer enters it by an order", async () => {
  for (const [email, orders] of [
    [anna, 1],
    ["ben@example.com", 2],
  ] as const) {
    await sandbox.control("POST", "/customers", { email, firstName: email.split("@")[0], state: "enabled", countryCode: "DE" });
    for (let order = 0; order < orders; order += 1) await buys(email, "50.00");
  }
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE, allow: REFUSED });
  let app = await openApp(page, sandbox.ready.admin, "/customers/segments");
  await expectNoAxeViolations(app);
  await picture(page, "segments-en");
  app = await openApp(page, sandbox.ready.admin, "/customers/segments/new");

  // By keyboard alone, from the name to the text: Tab leaves the editor again.
  await app.getByLabel("Name", { exact: true }).focus();
  await page.keyboard.type("Stammkundschaft");
  await app.getByRole("button", { name: "Text", exact: true }).focus();
  await page.keyboard.press("Enter");
  const text = app.getByRole("textbox", { name: "Query in Shopify’s segment language" });
  await text.focus();
  await page.keyboard.insertText("FROM customers SHOW customer_name WHERE number_of_orders >= ORDER BY updated_at");
  await app.getByText(/^Character \d+: /).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "segment-text-en");
  await app.getByRole("button", { name: "Builder", exact: true }).click();
  await app.getByText("The builder can show this as soon as the text has no errors.").waitFor();
  await app.getByRole("button", { name: "Save segment" }).click();
  await text.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("FROM customers SHOW customer_name WHERE number_of_orders >= 3 ORDER BY updated_at");
  await app.getByText(/^Left out, because it says nothing about who is in the segment/).waitFor();
  await app.getByText("0 customers", { exact: true }).waitFor();
  await page.keyboard.press("Tab");
  expect(await text.evaluate((box) => box.contains(document.activeElement))).toBe(false);

  await app.getByRole("button", { name: "Builder", exact: true }).click();
  await app.getByLabel("Value: Number of orders").fill("2");
  await app.getByText("1 customer", { exact: true }).waitFor();
  await app.getByText("Shopify’s own segments understand this too", { exact: false }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "segment-builder-en");
  // The name is taken: what was typed stays.
  await app.getByRole("button", { name: "Save segment" }).click();
  await app.getByText("Another segment already has this name.").waitFor();
  await app.getByLabel("Name", { exact: true }).fill("Bought twice");
  await app.getByRole("button", { name: "Create in Shopify" }).click();
  const inShopify = app.getByRole("link", { name: "Open it in Shopify" });
  expect(await inShopify.getAttribute("href")).toMatch(/\/customers\/segments\/\d+$/);
  await expectNoAxeViolations(app);
  await picture(page, "segment-in-shopify-en");
  await app.getByRole("button", { name: "Save segment" }).click();
  await app.getByRole("heading", { name: "Bought twice", level: 1 }).waitFor();
  await untilIdle(sandbox);

  const address = new URL(app.url()).pathname.replace(/^\/app/, "");
  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByText(/^1 of \d+ customers$/).waitFor();
  expect(await app.getByRole("link", { name: /anna/ }).count()).toBe(0);
  await buys(anna, "20.00");
  await untilIdle(sandbox);
  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByText(/^2 of \d+ customers$/).waitFor();
  await app.getByRole("link", { name: /anna/ }).first().waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "segment-en");
  app = await openApp(page, sandbox.ready.admin, `${address}?view=moves`);
  await expectNoAxeViolations(app);
  await picture(page, "segment-moves-en");

  const german = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  for (const [path, name] of [
    [address, "segment-narrow-de"],
    [`${address}/edit`, "segment-editor-narrow-de"],
    ["/customers/segments", "segments-narrow-de"],
  ] as const) {
    app = await openApp(german, sandbox.ready.admin, path, "de");
    expect(await sidewaysOverflow(app)).toBe(0);
    await expectNoAxeViolations(app);
    await picture(german, name);
  }
});
