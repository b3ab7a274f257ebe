import pg from "pg";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DAY_MS, dayIn } from "../../app/lib/time.ts";
import { expectNoAxeViolations, picture, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle, type Email } from "./people.ts";

/** Win-back from end to end (issue 9, must show 2): written, foreseen, switched on, lived through, measured. */
const sandbox = useSandbox(["--empty"], { atNoon: true });
const browser = useBrowser();
/** A whole name of a browser: what is cut short is taken for a program. */
const PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
/** Enough that chance, which is the same each time, holds somebody out. */
const crowd = Array.from({ length: 40 }, (_, index) => ({
  ...{ email: `kim${index + 1}@example.com`, firstName: "Kim", state: "enabled", emailConsent: "subscribed" },
  ...(index % 2 === 0 ? { locale: "de", countryCode: "DE" } : { locale: "en", countryCode: "IE" }),
}));

async function rows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  return client
    .query(text, values)
    .then((result) => result.rows as Row[])
    .finally(() => client.end());
}

const place = (customer: string, more: object = {}) =>
  sandbox.control("POST", "/orders", { customer, lines: [{ title: "Tee", price: "50.00", quantity: 1 }], ...more });
const later = async (days: number) => {
  await sandbox.control("POST", "/clock", { advanceDays: days });
  await untilIdle(sandbox);
};
const subjects = async (to: string) => (await emailsTo(sandbox, to)).map(({ subject }) => subject).reverse();
const newest = async (to: string) => ((await emailsTo(sandbox, to)) as [Email])[0];

/** Days after the order on which emails left, by the customer's calendar. */
async function daysOf(email: string): Promise<number[]> {
  const sent = await rows<{ sent: Date; ordered: Date }>(
    `select m.sent_at as sent, r.since as ordered from messages m join flow_runs r using (shop_id, run_id)
     join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id
     where c.email = $1 and m.state = 'sent' order by m.sent_at`,
    [email],
  );
  const day = (instant: Date) => {
    const { year, month, day: date } = dayIn(instant, "Europe/Berlin");
    return Date.UTC(year, month - 1, date);
  };
  return sent.map(({ sent: at, ordered }) => (day(at) - day(ordered)) / DAY_MS);
}

const ADDRESS = { "Last name": "Kim", "Street and number": "High Street 1", Postcode: "04109", City: "Leipzig" };

async function putIntoCart(shopper: Page): Promise<void> {
  await shopper.goto(`${sandbox.ready.storefront}/en/collections/all`);
  await shopper.locator("main a[href*='/products/']").first().click();
  await shopper.getByRole("button", { name: "Add to cart" }).click();
  await shopper.waitForURL("**/cart");
}

/** What a customer's newest order was worth before and by its codes, as the shop's own records say. */
async function bought(email: string): Promise<{ goods: number; off: number }> {
  const { lastOrder } = (await sandbox.control("GET", `/customers/${email}`)) as { lastOrder: string };
  const { lines } = (await sandbox.control("GET", `/orders/${lastOrder.slice(1)}`)) as { lines: Line[] };
  const goods = lines.reduce((sum, { price, quantity }) => sum + Number(price) * quantity, 0);
  return { goods, off: goods - lines.reduce((sum, { total }) => sum + Number(total), 0) };
}
type Line = { price: string; quantity: number; total: string };

/** Follows a link of an email as a browser would, where the shop's own domain is this machine. @returns where it leads */
async function follow(email: Email, after: RegExp): Promise<string> {
  const shop = `https://${sandbox.ready.shop}`;
  const link = after.exec(email.text)?.[1] ?? "";
  const answer = await fetch(link.replace(shop, sandbox.ready.storefront), {
    redirect: "manual",
    headers: { "user-agent": PERSON },
  });
  expect(answer.status).toBe(302);
  return (answer.headers.get("location") ?? "").replace(shop, sandbox.ready.storefront);
}

test("four emails on their days, one code that works once, a purchase that ends it, and figures that say so", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  await rows("update flows set state = 'archived'");
  for (const person of crowd) await sandbox.control("POST", "/customers", person);
  for (const { email } of crowd) await place(email);
  await untilIdle(sandbox);

  // From the preset, with the third email in the merchant's own words.
  let app = await openApp(page, sandbox.ready.admin, "/messages");
  // All have bought today: nobody lapses within 30 days.
  await app.getByText("Next 30 days: 0 customers would enter").first().waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "flow-gallery-en", { fullPage: true });
  await app.getByRole("button", { name: "Use this: Win-back", exact: true }).click();
  await app.getByRole("list", { name: "Steps" }).waitFor();
  const address = new URL(app.url()).pathname.replace(/^\/app/, "");
  const flowId = Number(address.split("/").at(-1));
  const [third] = await rows<{ email_id: number }>(
    "select max(email_id) as email_id from emails e join shops s using (shop_id) where e.preset = 'win-back-3' and s.domain = $1",
    [sandbox.ready.shop],
  );
  app = await openApp(page, sandbox.ready.admin, `/messages/emails/${third?.email_id}`);
  await app.getByLabel("Subject", { exact: true }).fill("Zehn Prozent, nur für dich");
  await app.getByText("Nothing to be mended.").waitFor();
  // As one of them would read it.
  await app.getByLabel("Shown for").selectOption({ label: "A customer of the shop …" });
  await app.getByLabel("Name, email address or order").fill("kim7@");
  await app.getByRole("button", { name: "Find", exact: true }).click();
  await app.getByRole("button", { name: "Kim, kim7@example.com" }).click();
  await app.getByText("Name, orders, points and tier are theirs.").waitFor();
  await app.getByRole("button", { name: "Text", exact: true }).last().click();
  await app.locator(".plain-mail", { hasText: "BEISPIEL10" }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "email-for-customer-en", { fullPage: true });
  await page.getByRole("button", { name: "Publish" }).first().click();
  await app.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });

  app = await openApp(page, sandbox.ready.admin, address);
  // Nobody has bought before today: the replay says so, and the forecast sees nobody within 30 days.
  await app.getByRole("button", { name: "Last 365 days" }).click();
  await app.getByRole("button", { name: "Work it out" }).click();
  await app.getByText(/Nobody would enter/).waitFor();
  await page.getByRole("button", { name: "Preview & switch on" }).click();
  await app.getByRole("button", { name: "Switch on now" }).click();
  await app.getByText("Live since").waitFor();

  // Who is held out was drawn when they were let wait.
  const waiting = await rows<{ email: string; locale: string; holdout: boolean }>(
    `select c.email, c.locale, r.holdout from flow_runs r join customers c using (shop_id, customer_id) where r.flow_id = $1
     order by c.customer_id`,
    [flowId],
  );
  const [heldOut] = waiting.flatMap(({ email, holdout }) => (holdout ? [email] : []));
  const [german, buyer] = waiting.flatMap(({ email, locale, holdout }) => (!holdout && locale === "de" ? [email] : []));
  const [english] = waiting.flatMap(({ email, locale, holdout }) => (!holdout && locale === "en" ? [email] : []));
  if (heldOut === undefined || german === undefined || buyer === undefined || english === undefined)
    throw new Error("Nobody is held out, or nobody waits");

  await later(75);
  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByRole("button", { name: "Work it out" }).click();
  await app.getByText(`${crowd.length} customers would enter in the next 30 days`).waitFor();
  const held = waiting.filter(({ holdout }) => holdout).length;
  await app.getByText(new RegExp(`^${held} of them (?:is|are) held out`)).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "win-back-forecast-en", { fullPage: true });
  await later(16);
  expect(await subjects(german)).toHaveLength(1);
  await later(15);
  expect(await subjects(buyer)).toHaveLength(2);
  await place(buyer);
  await later(15);
  expect((await subjects(german)).at(-1)).toBe("Zehn Prozent, nur für dich");
  expect((await newest(german)).html).toContain('lang="de"');
  const theirs = await newest(english);
  expect(theirs.html).toContain('lang="en"');

  // The link of the third email takes the code along to the checkout, where it is worth 10 % and works once.
  const code = /\b([A-Z0-9]{2,}-[A-Z0-9-]{4,})\b/.exec(theirs.text)?.[1] ?? "";
  // A code that has been used is refused.
  const shopper = await browser.newPage({ locale: "en-GB", allow: [/422.*\/checkout/] });
  await logIn(shopper, `${sandbox.ready.storefront}/en`, english);
  await putIntoCart(shopper);
  await shopper.goto(await follow(theirs, /(https?:\S+\/r\/\S+)/));
  // Shopify's orders know whole seconds: one of the same second as the click would not be after it.
  await sandbox.control("POST", "/clock", { advanceMs: 60_000 });
  await shopper.goto(`${sandbox.ready.storefront}/en/checkout`);
  await shopper.getByText(`Discount (${code})`).waitFor();
  await picture(shopper, "win-back-checkout");
  for (const [field, text] of Object.entries(ADDRESS)) await shopper.getByRole("textbox", { name: field }).fill(text);
  await shopper.getByRole("button", { name: "Pay now" }).click();
  await shopper.waitForURL("**/thank-you/**");
  const { goods, off } = await bought(english);
  expect(off).toBeGreaterThan(0);
  expect(off).toBeCloseTo(goods / 10, 2);
  await untilIdle(sandbox);

  await putIntoCart(shopper);
  await shopper.goto(`${sandbox.ready.storefront}/en/checkout`);
  await shopper.getByRole("textbox", { name: "Discount code" }).fill(code);
  await shopper.getByRole("button", { name: "Apply" }).click();
  await shopper.getByText("This discount code does not exist or has been used.").waitFor();
  await picture(shopper, "win-back-checkout-again");
  await shopper.goto("about:blank");

  await later(15);
  expect(await daysOf(german)).toEqual([90, 105, 120, 135]);
  expect(await daysOf(english)).toEqual([90, 105, 120]);
  expect(await daysOf(buyer)).toEqual([90, 105]);
  expect(await subjects(heldOut)).toEqual([]);

  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByText("Live since").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "win-back-report-en", { fullPage: true });
  // A person's click, and the order that followed it with the code.
  const said = (await app.locator(".flow-step[data-kind=email]").nth(2).innerText()).replaceAll(/\s+/g, " ");
  expect(said).toMatch(/Clicked 1 Orders 1 Revenue €[1-9]/);
  // One bought before the third email, another with its code before the fourth.
  const treated = crowd.length - held;
  for (const [index, sent] of [treated, treated, treated - 1, treated - 2].entries()) {
    const card = await app.locator(".flow-step[data-kind=email]").nth(index).innerText();
    expect(card.replaceAll(/\s+/g, " ")).toContain(`Sent ${sent} `);
  }
  const lift = app.locator("dl.flow-figures", { hasText: "Lift" });
  expect(await lift.innerText()).toMatch(/Not enough data yet/);
  // Its goal is an order: both who bought have reached it, whether they clicked or not.
  expect(await lift.innerText()).toMatch(/Goal reached\s+2\s/);
  await app.getByText("or not: An order, within 75 days of entering.").waitFor();
  await app.getByText(/ of about [\d,]+ customers have had their time/).waitFor();
  // What it would have done in the year behind is what it did.
  await app.getByRole("button", { name: "Last 365 days" }).click();
  await app.getByRole("button", { name: "Work it out" }).click();
  await app.getByText(`customers would have entered ${crowd.length} times`).waitFor();
  await app.getByText(new RegExp(`^${held} of them (?:is|are) held out`)).waitFor();

  // What one of them has read can be looked up, and no link in it acts for them.
  const [reader] = await rows<{ customer_id: string }>(
    "select c.customer_id from customers c join shops s using (shop_id) where c.email = $1 and s.domain = $2",
    [german, sandbox.ready.shop],
  );
  app = await openApp(page, sandbox.ready.admin, `/customers/${reader?.customer_id}?tab=timeline`);
  await app
    .getByRole("button", { name: /^Show email/ })
    .first()
    .click();
  await app.locator("iframe.mail").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "sent-email-en", { fullPage: true });
  await app.getByRole("button", { name: "Text", exact: true }).click();
  expect(await app.locator(".plain-mail").innerText()).not.toMatch(/\/r\/|\?t=/);
});
