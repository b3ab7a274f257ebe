import pg from "pg";
import type { Frame, Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { expectNoAxeViolations, picture, sidewaysOverflow, useBrowser } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp } from "./people.ts";

/** What a merchant types stays until it is saved or given up, whatever happens between. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();

const UNSAVED = "Unsaved changes";
/** What the browser itself says of a request that the test lets fail. */
const FAILING = [/Failed to load resource/, /request: net::ERR_/, /Failed to fetch/];

const bar = (page: Page) => page.getByRole("region", { name: UNSAVED });
const save = (page: Page) => bar(page).getByRole("button", { name: "Save", exact: true }).click();

/** What waits for `held` goes on once it is released. */
function gate(): { held: Promise<void>; release: () => void } {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  return { held, release };
}

async function inDatabase(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

describe("a save that fails", () => {
  test("without a connection keeps the form and the save bar, names the cause, and sends the same again (merchant 2, merchant 8)", async () => {
    const page = await browser.newPage({ allow: FAILING });
    const app = await openApp(page, sandbox.ready.admin, "/settings");
    const imprint = app.getByLabel("Company name and postal address");
    await imprint.fill("Morgenrot GmbH\nLindenstr. 1\n50674 Köln");
    await page.context().setOffline(true);
    await save(page);
    await app.getByText("No connection. Your changes are still here.").waitFor();
    expect(await imprint.inputValue()).toContain("Lindenstr. 1");
    expect(await bar(page).isVisible()).toBe(true);
    await expectNoAxeViolations(app);
    await picture(page, "no-connection-en");
    await page.context().setOffline(false);
    await app.getByRole("button", { name: "Try again" }).click();
    await bar(page).waitFor({ state: "hidden" });
    expect(await app.getByText("No connection").count()).toBe(0);
    await page.reload();
    const again = await openApp(page, sandbox.ready.admin, "/settings");
    expect(await again.getByLabel("Company name and postal address").inputValue()).toContain("Lindenstr. 1");
  });

  test("on our side keeps the form, tells an error reference, and sends the same again (merchant 2, merchant 8)", async () => {
    const page = await browser.newPage({ allow: FAILING, locale: "de-DE", viewport: { width: 320, height: 700 } });
    const app = await openApp(page, sandbox.ready.admin, "/program/rewards/new", "de");
    const title = app.getByLabel("Titel", { exact: true });
    await title.fill("Fünf Euro");
    await app.getByLabel("Preis in Punkten").fill("1.000");
    await app.getByLabel("Wert", { exact: true }).fill("5");
    await inDatabase(`create function refuse_rewards() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
      create trigger refuse_rewards before insert on rewards for each row execute function refuse_rewards()`);
    const speichern = page.getByRole("button", { name: "Speichern", exact: true });
    await speichern.click();
    await app.getByText("Bei uns ist etwas schiefgegangen").waitFor();
    await app.getByText(/Fehlernummer: [0-9A-F]{8}/).waitFor();
    expect(await title.inputValue()).toBe("Fünf Euro");
    expect(await speichern.isVisible()).toBe(true);
    expect(await sidewaysOverflow(app)).toBe(0);
    await expectNoAxeViolations(app);
    await picture(page, "failed-de");
    await inDatabase("drop trigger refuse_rewards on rewards; drop function refuse_rewards()");
    await app.getByRole("button", { name: "Erneut versuchen" }).click();
    await app.getByRole("link", { name: "Fünf Euro", exact: true }).waitFor();
    expect(await app.getByRole("link", { name: "Fünf Euro", exact: true }).count()).toBe(1);
  });

  test("for good, since what was edited is gone, keeps what was typed too (merchant 2)", async () => {
    const page = await browser.newPage({ allow: FAILING });
    const app = await openApp(page, sandbox.ready.admin, "/program/rewards");
    await app.getByRole("link", { name: "Fünf Euro", exact: true }).click();
    const points = app.getByLabel("Price in points");
    await points.fill("750");
    await inDatabase("delete from rewards where terms::text like '%Fünf Euro%'");
    await save(page);
    await app.getByText("This no longer exists").waitFor();
    expect(await points.inputValue()).toBe("750");
  });
});

const points = (app: Frame) => app.getByRole("textbox", { name: "Points", exact: true }).first();

test("what is typed while a save is on its way stays, and stays unsaved (merchant 2)", async () => {
  const page = await browser.newPage();
  const app = await openApp(page, sandbox.ready.admin, "/program/earning");
  const { held, release } = gate();
  await page.route("**/program/earning.data*", async (route) => {
    await held;
    await route.continue();
  });
  await points(app).fill("11");
  await save(page);
  await bar(page).getByRole("button", { name: "Save", exact: true, disabled: true }).waitFor();
  await points(app).fill("12");
  release();
  await page.getByText("Saved as a draft").waitFor();
  await bar(page).getByRole("button", { name: "Save", exact: true, disabled: false }).waitFor();
  expect(await points(app).inputValue()).toBe("12");
  await save(page);
  await app.getByText("12 points per €1").waitFor();
});

describe("two people change the draft", () => {
  const CONFLICT = "Someone else has changed the draft";

  /** The second one opens the page, then the first saves `theirs`, then the second saves `mine`. */
  async function clash(mine: string, theirs: string): Promise<{ page: Page; app: Frame }> {
    const page = await browser.newPage({ allow: FAILING });
    const app = await openApp(page, sandbox.ready.admin, "/program/earning");
    await points(app).fill(mine);
    const other = await browser.newPage();
    const others = await openApp(other, sandbox.ready.admin, "/program/earning");
    await points(others).fill(theirs);
    await save(other);
    await others.getByText(`${theirs} points per €1`).waitFor();
    await save(page);
    await app.getByText(CONFLICT).waitFor();
    return { page, app };
  }

  test("both versions stay until it is decided; what is kept is saved (merchant 3)", async () => {
    const { page, app } = await clash("9", "6");
    // Deciding nothing decides nothing.
    await save(page);
    await bar(page).getByRole("button", { name: "Save", exact: true, disabled: false }).waitFor();
    await app.getByText(CONFLICT).waitFor();
    expect(await points(app).inputValue()).toBe("9");
    await expectNoAxeViolations(app);
    await picture(page, "conflict-en");
    await app.getByRole("button", { name: "Keep mine" }).click();
    await app.getByText("9 points per €1").waitFor();
  });

  test("the other version can be taken instead, and then nothing is unsaved (merchant 3)", async () => {
    const { page, app } = await clash("4", "8");
    await app.getByRole("button", { name: "Use theirs" }).click();
    await expect.poll(() => points(app).inputValue()).toBe("8");
    await bar(page).waitFor({ state: "hidden" });
    expect(await app.getByText(CONFLICT).count()).toBe(0);
    await points(app).fill("7");
    await save(page);
    await app.getByText("7 points per €1").waitFor();
  });
});

describe("every way out asks (merchant 4)", () => {
  const question = (page: Page) => page.getByRole("dialog").filter({ has: page.getByRole("button", { name: "Stay" }) });

  async function stays(page: Page, app: Frame, leave: () => Promise<unknown>): Promise<void> {
    await leave();
    await question(page).getByRole("button", { name: "Stay" }).click();
    await question(page).waitFor({ state: "detached" });
    expect(await app.getByLabel("Title", { exact: true }).inputValue()).toBe("Kept");
    expect(page.url()).toMatch(/\/rewards\/new$/);
  }

  test("the title bar's way back, the browser's back, the admin's navigation", async () => {
    const page = await browser.newPage();
    await openApp(page, sandbox.ready.admin, "/program/rewards");
    await page.getByRole("button", { name: "Add reward" }).click();
    await page.waitForURL("**/rewards/new");
    const app = page.frame("app-iframe");
    if (app === null) throw new Error("The app's frame is gone");
    await app.getByLabel("Title", { exact: true }).fill("Kept");
    await bar(page).waitFor();
    const crumb = page.locator("#breadcrumb").getByRole("button", { name: "Rewards" });
    await stays(page, app, () => crumb.click());
    await stays(page, app, () => page.goBack());
    await stays(page, app, () => page.getByRole("navigation").getByRole("link", { name: "Customers" }).first().click());
    await stays(page, app, () => page.getByRole("navigation").getByRole("link", { name: "Orders" }).click());
    await page.goBack();
    await question(page).getByRole("button", { name: "Leave page" }).click();
    await page.waitForURL(/\/rewards$/);
    await bar(page).waitFor({ state: "hidden" });
    // Nothing is asked where nothing is unsaved.
    await page.getByRole("button", { name: "Add reward" }).click();
    await page.waitForURL("**/rewards/new");
    await crumb.click();
    await page.waitForURL(/\/rewards$/);
  });

  test("a link on the page, and the browser when the page is loaded anew", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/settings");
    const sender = app.getByLabel("Name", { exact: true });
    await sender.fill("Kept too");
    await bar(page).waitFor();
    await app.getByRole("link", { name: "Data", exact: true }).click();
    await question(page).getByRole("button", { name: "Stay" }).click();
    await question(page).waitFor({ state: "detached" });
    expect(await sender.inputValue()).toBe("Kept too");
    const asked = page.waitForEvent("dialog");
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    expect((await asked).type()).toBe("beforeunload");
  });
});

test("a page on its way is shown in the admin's loading bar (merchant 20)", async () => {
  const page = await browser.newPage();
  await openApp(page, sandbox.ready.admin, "/program/rewards");
  const { held, release } = gate();
  await page.route("**/app/customers.data*", async (route) => {
    await held;
    await route.continue();
  });
  const progress = page.getByRole("progressbar");
  expect(await progress.isVisible()).toBe(false);
  await page.getByRole("navigation").getByRole("link", { name: "Customers" }).last().click();
  await progress.waitFor();
  release();
  await progress.waitFor({ state: "hidden" });
  await page.waitForURL("**/app/customers");
});

test("a factor below one can be typed, and saving offers what comes next (merchant 5, merchant 28)", async () => {
  const page = await browser.newPage();
  const app = await openApp(page, sandbox.ready.admin, "/program/multipliers");
  await app.getByRole("button", { name: "Add a multiplier" }).click();
  const factor = app.getByRole("textbox", { name: "Factor" });
  await factor.fill("");
  await factor.pressSequentially("0.5");
  expect(await factor.inputValue()).toBe("0.5");
  await expectNoAxeViolations(app);
  await save(page);
  await app.getByText("(×0.5)").waitFor();
  const toast = page.getByRole("status").filter({ hasText: "Saved as a draft" });
  await toast.getByRole("button", { name: "Preview and publish" }).click();
  await page.waitForURL("**/program/preview");
  await app.getByRole("heading", { name: "When to publish" }).or(app.getByText("On a date")).first().waitFor();
});

test("the way back from a customer leads to the list as it was, also after a reload, and to the list that led there (merchant 21)", async () => {
  const page = await browser.newPage();
  const app = await openApp(page, sandbox.ready.admin, "/customers?q=lena&sort=spend");
  await app.getByRole("link", { name: "Lena Vogt" }).click();
  await page.waitForURL(/\/customers\/\d+$/);
  await page.reload();
  const crumb = page.locator("#breadcrumb").getByRole("button");
  await crumb.filter({ hasText: "Customers" }).click();
  await page.waitForURL(/\/app\/customers\?q=lena&sort=spend/);
  // Old addresses lead on, with what was asked for.
  await openApp(page, sandbox.ready.admin, "/points-tools/adjust?customers=1");
  await page.waitForURL(/\/app\/activity\/runs\/adjust\?customers=1/);
  const tabs = await openApp(page, sandbox.ready.admin, "/claims");
  const current = tabs.getByRole("navigation", { name: "Activity" }).locator("[aria-current=page]");
  expect(await current.innerText()).toBe("Approvals");
  await tabs.getByRole("link", { name: "Points log" }).press("Enter");
  await page.waitForURL("**/app/activity/points");
  await expectNoAxeViolations(tabs);
  // Pages of one job stand on a line of their own, below the tab that leads to them.
  const program = await openApp(page, sandbox.ready.admin, "/program/multipliers");
  const at = (row: string) => program.getByRole("navigation", { name: row, exact: true }).locator("[aria-current]").innerText();
  expect([await at("Program"), await at("Points")]).toEqual(["Points", "Multipliers"]);
  await program.getByRole("link", { name: "Engagement" }).press("Enter");
  await page.waitForURL("**/app/program/achievements");
  await program.getByRole("navigation", { name: "Engagement" }).waitFor();
  expect([await at("Program"), await at("Engagement")]).toEqual(["Engagement", "Badges and challenges"]);
});
