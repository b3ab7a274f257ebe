import pg from "pg";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";

import { dayKey } from "../../app/insights/campaigns/month.ts";
import { addDays, dayIn } from "../../app/lib/time.ts";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle, untilUsable } from "./people.ts";

/** A campaign from end to end: planned, foreseen, sent, in the mailboxes, told of; and what two tabs make of it. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();

/** What the browser itself says of a save that met another one. */
const CONFLICTS = [/status of 409/];

const people = [
  { email: "anna@example.com", emailConsent: "subscribed", optInLevel: "confirmed_opt_in", locale: "de", countryCode: "DE" },
  { email: "ben@example.com", emailConsent: "subscribed", optInLevel: "single_opt_in", locale: "de", countryCode: "DE" },
  { email: "clara@example.com", emailConsent: "subscribed", optInLevel: "confirmed_opt_in", locale: "fr", countryCode: "IE" },
  { email: "dora@example.com", emailConsent: "not_subscribed", locale: "de", countryCode: "DE" },
];

/** The first number of what is said there. */
const countIn = async (said: Locator) => Number(/[\d,.]+/.exec(await said.innerText())?.[0].replace(/\D/g, ""));

async function set(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

test("an email to a segment is planned, foreseen and sent once; the page says what became of each", async () => {
  await set("update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH'");
  await set("update flows set state = 'archived'");
  for (const person of people) {
    await sandbox.control("POST", "/customers", { firstName: "Kim", state: "enabled", ...person });
    // Who has bought for the first time is in the segment of new customers.
    const lines = [{ title: "Tee", price: "50.00", quantity: 1 }];
    await sandbox.control("POST", "/orders", { customer: person.email, lines });
  }
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE, allow: CONFLICTS });
  const list = await openApp(page, sandbox.ready.admin, "/messages/campaigns");
  await list.getByText("No campaigns yet").waitFor();
  await expectNoAxeViolations(list);
  await list.getByLabel("Begin with").selectOption({ label: "Early access: 48 hours before a date" });
  await list.getByRole("button", { name: "New campaign" }).click();

  // What is missing is said at its field, once somebody wants to send.
  const app = list;
  await app.getByLabel("Name", { exact: true }).fill("Summer opening");
  await page.getByRole("button", { name: "Schedule" }).first().click();
  await app.getByText("Choose who gets it.").waitFor();
  await expectNoAxeViolations(app);
  const segment = await app.locator("option", { hasText: /^Segment: (?:New|Neu)$/ }).getAttribute("value");
  await app.getByLabel("Recipients", { exact: true }).selectOption(segment);
  const foreseen = app.getByRole("status");
  await foreseen
    .getByText(/customers? gets? it/)
    .first()
    .waitFor();
  await app.getByText("1 · the consent was not confirmed (double opt-in)").waitFor();
  await app.getByText("1 · no consent to marketing").waitFor();
  const gets = await countIn(foreseen.getByText(/customers? gets? it/).first());
  const all = await countIn(foreseen.getByText(/of [\d,]+ recipients?/).first());
  await picture(page, "campaign-draft-en");

  // A second tab saves first: nothing of either is lost.
  await page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
  const address = new URL(page.url()).pathname.replace(/^.*\/messages/, "/messages");
  const second = await browser.newPage({ context: page.context(), allow: CONFLICTS });
  const other = await openApp(second, sandbox.ready.admin, address);
  await other.getByLabel("Name", { exact: true }).fill("Theirs");
  await second.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save", exact: true }).click();
  await second.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
  await app.getByLabel("Time", { exact: true }).selectOption({ label: "As soon as you send it" });
  await page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save", exact: true }).click();
  await app.getByText("Someone else has changed this campaign").waitFor();
  await picture(page, "campaign-conflict-en");
  expect(await app.getByLabel("Name", { exact: true }).inputValue()).toBe("Summer opening");
  await app.getByRole("button", { name: "Keep mine" }).click();

  await page.getByRole("button", { name: "Send", exact: true }).first().click();
  await app.getByRole("dialog").getByRole("button", { name: "Send now" }).click();
  await app.getByText(new RegExp(`\\d+ of ${all} recipients dealt with`)).waitFor({ timeout: 60_000 });
  // The other tab still shows the draft: what is typed there is written over nothing, and can be kept as a copy.
  await other.getByLabel("Name", { exact: true }).fill("Too late");
  await second.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save", exact: true }).click();
  await other.getByText("This campaign has been sent or scheduled in the meantime").waitFor();
  // Also once the page has been read anew and knows that it was sent.
  await untilUsable(other);
  expect(await other.getByLabel("Name", { exact: true }).inputValue()).toBe("Too late");
  await other.getByRole("button", { name: "See the campaign" }).click();
  await other.getByText(/\d+ of \d+ recipients dealt with/).waitFor();
  await untilIdle(sandbox);

  // At night nothing leaves: the next morning it has.
  await sandbox.control("POST", "/clock", { advanceDays: 1 });
  await untilIdle(sandbox);
  const subjects = async (to: string) => (await emailsTo(sandbox, to)).map(({ subject }) => subject);
  expect(await subjects("anna@example.com")).toHaveLength(1);
  expect(await subjects("clara@example.com")).toHaveLength(1);
  expect([...(await subjects("ben@example.com")), ...(await subjects("dora@example.com"))]).toEqual([]);

  const done = await openApp(page, sandbox.ready.admin, address);
  await done.getByText("Finished", { exact: true }).first().waitFor({ timeout: 60_000 });
  await done.getByText(`${all} of ${all} recipients dealt with`).waitFor();
  // What was foreseen has come: sent + not sent + failed is the audience.
  const figures = /Recipients (\d+) Waiting (\d+) Sent (\d+) Not sent (\d+) Failed (\d+)/;
  const said = (await done.locator("body").innerText()).replaceAll(/\s+/g, " ");
  expect(figures.exec(said)?.slice(1).map(Number)).toEqual([all, 0, gets, all - gets, 0]);
  const shown = (name: string) => done.getByRole("link", { name: `View customer ${name}@example.com` });
  await done.getByLabel("Outcome").selectOption({ label: "Not sent" });
  for (const name of ["ben", "dora"]) await shown(name).waitFor();
  for (const name of ["anna", "clara"]) await shown(name).waitFor({ state: "hidden" });
  // And by why.
  await done.getByLabel("Reason", { exact: true }).selectOption("not-sent opt-in-unconfirmed");
  await shown("dora").waitFor({ state: "hidden" });
  await shown("ben").waitFor();
  await expectNoAxeViolations(done);
  await picture(page, "campaign-result-en");
});

test("what is planned stands in the calendar, on a phone and in German, too", async () => {
  const page = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  const list = await openApp(page, sandbox.ready.admin, "/messages/campaigns", "de");
  await list.getByRole("button", { name: "Neue Kampagne" }).click();
  await list.getByLabel("Name", { exact: true }).fill("Herbst");
  await list.getByLabel("Empfänger", { exact: true }).selectOption({ label: "Alle, die in Werbung eingewilligt haben" });
  const email = list.getByLabel("E-Mail", { exact: true });
  await email.selectOption({ index: 1 });
  await list.getByLabel("Zeitpunkt").selectOption({ label: "Zu einer Stunde nach der Uhr der Empfänger" });
  const { now } = (await sandbox.control("GET", "/clock")) as { now: string };
  const day = dayKey(addDays(dayIn(new Date(now), "Europe/Berlin"), 3));
  await list.getByLabel("Tag", { exact: true }).fill(day);
  await list.getByRole("status").getByText("E-Mails gehen hinaus").waitFor();
  expect(await sidewaysOverflow(list)).toBe(0);
  await expectNoAxeViolations(list);
  await picture(page, "campaign-draft-narrow-de");
  await page.getByRole("button", { name: "Planen" }).first().click();
  await list.getByRole("dialog").getByRole("button", { name: "Planen" }).click();
  await list.getByText("Geplant", { exact: true }).first().waitFor();

  for (const [name, viewport] of [
    ["narrow", NARROW],
    ["wide", WIDE],
  ] as const) {
    const shown = await browser.newPage({ viewport, locale: "de-DE" });
    const calendar = await openApp(shown, sandbox.ready.admin, `/messages/calendar?month=${day.slice(0, 7)}`, "de");
    await calendar.getByRole("link", { name: "Herbst" }).waitFor();
    expect(await sidewaysOverflow(calendar)).toBe(0);
    await expectNoAxeViolations(calendar);
    await picture(shown, `calendar-${name}-de`);
  }
});
