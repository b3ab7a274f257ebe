import { describe, expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp } from "./people.ts";

/** A merchant writes an email: nothing typed is lost, whoever else saves meanwhile, and what is published is what was seen. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();

describe("the third win-back email", () => {
  test("is edited, tested, met by a conflict and published, with nothing lost (flows 29, merchant 19)", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/messages/emails");
    await app.getByLabel("Preset").selectOption({ label: "Win-back 3: discount" });
    await app.getByRole("button", { name: "Add email" }).click();
    const subject = app.getByLabel("Subject", { exact: true });
    await subject.waitFor();
    const address = new URL(page.url()).pathname.replace(/^.*\/messages/, "/messages");

    await subject.fill("Ten percent, just for you");
    // Nothing runs in the preview's frame, so that it can only be looked at from outside.
    await expect.poll(() => app.locator("iframe.mail").getAttribute("srcdoc"), { timeout: 60_000 }).toContain("DANKE-7K2M9P");
    await app.locator(".mail-head").getByText("Ten percent, just for you").waitFor();
    await app.getByText("Nothing to be mended.").waitFor();
    await expectNoAxeViolations(app);
    await picture(page, "email-editor-en");

    // A test goes out as it stands, unsaved, and what was typed is still there.
    const to = await app.getByLabel("To", { exact: true }).inputValue();
    await app.getByRole("button", { name: "Send test" }).click();
    const subjects = async () => (await emailsTo(sandbox, to)).map(({ subject: line }) => line);
    await expect.poll(subjects, { timeout: 60_000 }).toContain("[Test] Ten percent, just for you");
    expect(await subject.inputValue()).toBe("Ten percent, just for you");

    // Neither the other language nor the browser's way back takes it away.
    await app.getByRole("tab", { name: "English" }).click();
    await subject.fill("Ten percent for you");
    await app.getByRole("tab", { name: "German" }).click();
    expect(await subject.inputValue()).toBe("Ten percent, just for you");
    await page.goBack();
    await page.getByRole("dialog").getByRole("button", { name: "Stay" }).click();
    await app.getByRole("tab", { name: "English" }).click();
    expect(await subject.inputValue()).toBe("Ten percent for you");
    await app.getByRole("tab", { name: "German" }).click();
    expect(await subject.inputValue()).toBe("Ten percent, just for you");

    // Somebody else saves in a second tab.
    const second = await browser.newPage({ context: page.context() });
    const other = await openApp(second, sandbox.ready.admin, address);
    await other.getByLabel("Subject", { exact: true }).fill("Theirs");
    await second.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save", exact: true }).click();
    await second.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
    await page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save", exact: true }).click();
    await app.getByText("Somebody else has saved this email meanwhile").waitFor();
    expect(await subject.inputValue()).toBe("Ten percent, just for you");
    await app.getByRole("button", { name: "Save mine as the newest" }).click();
    await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
    await app.getByText("Version 3,").waitFor();

    // What is wrong is named, leads to its place, and keeps it from being published.
    await app.getByRole("button", { name: "Edit: Text 1" }).click();
    await app.getByLabel("Text", { exact: true }).fill("Hello {{ first_name }}");
    await app.getByText("“first_name” isn’t known of everybody").waitFor();
    await app.getByRole("button", { name: "Close: Text 1" }).click();
    await app.getByRole("button", { name: "Show" }).click();
    await app.getByLabel("Text", { exact: true }).waitFor();
    await app.getByLabel("Text", { exact: true }).fill('Hello {{ first_name | default: "there" }}');
    await app.getByText("Nothing to be mended.").waitFor();

    await page.getByRole("button", { name: "Publish" }).first().click();
    await app.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await app.getByText("Version 4,").waitFor();
    await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
  });

  test("can be ordered by keyboard alone, and read on a phone (flows 29)", async () => {
    const page = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
    const app = await openApp(page, sandbox.ready.admin, "/messages/emails", "de");
    await app.getByRole("link", { name: "Win-back 3" }).first().click();
    const down = app.getByRole("button", { name: "Nach unten: Text 1" });
    await down.focus();
    await page.keyboard.press("Enter");
    await app.getByText("Text steht jetzt an Stelle 2 von").waitFor();
    expect(await sidewaysOverflow(app)).toBe(0);
    await expectNoAxeViolations(app);
    await picture(page, "email-editor-narrow-de");
  });

  test("offers what may stand in it while it is typed, by keyboard and by mouse (issue 9: completion)", async () => {
    const page = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
    const app = await openApp(page, sandbox.ready.admin, "/messages/emails", "de");
    await app.getByRole("link", { name: "Win-back 3" }).first().click();
    const subject = app.getByRole("combobox", { name: "Betreff", exact: true });
    await subject.fill("");
    await subject.pressSequentially("Hallo {{ vor");
    const offers = app.getByRole("listbox", { name: "Was hier stehen kann" });
    await offers.getByRole("option", { name: "first_name" }).waitFor();
    expect(await subject.getAttribute("aria-expanded")).toBe("true");
    const active = await offers.getByRole("option", { selected: true }).getAttribute("id");
    expect(await subject.getAttribute("aria-activedescendant")).toBe(active);
    await expectNoAxeViolations(app);
    await picture(page, "email-completion-narrow-de", { fullPage: true });
    await page.keyboard.press("Enter");
    expect(await subject.inputValue()).toBe('Hallo {{ first_name | default: "Anna" }}');
    // The words for the others are selected: typing takes their place.
    await page.keyboard.type("du");
    expect(await subject.inputValue()).toBe('Hallo {{ first_name | default: "du" }}');
    await offers.waitFor({ state: "hidden" });

    await app.getByRole("button", { name: "Bearbeiten: Text 1" }).click();
    const text = app.getByLabel("Text", { exact: true });
    await text.fill("");
    await text.pressSequentially("{% i");
    await page.keyboard.press("Tab");
    await offers.getByRole("option", { name: "tier" }).waitFor();
    await expectNoAxeViolations(app);
    await text.pressSequentially("tie");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    expect(await text.inputValue()).toBe("{% if tier %}");
    await text.pressSequentially("{{");
    await offers.getByRole("option", { name: "tier" }).click();
    expect(await text.inputValue()).toBe("{% if tier %}{{ tier }}");
    // Closed, the list takes no key: a new line is one.
    await text.pressSequentially(" {{ po");
    await offers.waitFor();
    await page.keyboard.press("Escape");
    await offers.waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    expect(await text.inputValue()).toBe("{% if tier %}{{ tier }} {{ po\n");
    expect(await sidewaysOverflow(app)).toBe(0);
  });

  test("shows customers their own link (issue 12: in emails)", async () => {
    for (const [locale, viewport, kind, add, help] of [
      ["en", WIDE, "Refer a friend", "Add a block", "own link to pass on"],
      ["de", NARROW, "Freunde einladen", "Baustein hinzufügen", "eigenen Link"],
    ] as const) {
      const page = await browser.newPage({ viewport, locale: locale === "de" ? "de-DE" : "en-US" });
      const app = await openApp(page, sandbox.ready.admin, "/messages/emails", locale);
      await app.getByRole("link", { name: "Win-back 3" }).first().click();
      await app.getByLabel(add).selectOption({ label: kind });
      await app.getByRole("button", { name: add }).press("Enter");
      await app.getByText(help).first().waitFor();
      const shown = () => app.locator("iframe.mail").getAttribute("srcdoc");
      await expect.poll(shown, { timeout: 60_000 }).toContain("/apps/reprise/refer/K7M2P9QX");
      await expectNoAxeViolations(app);
      expect(await sidewaysOverflow(app)).toBe(0);
      await picture(page, `email-friend-block-${locale}`, { fullPage: true });
    }
  });

  test("wears the brand (flows 27, shopper 27)", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/messages/emails/brand");
    await app.getByLabel("Buttons and links").fill("#8a3b12");
    await page.getByRole("region", { name: "Unsaved changes" }).getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
    await expectNoAxeViolations(app);
    await picture(page, "email-brand-en");
  });
});
