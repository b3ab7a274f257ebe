import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** A group from its making to an invite, and a council's agenda (issue 12: community). */
const sandbox = useSandbox(["--empty"], { atNoon: true });
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

test("a group gives its invite once, a council reads its agenda, in both languages and from the keyboard", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  const save = async () => {
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    await bar.getByRole("button", { name: "Save" }).click();
    await bar.waitFor({ state: "hidden" });
  };
  let app = await openApp(page, sandbox.ready.admin, "/program/community");
  await app.getByText("You have no groups yet.").waitFor();
  await expectNoAxeViolations(app);
  await app.getByRole("button", { name: "Add a group" }).click();
  await app.getByRole("heading", { name: "State: Draft" }).waitFor();
  await app.getByRole("button", { name: "Publish" }).click();
  await page.getByText("Something is missing or wrong.").waitFor();
  await app.locator("#group-titles").fill("Roasters' table");
  await app.getByLabel("Language of the texts").selectOption({ label: "German" });
  await app.locator("#group-titles").fill("Rösttisch");
  await app.locator("#group-handle").fill("table");
  await app.getByLabel("For whom").selectOption({ label: "Every customer" });
  await save();
  await app.getByLabel("New links").fill("https://discord.gg/one\nno link");
  await app.getByRole("button", { name: "Add links" }).click();
  await app.getByText("These lines are no links with https: no link").waitFor();
  await expectNoAxeViolations(app);
  await app.getByLabel("New links").fill("https://discord.gg/one");
  await app.getByRole("button", { name: "Add links" }).click();
  await app.getByText("1 left · 0 given").waitFor();
  await app.getByRole("button", { name: "Publish" }).click();
  await app.getByRole("heading", { name: "State: Live" }).waitFor();
  await expectNoAxeViolations(app);
  await app.getByRole("button", { name: "New agenda" }).click();
  await app.locator("#post-titles").fill("First meeting");
  await app.locator("#post-bodies").fill("- A **lighter** espresso?");
  await app.getByLabel("Language of the texts").selectOption({ label: "German" });
  await app.locator("#post-titles").fill("Erstes Treffen");
  await app.locator("#post-bodies").fill("- Ein **hellerer** Espresso?");
  await save();
  await app.getByRole("button", { name: "Publish", exact: true }).click();
  await app.getByText(/^Published on /).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "community-post-en", { fullPage: true });

  const phone = await browser.newPage({ locale: "de-DE", viewport: NARROW, javaScript: false });
  const address = `${sandbox.ready.storefront}/apps/reprise/community/table?l=de`;
  await phone.goto(address);
  await phone.getByText("Melde dich an, um zu sehen, welche Gruppen dir offenstehen.").waitFor();
  expect(await phone.getByText("Rösttisch").count()).toBe(0);
  await logIn(phone, sandbox.ready.storefront, LENA);
  await phone.goto(`${sandbox.ready.storefront}/apps/reprise/community?l=de`);
  await phone.getByRole("link", { name: "Rösttisch" }).click();
  await phone.getByText("Tagesordnung · ").waitFor();
  await phone.getByRole("button", { name: "Meine Einladung holen" }).press("Enter");
  await phone.getByText("Hier ist deine Einladung.").waitFor();
  expect(await phone.getByRole("link", { name: "Discord öffnen" }).getAttribute("href")).toBe("https://discord.gg/one");
  await phone.getByLabel("Wie du dort heißt (freiwillig)").fill("lena_v");
  await phone.getByRole("button", { name: "Speichern" }).press("Enter");
  await phone.getByText("Gespeichert.").waitFor();
  expect(await sidewaysOverflow(phone)).toBe(0);
  await picture(phone, "community-page-de-narrow", { fullPage: true });
  const seen = await browser.newPage({ viewport: WIDE });
  await logIn(seen, `${sandbox.ready.storefront}/en`, LENA);
  for (const path of ["community", "community/table"]) {
    await seen.goto(`${sandbox.ready.storefront}/apps/reprise/${path}?l=en`);
    await expectNoAxeViolations(seen);
  }
  await untilIdle(sandbox);

  const merchant = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  app = await openApp(merchant, sandbox.ready.admin, "/program/community", "de");
  await app.getByText("1 gehört dazu").waitFor();
  await expectNoAxeViolations(app);
  await app.getByRole("link", { name: "Rösttisch" }).click();
  await app.getByText("Dort: lena_v").waitFor();
  await app.getByText("Es sind nur noch wenige übrig.").waitFor();
  await expectNoAxeViolations(app);
  expect(await sidewaysOverflow(app)).toBe(0);
  await picture(merchant, "community-group-de-narrow", { fullPage: true });
  // Archived: everybody who was invited is to be removed there.
  await app.getByRole("button", { name: "Archivieren" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Archivieren" }).click();
  await app.getByRole("heading", { name: "Status: Archiviert" }).waitFor();
  await app.getByLabel("Anzeigen").selectOption({ label: "Zu entfernen" });
  await app.getByRole("button", { name: "Dort entfernt: Lena Vogt" }).click();
  await app.getByText("Hier ist niemand.").waitFor();
  const gone = await phone.request.get(address);
  expect([gone.status(), (await gone.text()).includes("Diese Gruppe ist für andere Kundinnen und Kunden")]).toEqual([403, true]);
});
