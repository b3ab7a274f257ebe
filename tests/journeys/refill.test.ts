import pg from "pg";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle, type Email } from "./people.ts";

/** Refill reminders from end to end (issue 9, must show 3): said, switched on, bought, delivered, reminded of, put off, bought again. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const PHONE = { width: 390, height: 844 };
const ANNA = "anna@example.com";

async function set(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  await client.query(text).finally(() => client.end());
}
const later = async (days: number) => {
  await sandbox.control("POST", "/clock", { advanceDays: days });
  await untilIdle(sandbox);
};
const mailbox = async () => (await emailsTo(sandbox, ANNA)).map(({ subject }) => subject).reverse();
const newest = async () => ((await emailsTo(sandbox, ANNA)) as [Email])[0];

/** Opens a link of an email, where the shop's own domain is this machine. */
async function follow(page: Page, { text }: Email, after: RegExp): Promise<void> {
  const link = after.exec(text)?.[1] ?? "";
  const storefront = (address: string) => address.replace(`https://${sandbox.ready.shop}`, sandbox.ready.storefront);
  const answer = await fetch(storefront(link), { redirect: "manual", headers: { "user-agent": "Mozilla/5.0 (iPhone)" } });
  await page.goto(storefront(answer.headers.get("location") ?? link));
}

test("a supply of 30 days is reminded of on day 25, fills the cart, is put off by two weeks, and ends with the next order", async () => {
  await set("update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH'");
  await set("update flows set state = 'archived'");
  const anna = { email: ANNA, firstName: "Anna", state: "enabled", emailConsent: "subscribed", optInLevel: "confirmed_opt_in" };
  await sandbox.control("POST", "/customers", { ...anna, locale: "de", countryCode: "DE" });
  // Without it nobody tells of deliveries, and three days after the parcel left are reckoned with.
  await sandbox.control("POST", `/shops/${sandbox.ready.shop}/scopes`, { grant: ["read_fulfillments"] });
  const { products } = (await sandbox.control("GET", "/products")) as { products: { title: string; handle: string }[] };
  const product = products.find(({ handle }) => handle === "espresso-morgenrot");
  if (product === undefined) throw new Error("The shop sells nothing");
  await untilIdle(sandbox);

  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/messages/refill");
  const days = app.getByLabel(`Days that ${product.title} lasts`, { exact: true });
  await days.fill("many");
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await bar.getByRole("button", { name: "Save", exact: true }).click();
  await app.getByText("Enter a whole number from 1 to 1,000, or nothing.").waitFor();
  await days.fill("30");
  await bar.getByRole("button", { name: "Save", exact: true }).click();
  await bar.waitFor({ state: "hidden" });
  await expectNoAxeViolations(app);
  await picture(page, "refill-en");

  app = await openApp(page, sandbox.ready.admin, "/messages");
  await app.getByRole("button", { name: "Use this: Refill reminder", exact: true }).click();
  await app.getByRole("list", { name: "Steps" }).waitFor();
  await page.getByRole("button", { name: "Preview & switch on" }).click();
  await app.getByRole("button", { name: "Switch on now" }).click();
  await app.getByText("Live since").waitFor();

  const lines = [{ product: product.handle, quantity: 1 }];
  const { name } = (await sandbox.control("POST", "/orders", { customer: ANNA, lines })) as { name: string };
  const order = encodeURIComponent(name);
  await sandbox.control("POST", `/orders/${order}/fulfil`, {});
  await sandbox.control("POST", `/orders/${order}/deliver`, {});
  await untilIdle(sandbox);
  await later(24);
  expect(await mailbox()).toEqual([]);
  await later(2);
  const due = expect.stringMatching(/^Reicht „.+“ noch\?$/) as string;
  expect(await mailbox()).toEqual([due]);

  // A phone follows the button, and then the quiet link below it.
  const phone = await browser.newPage({ viewport: PHONE, locale: "de-DE" });
  const email = await newest();
  await follow(phone, email, /Noch einmal bestellen: (https?:\S+)/);
  await phone.waitForURL(/\/cart/);
  await expect.poll(() => phone.locator("body").innerText()).toContain("Espresso Morgenrot");
  await picture(phone, "refill-cart-de");
  await follow(phone, email, /in zwei Wochen erinnern \((https?:[^)\s]+)\)/);
  expect(await sidewaysOverflow(phone.mainFrame())).toBe(0);
  await expectNoAxeViolations(phone.mainFrame());
  await picture(phone, "refill-later-de");
  await phone.getByRole("button", { name: "In zwei Wochen erinnern" }).click();
  await phone.getByText("Wir erinnern dich in zwei Wochen.").waitFor();
  await picture(phone, "refill-later-done-de");

  await later(13);
  expect(await mailbox()).toEqual([due]);
  await later(3);
  expect(await mailbox()).toEqual([due, due]);
  await sandbox.control("POST", "/orders", { customer: ANNA, lines });
  await untilIdle(sandbox);
  await later(20);
  expect(await mailbox()).toEqual([due, due]);

  const german = await browser.newPage({ viewport: PHONE, locale: "de-DE" });
  app = await openApp(german, sandbox.ready.admin, "/messages/refill", "de");
  expect(await sidewaysOverflow(app)).toBe(0);
  await expectNoAxeViolations(app);
  await picture(german, "refill-narrow-de");
});
