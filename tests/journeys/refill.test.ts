import pg from "pg";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle, type Email } from "./people.ts";

/** Refill reminders from end to end (issue 9, must show 3): said, switched on, bought, delivered, reminded of, put off, bought again. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const PHONE = { width: 390, height: 844 };
const [ANNA, BEN, CLARA, DORA] = ["anna@example.com", "ben@example.com", "clara@example.com", "dora@example.com"] as const;
/** Any: the shop sells no plans of its own. */
const PLAN = "688901";

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
const newest = async (address: string = ANNA) => ((await emailsTo(sandbox, address)) as [Email])[0];

const dayOf = (instant: string) =>
  Date.parse(new Date(instant).toLocaleDateString("sv", { timeZone: "Europe/Berlin" })) / 86_400_000;
const today = async () => dayOf(((await sandbox.control("GET", "/clock")) as { now: string }).now);
/** On which days after one somebody was written to, the last first. */
const daysAfter = async (day: number, address: string) =>
  ((await emailsTo(sandbox, address)) as (Email & { receivedAt: string })[]).map(({ receivedAt }) => dayOf(receivedAt) - day);

type Line = { product: string; quantity: number; sellingPlanId?: string };
/** Bought, sent and with the customer on the same day. */
async function receives(customer: string, lines: readonly Line[]): Promise<void> {
  const { name } = (await sandbox.control("POST", "/orders", { customer, lines })) as { name: string };
  const order = encodeURIComponent(name);
  await sandbox.control("POST", `/orders/${order}/fulfil`, {});
  await sandbox.control("POST", `/orders/${order}/deliver`, {});
}

/** The shop's own domain is this machine. */
const here = (address: string) => address.replace(`https://${sandbox.ready.shop}`, sandbox.ready.storefront);

/** Opens a link of an email. */
async function follow(page: Page, { text }: Email, after: RegExp): Promise<void> {
  const link = after.exec(text)?.[1] ?? "";
  const answer = await fetch(here(link), { redirect: "manual", headers: { "user-agent": "Mozilla/5.0 (iPhone)" } });
  await page.goto(here(answer.headers.get("location") ?? link));
}

test("a supply of 30 days is reminded of on day 25 and of two packs on day 55, two due together in one email; the link names what is sold out, a snooze moves it, an order ends it, a plan has none", async () => {
  await set("update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH'");
  await set("update flows set state = 'archived'");
  for (const email of [ANNA, BEN, CLARA, DORA]) {
    const person = { email, firstName: "Robin", state: "enabled", emailConsent: "subscribed", optInLevel: "confirmed_opt_in" };
    await sandbox.control("POST", "/customers", { ...person, locale: "de", countryCode: "DE" });
  }
  // Without it nobody tells of deliveries, and three days after the parcel left are reckoned with.
  await sandbox.control("POST", `/shops/${sandbox.ready.shop}/scopes`, { grant: ["read_fulfillments"] });
  const { products } = (await sandbox.control("GET", "/products")) as { products: { title: string; handle: string }[] };
  const [product, filter] = ["espresso-morgenrot", "filterkaffee-fruehschicht"].map((wanted) =>
    products.find(({ handle }) => handle === wanted),
  );
  if (product === undefined || filter === undefined) throw new Error("The shop sells nothing");
  await untilIdle(sandbox);

  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/messages/refill");
  const days = app.getByLabel(`Days that ${product.title} lasts`, { exact: true });
  await days.fill("many");
  const bar = page.getByRole("region", { name: "Unsaved changes" });
  await bar.getByRole("button", { name: "Save", exact: true }).click();
  await app.getByText("Enter a whole number from 1 to 1,000, or nothing.").waitFor();
  await days.fill("30");
  await app.getByLabel(`Days that ${filter.title} lasts`, { exact: true }).fill("32");
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
  await receives(ANNA, lines);
  await receives(BEN, [{ product: product.handle, quantity: 2 }]);
  await receives(CLARA, [...lines, { product: filter.handle, quantity: 1 }]);
  await receives(DORA, [{ product: product.handle, quantity: 1, sellingPlanId: PLAN }]);
  const delivered = await today();
  await untilIdle(sandbox);
  await later(24);
  expect(await mailbox()).toEqual([]);
  await later(2);
  const due = expect.stringMatching(/^Reicht „.+“ noch\?$/) as string;
  expect(await mailbox()).toEqual([due]);
  expect(await daysAfter(delivered, ANNA)).toEqual([25]);

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

  // Both of hers in one email; of what is sold out by the time of the click the link says so, and the cart has the other.
  expect(await daysAfter(delivered, CLARA)).toEqual([25]);
  const both = await newest(CLARA);
  for (const { title } of [product, filter]) expect(both.text).toContain(title);
  await sandbox.control("POST", `/products/${product.handle}`, { soldOut: true });
  await follow(phone, both, /Noch einmal bestellen: (https?:\S+)/);
  await phone.getByText(/ist gerade ausverkauft\.$/).waitFor();
  expect(await sidewaysOverflow(phone.mainFrame())).toBe(0);
  await expectNoAxeViolations(phone.mainFrame());
  await picture(phone, "refill-sold-out-de");
  const toCart = await phone.getByRole("link", { name: "Zum Warenkorb" }).getAttribute("href");
  await phone.goto(here(toCart ?? ""));
  await expect.poll(() => phone.locator("body").innerText()).toContain("Frühschicht");
  await sandbox.control("POST", `/products/${product.handle}`, { soldOut: false });

  await later(13);
  expect(await mailbox()).toEqual([due]);
  await later(3);
  expect(await mailbox()).toEqual([due, due]);
  await sandbox.control("POST", "/orders", { customer: ANNA, lines });
  await untilIdle(sandbox);
  await later(20);
  expect(await mailbox()).toEqual([due, due]);
  expect(await daysAfter(delivered, BEN)).toEqual([55]);
  // Ten days after it has run out the late email follows, once.
  expect(await daysAfter(delivered, CLARA)).toEqual([40, 25]);
  expect(await emailsTo(sandbox, DORA)).toEqual([]);

  const german = await browser.newPage({ viewport: PHONE, locale: "de-DE" });
  app = await openApp(german, sandbox.ready.admin, "/messages/refill", "de");
  expect(await sidewaysOverflow(app)).toBe(0);
  await expectNoAxeViolations(app);
  await picture(german, "refill-narrow-de");
});

test("how long a product lasts stands in its field in Shopify, too, and what is entered there counts here (decision 645)", async () => {
  const { products } = (await sandbox.control("GET", "/products")) as { products: { title: string; handle: string }[] };
  const product = products.find(({ handle }) => handle === "espresso-morgenrot");
  if (product === undefined) throw new Error("The shop sells nothing");
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/messages/refill");
  await app.getByText("These days stand in Reprise alone").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "refill-here-alone-en", { fullPage: true });
  await sandbox.control("POST", `/shops/${sandbox.ready.shop}/scopes`, { grant: ["write_products"] });
  await untilIdle(sandbox);
  app = await openApp(page, sandbox.ready.admin, "/messages/refill");
  await app.getByText("They also stand in your products in Shopify", { exact: false }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "refill-in-shopify-en", { fullPage: true });
  const field = { namespace: "$app", key: "supply_days", type: "number_integer", value: "44" };
  await sandbox.control("POST", `/products/${product.handle}/metafields`, field);
  const days = async () => {
    app = await openApp(page, sandbox.ready.admin, "/messages/refill");
    return app.getByLabel(`Days that ${product.title} lasts`, { exact: true }).inputValue();
  };
  await expect.poll(days, { timeout: 60_000, interval: 1_000 }).toBe("44");
  const german = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  app = await openApp(german, sandbox.ready.admin, "/messages/refill", "de");
  await app.getByText("Sie stehen auch an Ihren Produkten in Shopify", { exact: false }).waitFor();
  expect(await sidewaysOverflow(app)).toBe(0);
  await picture(german, "refill-in-shopify-de-narrow", { fullPage: true });
});
