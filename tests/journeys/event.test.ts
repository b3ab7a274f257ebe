import ICAL from "ical.js";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, untilIdle } from "./people.ts";

/** An event from its making to a place, a waiting list, a calendar and a change (issue 12: community). */
const sandbox = useSandbox(["--empty"], { atNoon: true });
const browser = useBrowser();
const LENA = "lena.vogt@example.com";
const KIM = "kim@example.com";

test("an event is made, filled from the keyboard without a script, reminded of in German, moved and called off", async () => {
  await sandbox.control("POST", "/customers", {
    ...{ email: KIM, firstName: "Kim", lastName: "Lang", state: "enabled", emailConsent: "not_subscribed", locale: "de" },
    countryCode: "DE",
  });
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/program/events");
  await app.getByText("You have no events yet.").waitFor();
  await expectNoAxeViolations(app);
  await app.getByRole("button", { name: "Add an event" }).click();
  await app.getByRole("heading", { name: "State: Draft" }).waitFor();
  await app.getByRole("button", { name: "Open registration" }).click();
  await page.getByText("Something is missing or wrong.").waitFor();
  await app.getByText("Please say where it is: a place, or an address online.").waitFor();
  await expectNoAxeViolations(app);
  await app.locator("#event-titles").fill("Coffee tasting");
  await app.locator("#event-abouts").fill("Five coffees, **two hours**.");
  await app.locator("#event-whereTexts").fill("Our roastery");
  await app.getByLabel("Language of the texts").selectOption({ label: "German" });
  await app.locator("#event-titles").fill("Kaffeeverkostung");
  await app.locator("#event-abouts").fill("Fünf Kaffees, **zwei Stunden**.");
  await app.locator("#event-whereTexts").fill("Unsere Rösterei");
  await app.locator("#event-handle").fill("tasting");
  await app.locator("#event-startsAt").fill("2027-01-15T18:00");
  await app.locator("#event-endsAt").fill("2027-01-15T20:00");
  await app.locator("#event-url").fill("https://meet.example.com/tasting");
  await app.locator("#event-places").fill("1");
  const save = async () => {
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    await bar.getByRole("button", { name: "Save" }).click();
    await bar.waitFor({ state: "hidden" });
  };
  await save();
  await app.getByRole("button", { name: "Open registration" }).click();
  await app.getByRole("heading", { name: "State: Open" }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "event-editor-en", { fullPage: true });

  // A phone, without script, from the keyboard: what is online is not told before there is a place.
  const phone = await browser.newPage({ locale: "de-DE", viewport: NARROW, javaScript: false });
  const address = `${sandbox.ready.storefront}/apps/reprise/event/tasting?l=de`;
  await phone.goto(address);
  await phone.getByRole("link", { name: "Anmelden im Kundenkonto" }).waitFor();
  await logIn(phone, sandbox.ready.storefront, KIM);
  await phone.goto(address);
  await phone.getByText("Online. Die Adresse bekommst du, sobald du einen Platz hast.").waitFor();
  expect(await sidewaysOverflow(phone)).toBe(0);
  await picture(phone, "event-page-de-narrow", { fullPage: true });
  await phone.getByRole("button", { name: "Anmelden", exact: true }).press("Enter");
  await phone.getByText("Du hast einen Platz. Wir haben dir eine E-Mail geschickt.").waitFor();
  await phone.getByRole("link", { name: "https://meet.example.com/tasting" }).waitFor();
  await picture(phone, "event-place-de-narrow", { fullPage: true });
  const file = await phone.getByRole("link", { name: "In den Kalender" }).getAttribute("href");
  const calendar = await (await fetch(new URL(file ?? "", phone.url()))).text();
  const [event] = new ICAL.Component(ICAL.parse(calendar) as unknown[]).getAllSubcomponents("vevent");
  expect(new ICAL.Event(event as ICAL.Component).summary).toBe("Kaffeeverkostung");

  const second = await browser.newPage({ viewport: WIDE });
  await logIn(second, `${sandbox.ready.storefront}/en`, LENA);
  await second.goto(`${sandbox.ready.storefront}/apps/reprise/event/tasting?l=en`);
  await second.getByText("Fully booked").waitFor();
  await expectNoAxeViolations(second);
  await second.getByRole("button", { name: "Join the waiting list" }).click();
  await second.getByText("You are on the waiting list. We’ve sent you an email.").waitFor();
  await expectNoAxeViolations(second);
  await picture(second, "event-waiting-en", { fullPage: true });
  await untilIdle(sandbox);

  // Both are told, whatever they think of advertising; the link of the email knows its reader.
  const emails = await emailsTo(sandbox, KIM);
  const confirmed = emails.find(({ subject }) => subject === "Du bist angemeldet: Kaffeeverkostung");
  expect(confirmed?.text).toContain("15. Januar 2027, 18:00–20:00 MEZ. Wo: Unsere Rösterei");
  const link = /href="([^"]*\/event\/tasting[^"]*)"/.exec(confirmed?.html ?? "")?.[1]?.replaceAll("&amp;", "&") ?? "";
  const mail = await browser.newPage({ viewport: { width: 600, height: 800 } });
  await mail.setContent(confirmed?.html ?? "");
  await picture(mail, "event-email-de");

  // Moved, and called off: whoever has a place hears of it.
  await app.locator("#event-startsAt").fill("2027-01-16T18:00");
  await app.locator("#event-endsAt").fill("2027-01-16T20:00");
  await save();
  await app.getByRole("button", { name: "Apply changes" }).click();
  await page.getByText("1 customer is told of the change.").waitFor();
  await untilIdle(sandbox);
  expect((await emailsTo(sandbox, KIM)).map(({ subject }) => subject)).toContain("Geändert: Kaffeeverkostung");
  const visitor = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  await visitor.goto(link.replace(`https://${sandbox.ready.shop}`, sandbox.ready.storefront));
  await visitor.getByText("16. Januar 2027").waitFor();
  await expectNoAxeViolations(visitor);
  expect(await sidewaysOverflow(visitor)).toBe(0);
  await visitor.getByRole("button", { name: "Platz zurückgeben" }).click();
  await visitor.getByText("Du kommst nicht mehr zu dieser Veranstaltung.").waitFor();
  await untilIdle(sandbox);
  expect((await emailsTo(sandbox, LENA)).map(({ subject }) => subject).join()).toMatch(/You have a place|Du hast einen Platz/);

  const merchant = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  app = await openApp(merchant, sandbox.ready.admin, "/program/events", "de");
  await app.getByText("1 von 1 Plätzen vergeben").waitFor();
  await expectNoAxeViolations(app);
  await picture(merchant, "events-de-narrow", { fullPage: true });
  await app.getByRole("link", { name: "Kaffeeverkostung" }).click();
  await app.getByRole("heading", { name: "Status: Offen" }).waitFor();
  await expectNoAxeViolations(app);
  expect(await sidewaysOverflow(app)).toBe(0);
  await picture(merchant, "event-editor-de-narrow", { fullPage: true });
  await app.getByRole("button", { name: "Absagen" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Absagen" }).click();
  await app.getByRole("heading", { name: "Status: Abgesagt" }).waitFor();
  await untilIdle(sandbox);
  expect((await emailsTo(sandbox, LENA)).map(({ subject }) => subject).join()).toMatch(/Canceled: |Abgesagt: /);
});
