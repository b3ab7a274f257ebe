import pg from "pg";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle } from "./people.ts";

/** From the merchant's switch to the reminder (issue 11): without consent nothing leaves the browser; with it, who is logged in is reminded of what they looked at. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const ANNA = "anna@example.com";

async function set(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  await client.query(text).finally(() => client.end());
}
const later = async (hours: number) => {
  await sandbox.control("POST", "/clock", { advanceMs: hours * 3_600_000 });
  await untilIdle(sandbox);
};

test("a web pixel is switched on, tells nothing without consent, and then who looked at what: a member, and a reminder", async () => {
  const { admin, storefront, app: origin } = sandbox.ready;
  await set("update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH'");
  await set("update flows set state = 'archived'");
  const person = { email: ANNA, firstName: "Anna", state: "enabled", emailConsent: "subscribed", optInLevel: "confirmed_opt_in" };
  await sandbox.control("POST", "/customers", { ...person, locale: "de", countryCode: "DE" });
  const { products } = (await sandbox.control("GET", "/products")) as { products: { title: string; handle: string }[] };
  const product = products.find(({ handle }) => handle === "espresso-morgenrot");
  if (product === undefined) throw new Error("The shop sells nothing");
  await untilIdle(sandbox);

  const page = await browser.newPage({ viewport: WIDE, allow: [/status of 422/] });
  let app = await openApp(page, admin, "/settings/visits");
  await app.getByRole("button", { name: "Switch on" }).click();
  await app.getByText("Shopify doesn’t let Reprise change web pixels.", { exact: false }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "visits-off-en");
  await app.getByRole("button", { name: "Allow web pixels and customer events" }).click();
  await page.getByRole("button", { name: "Grant access" }).click();
  await page.getByRole("button", { name: "Grant access" }).waitFor({ state: "hidden" });
  await app.getByRole("button", { name: "Switch on" }).click();
  await app.getByText("Nothing has been heard from it yet.").waitFor();
  await untilIdle(sandbox);
  await expectNoAxeViolations(app);
  await picture(page, "visits-on-en", { fullPage: true });

  app = await openApp(page, admin, "/customers/segments/new");
  await app.getByLabel("Name", { exact: true }).fill("Looked at espresso");
  await app.getByRole("button", { name: "Text", exact: true }).click();
  const text = app.getByRole("textbox", { name: "Query in Shopify’s segment language" });
  await text.focus();
  await page.keyboard.insertText("storefront.product_viewed MATCHES (date >= -7d, count >= 1)");
  await app.getByText("0 customers", { exact: true }).waitFor();
  await app.getByRole("button", { name: "Builder", exact: true }).click();
  await app.getByText("Products viewed").first().waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "visits-segment-en");
  await app.getByRole("button", { name: "Save segment" }).click();
  await app.getByRole("heading", { name: "Looked at espresso", level: 1 }).waitFor();
  const segment = new URL(app.url()).pathname.replace(/^\/app/, "");

  app = await openApp(page, admin, "/messages");
  await app.getByRole("button", { name: "Use this: Viewed products", exact: true }).click();
  await app.getByRole("list", { name: "Steps" }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "visits-flow-en", { fullPage: true });
  await page.getByRole("button", { name: "Preview & switch on" }).click();
  await app.getByRole("button", { name: "Switch on now" }).click();
  await app.getByText("Live since").waitFor();
  await untilIdle(sandbox);

  // What leaves the browser for the app, from whatever frame or worker.
  const shopper = await browser.newPage({ viewport: WIDE, locale: "de-DE" });
  const told: { body: string; origin: string | undefined }[] = [];
  await shopper.context().route(`${origin}/pixel/**`, async (route) => {
    const request = route.request();
    told.push({ body: request.postData() ?? "", origin: (await request.allHeaders())["origin"] });
    await route.continue();
  });
  await logIn(shopper, storefront, ANNA);
  await shopper.goto(`${storefront}/products/${product.handle}`);
  await shopper.getByRole("button", { name: "Cookies ablehnen" }).waitFor();
  await expectNoAxeViolations(shopper.mainFrame());
  await shopper.getByRole("button", { name: "Cookies ablehnen" }).click();
  await shopper.goto(`${storefront}/collections/coffee`);
  await shopper.goto(`${storefront}/products/${product.handle}`);
  await shopper.waitForLoadState("networkidle");
  expect([told, await shopper.locator("iframe").count()]).toEqual([[], 0]);
  await picture(shopper, "visits-consent-de");

  // The page that is there when somebody agrees is told of, too.
  await shopper.getByRole("button", { name: "Cookies erlauben" }).click();
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]?.origin).toBe("null");
  expect(told[0]?.body).not.toMatch(/anna/i);
  expect(JSON.parse(told[0]?.body ?? "")).toMatchObject({ shop: sandbox.ready.shop, events: [{ name: "product_viewed" }] });
  await shopper.getByRole("button", { name: "Cookies ablehnen" }).click();
  await shopper.goto(`${storefront}/products/filterkaffee-fruehschicht`);
  await shopper.waitForLoadState("networkidle");
  expect(told).toHaveLength(1);

  await later(0.1);
  app = await openApp(page, admin, segment);
  await app.getByText(/^1 of \d+ customers$/).waitFor();
  await app.getByRole("link", { name: /Anna/ }).first().click();
  await app.getByRole("tab", { name: "Timeline" }).click();
  await app.getByText("Visited the shop: viewed 1 product").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "visits-customer-en", { fullPage: true });
  const customer = new URL(app.url()).pathname.replace(/^\/app/, "");

  await later(3.8);
  expect(await emailsTo(sandbox, ANNA)).toEqual([]);
  await later(24);
  const [email] = await emailsTo(sandbox, ANNA);
  expect(email?.subject).toContain("Noch einmal ansehen");
  expect(email?.text).toContain(product.title);
  expect(email?.text).not.toContain("Filterkaffee");

  // A guest in the same browser is nobody.
  await shopper.getByRole("button", { name: "Cookies erlauben" }).click();
  await expect.poll(() => told.length).toBe(2);
  await shopper.goto(`${storefront}/account/logout`);
  await shopper.goto(`${storefront}/products/${product.handle}`);
  await shopper.waitForLoadState("networkidle");
  expect(told).toHaveLength(2);

  const narrow = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  for (const at of ["/settings/visits", customer, segment]) {
    const german = await openApp(narrow, admin, at, "de");
    await expectNoAxeViolations(german);
    expect([at, await sidewaysOverflow(german)]).toEqual([at, 0]);
    await picture(narrow, `visits${at.replaceAll(/\W/g, "-")}-de`, { fullPage: true });
  }
  app = await openApp(page, admin, "/settings/visits");
  await app.getByText(/Last heard from on/).waitFor();
  await app.getByRole("button", { name: "Switch off" }).click();
  await app.getByText("Off", { exact: true }).waitFor();
  await untilIdle(sandbox);
  expect(await (await fetch(`${storefront}/products/${product.handle}`)).text()).not.toContain("pixel-host");
});
