import pg from "pg";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle, type Email } from "./people.ts";

/** An NPS from its making to an email, an alert, a reply and a paused flow (issue 12: 4). */
const sandbox = useSandbox(["--empty"], { atNoon: true });
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

/** Queues an email as a step of a flow does, or as something else than a flow. */
async function queue(key: string, emailId: number, flowId: number | null): Promise<void> {
  const queued = await rows(
    `insert into messages (shop_id, customer_id, flow_id, template, channel, purpose, topic, similar_goods, data, key, locale, due_at, expires_at, created_at)
     select c.shop_id, c.customer_id, $4, 'flow-email', 'email', 'marketing', 'news', false, jsonb_build_object('emailId', $3::int, 'version', e.published),
       $2, 'de', c.created_at, c.created_at + interval '10 years', c.created_at
     from customers c join emails e on e.shop_id = c.shop_id and e.email_id = $3 where c.email = $1 returning message_id`,
    [KIM, key, emailId, flowId],
  );
  expect(queued).toHaveLength(1);
  await untilIdle(sandbox);
}
const stateOf = async (key: string) =>
  (await rows<{ state: string; reason: string | null }>("select state, reason from messages where key = $1", [key]))[0];

const save = async (page: Page) => {
  const bar = page.getByRole("region", { name: /Unsaved changes|Ungespeicherte/ });
  await bar.getByRole("button", { name: /^(Save|Speichern)$/ }).click();
  await bar.waitFor({ state: "hidden" });
};

test("an NPS goes out by email, its answer stands in the inbox, pauses a flow, and is answered and closed", async () => {
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

  await queue("journey:survey", emailId, null);
  expect(await stateOf("journey:survey")).toEqual({ state: "sent", reason: null });
  const asking = ({ text }: Email) => text.includes("Würdest du uns weiterempfehlen?");
  const email = (await emailsTo(sandbox, KIM)).find(asking) as Email;
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

  // A flow's next email waits.
  const [flow] = await rows<{ flow_id: number; email_id: number }>(
    `select f.flow_id, e.email_id from customers c join flows f on f.shop_id = c.shop_id and f.preset = 'win-back' and f.state = 'live'
     join emails e on e.shop_id = c.shop_id and e.preset = 'win-back-1' and e.published is not null where c.email = $1`,
    [KIM],
  );
  if (flow === undefined) throw new Error("The shop has no flow that is on");
  await queue("journey:flow", flow.email_id, flow.flow_id);
  expect(await stateOf("journey:flow")).toEqual({ state: "queued", reason: "feedback-open" });

  // The inbox, in German, on a phone.
  const team = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  let inbox = await openApp(team, sandbox.ready.admin, "/messages/surveys", "de");
  await inbox.getByText("1 Antwort wartet im Posteingang").waitFor();
  await picture(team, "survey-list-narrow-de");
  await inbox
    .getByRole("link", { name: "Posteingang öffnen" })
    .or(inbox.getByRole("button", { name: "Posteingang öffnen" }))
    .click();
  await inbox.getByText("Das Paket kam eine Woche zu spät.").waitFor();
  await inbox.getByText("Werbung angehalten").waitFor();
  await inbox.getByLabel("Tags").fill("Lieferung");
  await inbox.getByRole("button", { name: "Tags speichern" }).click();
  await inbox.getByRole("button", { name: "Übernehmen" }).click();
  await inbox.getByRole("button", { name: "Übernehmen" }).waitFor({ state: "hidden" });
  expect(await inbox.getByLabel("Zuständig", { exact: true }).locator("option:checked").textContent()).toBe("Ich");
  await inbox.getByLabel("Per E-Mail antworten").fill("Das tut uns leid, Kim.");
  // A look elsewhere loses nothing that was typed.
  await inbox.getByRole("tab", { name: "Abgeschlossen" }).click();
  await inbox.getByText("Hier ist nichts").waitFor();
  await inbox.getByRole("tab", { name: /^Offen/ }).click();
  await expect.poll(() => inbox.getByLabel("Per E-Mail antworten").inputValue()).toBe("Das tut uns leid, Kim.");
  // Nor does loading the page again; and others can be looked for meanwhile.
  inbox = await openApp(team, sandbox.ready.admin, "/messages/surveys/inbox?to=nobody", "de");
  await inbox.getByText("Nichts passt dazu").waitFor();
  inbox = await openApp(team, sandbox.ready.admin, "/messages/surveys/inbox?to=me&tag=Lieferung", "de");
  await expect.poll(() => inbox.getByLabel("Per E-Mail antworten").inputValue()).toBe("Das tut uns leid, Kim.");
  await inbox.getByRole("button", { name: /^Antwort senden/ }).click();
  await inbox.getByText(/^Antwort von/).waitFor();
  await expectNoAxeViolations(inbox);
  expect(await sidewaysOverflow(inbox)).toBe(0);
  await picture(team, "survey-inbox-narrow-de", { fullPage: true });

  // What was done about it is written down, and the answer marked with it.
  let said = await openApp(team, sandbox.ready.admin, "/messages/surveys/changes", "de");
  await said.getByRole("button", { name: "Änderung aufschreiben" }).click();
  await said.getByLabel("In wenigen Worten (Deutsch)").fill("Schnellere Pakete");
  await said.getByLabel("Was Sie getan haben (Deutsch)").fill("Bestellungen gehen jetzt am selben Tag los.");
  await said.getByRole("button", { name: "Speichern" }).click();
  await said.getByRole("heading", { name: "Schnellere Pakete" }).waitFor();
  inbox = await openApp(team, sandbox.ready.admin, "/messages/surveys/inbox", "de");
  await inbox.getByLabel("Hat zu einer Änderung geführt").selectOption({ label: "Schnellere Pakete" });
  await inbox.getByText("Führte zu: Schnellere Pakete").waitFor();
  await inbox.getByRole("button", { name: "Abschließen" }).click();
  await inbox.getByText("Hier ist nichts").waitFor();
  await untilIdle(sandbox);
  expect((await emailsTo(sandbox, KIM)).map(({ text }) => text).join()).toContain("Das tut uns leid, Kim.");
  expect(await stateOf("journey:flow")).toMatchObject({ state: "sent" });

  // Those who said so are told, once.
  said = await openApp(team, sandbox.ready.admin, "/messages/surveys/changes", "de");
  await expectNoAxeViolations(said);
  expect(await sidewaysOverflow(said)).toBe(0);
  await picture(team, "survey-changes-narrow-de", { fullPage: true });
  await said.getByRole("button", { name: "1 Kundin oder Kunden benachrichtigen" }).click();
  await said
    .getByRole("dialog")
    .getByRole("button", { name: /benachrichtigen/ })
    .click();
  await said.getByText(/1 Kundin oder Kunde benachrichtigt/).waitFor();
  await untilIdle(sandbox);
  expect((await emailsTo(sandbox, KIM)).map(({ subject }) => subject)).toContain(
    "Du hast es gesagt, wir haben es gemacht: Schnellere Pakete",
  );

  // What it comes to.
  app = await openApp(page, sandbox.ready.admin, "/messages/surveys");
  await app.getByRole("link", { name: "Results: After the first order" }).click();
  await app.getByText("29 more answers are needed").waitFor();
  await app.getByText("Das Paket kam eine Woche zu spät.").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "survey-results-en", { fullPage: true });
  await app.getByRole("tab", { name: "Not logged in (1)" }).click();
  await app.getByText("Der Geschmack").waitFor();
  // And what it comes to once many have answered: months, parts, topics.
  await rows(
    `insert into survey_responses (shop_id, occasion, survey_id, way, version, customer_id, answers, score, complete, answered_at, changed_at)
     select c.shop_id, 'journey:' || n, y.survey_id, case when n % 9 = 0 then 'link' when n % 3 = 0 then 'account' else 'email' end, y.version, c.customer_id,
       jsonb_build_object('recommend', s.score, case when s.score < 7 then 'better' when s.score < 9 then 'missing' else 'like' end, (array[
         'Die Lieferung kam zu spät.', 'Weniger Plastik in der Verpackung!', 'Der Geschmack ist wunderbar', 'Lieferung sehr langsam', 'Mehr Auswahl'])[1 + n % 5]),
       s.score, true, at.instant, at.instant
     from generate_series(1, 240) n
     cross join lateral (select case when n % 7 < 4 then 9 + n % 2 when n % 7 < 6 then 7 + n % 2 else n % 7 end as score) s
     join customers c on c.email = $1 join surveys y on y.shop_id = c.shop_id
     cross join lateral (select $2::timestamptz - make_interval(days => n) as instant) at`,
    [KIM, ((await sandbox.control("GET", "/clock")) as { now: string }).now],
  );
  app = await openApp(page, sandbox.ready.admin, "/messages/surveys");
  await app.getByRole("link", { name: "Results: After the first order" }).click();
  const topic = app.locator("details.topic", { hasText: /Lieferung/i }).first();
  await topic.locator("summary").click();
  await topic.getByText("Lieferung sehr langsam").first().waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "survey-results-many-en", { fullPage: true });
  // Kim has bought nothing and is in no segment: there is nothing to be seen that way, and a way back.
  await app.getByLabel("Broken down by").selectOption({ label: "Segment" });
  await app.getByText("Nothing is known by which these answers could be broken down like this.").waitFor();
  await app.getByLabel("Broken down by").selectOption({ label: "How they were asked" });
  await app.getByRole("columnheader", { name: "How they were asked" }).waitFor();
  const surveyId = new URL(page.url()).pathname.split("/").at(-2);
  const german = await openApp(team, sandbox.ready.admin, `/messages/surveys/${surveyId}/results`, "de");
  await german.getByText("Worum es geht").waitFor();
  expect(await sidewaysOverflow(german)).toBe(0);
  await picture(team, "survey-results-many-narrow-de", { fullPage: true });
  inbox = await openApp(team, sandbox.ready.admin, "/messages/surveys/inbox?tab=closed", "de");
  await inbox.getByText(/^Abgeschlossen von/).waitFor();
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
