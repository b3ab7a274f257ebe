import pg from "pg";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** A survey that the customer account asks (issue 12: 4). */
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

const save = async (page: Page) => {
  const bar = page.getByRole("region", { name: /Unsaved changes|Ungespeicherte/ });
  await bar.getByRole("button", { name: /^(Save|Speichern)$/ }).click();
  await bar.waitFor({ state: "hidden" });
};

test("in the account a survey is asked by our extension, question by question, and then no more", async () => {
  await sandbox.control("POST", "/customers", {
    ...{ email: KIM, firstName: "Kim", state: "enabled", emailConsent: "subscribed", locale: "de", countryCode: "IE" },
  });
  await untilIdle(sandbox);
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
