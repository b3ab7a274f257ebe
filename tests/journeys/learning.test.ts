import type { Frame, Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** A learning module from its making to a certificate and a badge (issue 12: play). */
const sandbox = useSandbox(["--empty"], { atNoon: true });
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

const save = async (page: Page) => {
  const bar = page.getByRole("region", { name: /Unsaved changes|Ungespeicherte/ });
  await bar.getByRole("button", { name: /^(Save|Speichern)$/ }).click();
  await bar.waitFor({ state: "hidden" });
};

/** Fills in what is shown in the language that is chosen. */
async function write(app: Frame, title: string, body: string, word: string, question: string, answer: string): Promise<void> {
  await app.locator("#module-titles").fill(title);
  await app.locator("#module-bodies").fill(body);
  for (const number of [1, 2]) {
    await app.locator(`[id="module-q${number}.texts"]`).fill(`${question} ${number}?`);
    const group = app.getByRole("group", { name: `${word} ${number}` });
    for (const place of [1, 2])
      await group.getByLabel(new RegExp(`^(Answer|Antwort) ${place}$`)).fill(`${answer} ${number}${place}`);
  }
}

test("a module is made, passed from the keyboard without a script, and brings points, a certificate and a badge", async () => {
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/program/modules");
  await app.getByText("You have no modules yet.").waitFor();
  await expectNoAxeViolations(app);
  await app.getByRole("button", { name: "Add a module" }).click();
  await app.getByRole("heading", { name: "State: Draft" }).waitFor();
  await app.getByRole("button", { name: "Publish" }).click();
  await page.getByText("Something is missing or wrong.").waitFor();
  await app.getByText("Please fill this in.").first().waitFor();
  await expectNoAxeViolations(app);
  await write(app, "Brewing", "# Water\n\nUse **soft** water.\n\n- not too hot\n- not too long", "Question", "Which one", "No");
  await app.getByLabel("Language of the texts").selectOption({ label: "German" });
  await write(
    app,
    "Richtig brühen",
    "# Wasser\n\nNimm **weiches** Wasser.\n\n- nicht zu heiß\n- nicht zu lang",
    "Question",
    "Welche",
    "Nein",
  );
  await app.locator("#module-points").fill("40");
  await app.locator("#module-handle").fill("brewing");
  await save(page);
  await app.getByRole("button", { name: "Publish" }).click();
  await app.getByText("Published: version 1").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "module-editor-en", { fullPage: true });
  await app.getByRole("button", { name: "Make a badge" }).click();
  await app.getByRole("heading", { name: "State: Draft" }).waitFor();
  await app.getByRole("button", { name: "Switch on" }).click();
  await app.getByRole("heading", { name: "State: Active" }).waitFor();
  await untilIdle(sandbox);

  const shopper = await browser.newPage({ locale: "de-DE", viewport: NARROW, javaScript: false });
  const address = `${sandbox.ready.storefront}/apps/reprise/learn/brewing?l=de`;
  await shopper.goto(address);
  await shopper.getByRole("link", { name: "Anmelden und antworten" }).waitFor();
  await logIn(shopper, sandbox.ready.storefront, LENA);
  await shopper.goto(address);
  await shopper.getByText("Heute hast du noch 3 Versuche.").waitFor();
  expect(await sidewaysOverflow(shopper)).toBe(0);
  await picture(shopper, "module-quiz-de-narrow", { fullPage: true });
  // The first of each is right: wrong once, then right, by keys alone.
  for (const number of [1, 2]) await shopper.getByRole("radio", { name: `Nein ${number}2` }).check();
  await shopper.getByRole("button", { name: "Antworten prüfen" }).press("Enter");
  await shopper.getByText("0 von 2 Antworten sind richtig.").waitFor();
  await picture(shopper, "module-failed-de-narrow", { fullPage: true });
  for (const number of [1, 2]) {
    await shopper.getByRole("radio", { name: `Nein ${number}1` }).focus();
    await shopper.keyboard.press("Space");
  }
  await shopper.getByRole("button", { name: "Antworten prüfen" }).press("Enter");
  await shopper.getByText("Bestanden. Gut gemacht!").waitFor();
  await shopper.getByText(/^40 .* sind jetzt auf deinem Konto\.$/).waitFor();
  await picture(shopper, "module-passed-de-narrow", { fullPage: true });
  await shopper.getByRole("link", { name: "Dein Zertifikat" }).click();
  await shopper.getByLabel("Name auf dem Zertifikat").fill("Lena Vogt");
  await shopper.getByRole("button", { name: "Namen speichern" }).click();
  await shopper.getByText("hat erfolgreich abgeschlossen:").waitFor();
  expect(await sidewaysOverflow(shopper)).toBe(0);
  await picture(shopper, "module-certificate-de-narrow", { fullPage: true });
  await untilIdle(sandbox);

  // The same pages where scripts may run, for the rules of accessibility.
  const seen = await browser.newPage({ viewport: WIDE });
  await logIn(seen, `${sandbox.ready.storefront}/en`, LENA);
  for (const [path, name] of [
    ["brewing?l=en", "passed"],
    ["brewing/certificate?l=en", "certificate"],
  ] as const) {
    await seen.goto(`${sandbox.ready.storefront}/apps/reprise/learn/${path}`);
    await expectNoAxeViolations(seen);
    await picture(seen, `module-${name}-en`, { fullPage: true });
  }
  const visitor = await browser.newPage({ viewport: NARROW });
  await visitor.goto(`${sandbox.ready.storefront}/apps/reprise/learn/brewing?l=en`);
  await expectNoAxeViolations(visitor);

  const merchant = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  app = await openApp(merchant, sandbox.ready.admin, "/program/modules", "de");
  await app.getByText(/1 hat es versucht · 2 Versuche · 1 hat bestanden/).waitFor();
  await expectNoAxeViolations(app);
  await picture(merchant, "modules-de-narrow", { fullPage: true });
  await app.getByRole("link", { name: "Richtig brühen" }).click();
  await app.getByText("Veröffentlicht: Version 1").waitFor();
  await expectNoAxeViolations(app);
  expect(await sidewaysOverflow(app)).toBe(0);
  await picture(merchant, "module-editor-de-narrow", { fullPage: true });
  await app.getByRole("link", { name: "Zum Abzeichen" }).click();
  await app.getByRole("heading", { name: "Zustand: Aktiv" }).waitFor();
});
