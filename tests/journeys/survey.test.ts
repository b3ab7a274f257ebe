import pg from "pg";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle, type Email } from "./people.ts";

/** An NPS from its making to an email, an alert, a reply and a paused flow (issue 12: 4). */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const KIM = "kim@example.com";

async function rows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  return client
    .query(text, values)
    .then((result) => result.rows as Row[])
    .finally(() => client.end());
}

/** Queues an email as a step of a flow does. */
async function queue(key: string, emailId: number, flowId: number | null): Promise<void> {
  await rows(
    `insert into messages (shop_id, customer_id, flow_id, template, channel, purpose, topic, similar_goods, data, key, locale, due_at, expires_at, created_at)
     select c.shop_id, c.customer_id, $4, 'flow-email', 'email', 'marketing', 'news', false, jsonb_build_object('emailId', $3::int, 'version', e.published),
       $2, 'de', c.created_at, c.created_at + interval '10 years', c.created_at
     from customers c join emails e on e.shop_id = c.shop_id and e.email_id = $3 where c.email = $1`,
    [KIM, key, emailId, flowId],
  );
}
const stateOf = async (key: string) =>
  (await rows<{ state: string; reason: string | null }>("select state, reason from messages where key = $1", [key]))[0];

const save = async (page: Page) => {
  const bar = page.getByRole("region", { name: /Unsaved changes|Ungespeicherte/ });
  await bar.getByRole("button", { name: /^(Save|Speichern)$/ }).click();
  await bar.waitFor({ state: "hidden" });
};

test("an NPS goes out by email and is answered by keyboard; a stranger answers by the open link, and is counted apart", async () => {
  await rows("update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH'");
  await rows(
    `insert into sending_rules (shop_id, cap_hours, cap_per_week, rest_sundays, rest_holidays, updated_at)
     select shop_id, 0, 7, false, false, installed_at from shops on conflict (shop_id) do update set cap_hours = 0, rest_sundays = false`,
  );
  await sandbox.control("POST", "/customers", {
    ...{ email: KIM, firstName: "Kim", state: "enabled", emailConsent: "subscribed", locale: "de", countryCode: "IE" },
  });
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE });

  // Made from the preset, in the merchant's words; a branch is changed, and the preview says what readers will see.
  let app = await openApp(page, sandbox.ready.admin, "/messages/surveys");
  await app.getByRole("button", { name: "Create survey" }).click();
  await app.getByLabel("Name", { exact: true }).waitFor();
  await app.getByLabel("Name", { exact: true }).fill("After the first order");
  await app.getByRole("tab", { name: "German" }).click();
  await app.getByLabel("Question", { exact: true }).first().fill("Würdest du uns weiterempfehlen? (0 = nie, 10 = sofort)");
  const preview = app.locator("iframe.mail");
  await expect.poll(() => preview.getAttribute("srcdoc"), { timeout: 60_000 }).toContain("Würdest du uns weiterempfehlen?");
  await app.getByLabel("By an open link").check();
  await app.getByLabel("Customers who are not logged in may answer, too").check();
  const open = await app.getByLabel("Link to the survey").inputValue();
  await expectNoAxeViolations(app);
  await picture(page, "survey-editor-en", { fullPage: true });
  await save(page);

  // Put into an email.
  app = await openApp(page, sandbox.ready.admin, "/messages/emails");
  await app.getByRole("button", { name: "Add email" }).click();
  await app.getByLabel("Subject", { exact: true }).waitFor();
  const emailId = Number(new URL(page.url()).pathname.split("/").at(-1));
  for (const tab of ["German", "English"]) {
    await app.getByRole("tab", { name: tab }).click();
    await app.getByLabel("Add a block").selectOption({ label: "Survey" });
    await app.getByRole("button", { name: "Add a block" }).click();
    await app.getByLabel("Survey", { exact: true }).selectOption({ label: "After the first order" });
  }
  await app.getByText("Nothing to be mended.").waitFor();
  await page.getByRole("button", { name: "Publish" }).first().click();
  await app.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
  await untilIdle(sandbox);

  await queue("journey:survey", emailId, null);
  await expect.poll(() => stateOf("journey:survey"), { timeout: 90_000 }).toMatchObject({ state: "sent" });
  const [email] = (await emailsTo(sandbox, KIM)) as [Email];
  expect(email.text).toContain("Würdest du uns weiterempfehlen?");
  const link = /- 3: (\S+)/.exec(email.text)?.[1]?.replace(`https://${sandbox.ready.shop}`, sandbox.ready.storefront) ?? "";

  // A phone, by keyboard alone: the click has chosen, and stores nothing.
  const phone = await browser.newPage({ viewport: NARROW, locale: "de-DE", colorScheme: "dark", javaScript: false });
  await phone.goto(link);
  expect(await phone.getByRole("radio", { name: "3", exact: true }).isChecked()).toBe(true);
  expect(await rows("select from survey_responses")).toEqual([]);
  await picture(phone, "survey-page-dark-de");
  const looking = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  await looking.goto(link);
  await expectNoAxeViolations(looking.mainFrame());
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await picture(looking, "survey-page-de");
  await phone.getByRole("radio", { name: "3", exact: true }).focus();
  await phone.keyboard.press("ArrowRight");
  await phone.keyboard.press("Tab");
  await phone.keyboard.press("Enter");
  await phone.getByRole("heading", { name: "Das tut uns leid. Was ist schiefgelaufen?" }).waitFor();
  await phone.getByRole("textbox").fill("Das Paket kam eine Woche zu spät.");
  await picture(phone, "survey-words-dark-de");
  await phone.getByRole("button").click();
  await phone.getByRole("heading", { name: "Danke!" }).waitFor();
  expect(await rows("select score, complete, flag from survey_responses")).toEqual([{ score: 4, complete: true, flag: null }]);

  // By the open link, for who is not logged in: counted apart.
  await looking.goto(open.replace(`https://${sandbox.ready.shop}`, sandbox.ready.storefront));
  await looking.getByRole("radio", { name: "10", exact: true }).check({ force: true });
  await looking.getByRole("button", { name: "Weiter" }).click();
  await looking.getByRole("heading", { name: "Was gefällt dir am besten?" }).waitFor();
  await looking.getByRole("textbox").fill("Der Geschmack");
  await expectNoAxeViolations(looking.mainFrame());
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await looking.getByRole("button", { name: "Antwort senden" }).click();
  await looking.getByRole("heading", { name: "Danke!" }).waitFor();
  expect(await rows("select way, customer_id, score from survey_responses order by response_id desc limit 1")).toEqual([
    { way: "link", customer_id: null, score: 10 },
  ]);
});

test("in the account a survey is asked by our extension, question by question, and then no more", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  const app = await openApp(page, sandbox.ready.admin, "/messages/surveys");
  await app.getByLabel("What do you want to know?").selectOption({ label: "How did they hear about you?" });
  await app.getByRole("button", { name: "Create survey" }).click();
  await app.getByLabel("In the customer account").check();
  await save(page);

  await sandbox.control("POST", "/shops/morgenrot/accounts", { accounts: "new" });
  const shopper = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  await shopper.goto(`${sandbox.ready.storefront}/hosted-account/login?locale=de`);
  await shopper.getByRole("main").getByRole("textbox").fill(KIM);
  await shopper.getByRole("button", { name: "Anmelden" }).click();
  await shopper.waitForURL("**/hosted-account?**");
  await shopper.goto(`${sandbox.ready.storefront}/hosted-account/rewards?locale=de`);
  // What is slotted into a region is no child of it in the page.
  const card = shopper.getByRole("region", { name: "Eine kurze Frage" });
  await card.waitFor();
  await shopper.getByLabel("Deine Antwort").selectOption({ label: "Anders" });
  await expectNoAxeViolations(shopper.mainFrame());
  await picture(shopper, "survey-account-narrow-de", { fullPage: true });
  await shopper.getByRole("button", { name: "Weiter" }).click();
  await shopper.getByLabel("In deinen Worten").fill("Auf einer Messe");
  await shopper.getByRole("button", { name: "Antwort senden" }).click();
  await shopper.getByText("hat deine Antwort").waitFor();
  expect(await sidewaysOverflow(shopper.mainFrame())).toBe(0);
  expect(await rows("select way, answers from survey_responses order by response_id desc limit 1")).toEqual([
    { way: "account", answers: { heard: "o6", which: "Auf einer Messe" } },
  ]);
  await shopper.reload();
  await shopper
    .getByRole("region", { name: "Punkte und Prämien" })
    .or(shopper.getByText("Hier ist noch nichts"))
    .first()
    .waitFor();
  expect(await card.count()).toBe(0);
});
