import pg from "pg";
import type { Frame, Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { choose, focused, press, tabTo } from "./keyboard.ts";
import { openApp } from "./people.ts";

/** A flow is built, put in order, mended and switched on with the keyboard alone. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();

async function inDatabase(sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

/** A whole flow is in the picture. */
const TALL = { ...WIDE, height: 1_900 };

/** Adds a step, whose first field then has the focus. */
async function add(page: Page, app: Frame, place: string, kind: string): Promise<void> {
  await choose(page, app, place, kind);
  await app.waitForFunction(() => document.activeElement?.closest(".flow-fields") != null);
}

/** Closes the fields of a step, which gives the focus back to it. */
async function done(page: Page, app: Frame, step: string): Promise<void> {
  await press(page, app, "Done");
  await expect.poll(() => focused(page, app)).toBe(`Edit: ${step}`);
}

/** Drags a step by its handle onto another one, as a hand does: in small moves. */
async function drag(page: Page, app: Frame, kind: string, onto: string): Promise<void> {
  const handle = await app.locator(`.flow-step[data-kind=${kind}] .flow-handle`).first().boundingBox();
  const target = await app.locator(`.flow-step[data-kind=${onto}] .flow-handle`).first().boundingBox();
  if (handle === null || target === null) throw new Error("Steps have handles");
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 12 });
  await page.mouse.up();
  // For 50 ms after a drop dnd-kit takes every click for a part of it, the one that Enter makes, too. A later and longer timer of the same page is over after that.
  await app.evaluate(() => new Promise((over) => setTimeout(over, 51)));
}

const said = (app: Frame) => app.locator(".flow-said").textContent();

test("a flow of six steps with a branch is built, put in order, mended and switched on (flows 29)", async () => {
  await inDatabase("update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH'");
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(page, sandbox.ready.admin, "/messages");
  await expectNoAxeViolations(app);
  await picture(page, "flows-empty-en", { fullPage: true });
  // The emails of a series are there to be chosen afterwards.
  await press(page, app, "Use this: Welcome");
  await app.getByText("Welcome").first().waitFor();
  await app.getByRole("list", { name: "Steps" }).waitFor();
  app = await openApp(page, sandbox.ready.admin, "/messages");
  await press(page, app, "Start from nothing");
  await app.getByRole("list", { name: "Steps" }).waitFor();

  await tabTo(page, app, "Name");
  await page.keyboard.type("By keyboard");
  await add(page, app, "Add a step after: Start", "Send an email");
  expect(await focused(page, app)).toBe("Email");
  await page.keyboard.press("ArrowDown");
  await done(page, app, "Email");
  await add(page, app, "Add a step after: Email", "Wait");
  await done(page, app, "Wait");
  await add(page, app, "Add a step after: Wait", "Branch on a condition");
  expect(await focused(page, app)).toBe("Condition");
  await page.keyboard.press("End");
  await tabTo(page, app, "Condition of your own");
  await page.keyboard.type("number_of_orders >");
  await done(page, app, "Branch");
  await add(page, app, "Add a step here", "Give points");
  await done(page, app, "Points");
  await add(page, app, "Add a step here", "Send an email");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await done(page, app, "Email 2");
  await choose(page, app, "Add a step after: Branch", "End the flow");
  expect(await app.locator(".flow-step[data-kind]").count()).toBe(6);

  // In order: the wait goes up, and down again.
  await tabTo(page, app, "Edit: Wait");
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => said(app)).toBe("Wait: step 1 of 4");
  await expect.poll(() => focused(page, app)).toBe("Edit: Wait");
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => said(app)).toBe("Wait: step 2 of 4");

  // The hand moves it, too.
  await drag(page, app, "wait", "email");
  await expect.poll(() => said(app)).toBe("Wait: step 1 of 4");
  await drag(page, app, "wait", "email");
  await expect.poll(() => said(app)).toBe("Wait: step 2 of 4");

  // What is deleted by mistake is put back.
  await choose(page, app, "Actions: Points", "Delete");
  await expect.poll(() => focused(page, app)).toBe("Undo");
  await page.keyboard.press("Enter");
  await expect.poll(() => app.locator(".flow-step[data-kind=points]").count()).toBe(1);

  // What is wrong is said at its step, and leads there.
  await app.getByText("1 thing to fix before you can publish").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "flow-error-en", { fullPage: true });
  await press(page, app, "Preview & switch on");
  await expect.poll(() => focused(page, app)).toBe("Condition");
  await tabTo(page, app, "Condition of your own");
  await page.keyboard.press("End");
  await page.keyboard.type(" 3");
  await done(page, app, "Branch");
  await app.getByText("1 thing to fix").waitFor({ state: "hidden" });

  // What it is to bring about.
  await press(page, app, "Edit: Settings");
  await tabTo(page, app, "Goal");
  await page.keyboard.type("Using");
  await tabTo(page, app, "Days it still counts after the flow’s last step");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("1");
  await app.getByText("That makes 4 days from entering").waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "flow-goal-en", { fullPage: true });
  await done(page, app, "Settings");
  await app.getByText("Goal: Using a reward, within 4 days of entering").waitFor();

  await press(page, app, "Preview & switch on");
  await app.getByRole("region", { name: "Switch on" }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "flow-switch-on-en", { fullPage: true });
  await press(page, app, "Switch on now");
  await app.getByText("Live since").waitFor();
  const { rows } = await inDatabase(
    "select f.name, f.state, v.definition from flows f join flow_versions v using (shop_id, flow_id, version) where f.name = 'By keyboard'",
  );
  expect(rows).toMatchObject([
    {
      ...{ name: "By keyboard", state: "live" },
      definition: {
        goal: { kind: "reward-used", afterDays: 1 },
        steps: [
          { kind: "email" },
          { kind: "wait" },
          { kind: "branch", yes: [{ kind: "points" }], no: [{ kind: "email" }] },
          { kind: "end" },
        ],
      },
    },
  ]);
});

/** Where the focus is in the app, inside of the admin's own dialog, too. */
const focusedInside = (app: Frame) =>
  app.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
    return { dialog: element?.closest("dialog") != null, text: element?.textContent ?? "" };
  });

test("pausing asks first, and the question answers to the keyboard (flows 29)", async () => {
  const page = await browser.newPage({ viewport: TALL });
  const { rows } = await inDatabase("select flow_id from flows where name = 'By keyboard'");
  const { flow_id: flowId } = rows[0] as { flow_id: number };
  const stateOf = async () => (await inDatabase(`select state from flows where flow_id = ${flowId}`)).rows as unknown[];
  const app = await openApp(page, sandbox.ready.admin, `/messages/flows/${flowId}`);
  const dialog = app.getByRole("dialog", { name: "Pause this flow?" });
  await press(page, app, "Pause");
  await dialog.waitFor();
  // The focus is in it, and stays there.
  const seen = new Set<string>();
  for (let times = 0; times < 5; times += 1) {
    const { dialog: inside, text } = await focusedInside(app);
    if (inside) seen.add(text);
    await page.keyboard.press("Tab");
  }
  expect([...seen].sort()).toEqual(["Cancel", "Pause", "×"]);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  expect(await stateOf()).toEqual([{ state: "live" }]);

  await press(page, app, "Pause");
  await dialog.waitFor();
  await expect
    .poll(async () => {
      await page.keyboard.press("Tab");
      return (await focusedInside(app)).text;
    })
    .toBe("Pause");
  await page.keyboard.press("Enter");
  await page.getByText("The flow is paused").waitFor();
  expect(await stateOf()).toEqual([{ state: "paused" }]);
});

test("changing a live flow says what is different and asks about who is inside; two who change it both keep their work (flows 35)", async () => {
  const page = await browser.newPage({ viewport: TALL, allow: [/Failed to load resource/] });
  let app = await openApp(page, sandbox.ready.admin, "/messages");
  await app.getByRole("button", { name: "Use this: Win-back", exact: true }).click();
  await app.getByRole("list", { name: "Steps" }).waitFor();
  await picture(page, "flow-win-back-en", { fullPage: true });
  await page.getByRole("button", { name: "Preview & switch on" }).click();
  await app.getByRole("button", { name: "Switch on now" }).click();
  await app.getByText("Live since").waitFor();
  const address = new URL(app.url()).pathname.replace(/^\/app/, "");
  const flowId = address.split("/").at(-1) ?? "";
  await inDatabase(
    `insert into customers (shop_id, customer_id, created_at) select shop_id, 77001, now() from flows where flow_id = ${flowId}`,
  );
  await inDatabase(`insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at, entered_at)
    select shop_id, flow_id, version, 77001, 'order:x', now(), 'active', 'wait1', now(), now() from flows where flow_id = ${flowId}`);
  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByRole("button", { name: "Edit: Wait 1" }).click();
  await app.getByLabel("How many").fill("5");
  await app.getByRole("button", { name: "Done" }).click();
  expect(await app.locator(".flow-day").allTextContents()).toContain("Day 95");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await app
    .getByText("Wait 1: 15 days, then 10 a.m. on the recipient’s clock → 5 days, then 10 a.m. on the recipient’s clock")
    .waitFor();
  await app.getByText("1 customer is in the flow now.").waitFor();
  await app.getByText("They go on with the new version").click();
  await expectNoAxeViolations(app);
  await picture(page, "flow-publish-en", { fullPage: true });
  // Meanwhile somebody else has saved.
  await inDatabase(
    `update flows set draft_revision = draft_revision + 1, draft_by = 'merchant:9', draft_at = now(), name = 'Theirs' where flow_id = ${flowId}`,
  );
  await app.getByRole("button", { name: "Publish now" }).click();
  await app.getByText("Someone else has changed this flow").waitFor();
  expect(await app.locator(".flow-day").allTextContents()).toContain("Day 95");
  await app.getByRole("button", { name: "Keep mine" }).click();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await app.getByRole("button", { name: "Publish now" }).click();
  await page.getByText("Published", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Versions" }).click();
  await app.getByRole("button", { name: "Restore into the draft: version 1" }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "flow-versions-en", { fullPage: true });
});

test("the pages are whole at 320 pixels, in German (flows 29)", async () => {
  const page = await browser.newPage({ viewport: { ...NARROW, height: TALL.height }, locale: "de-DE" });
  let app = await openApp(page, sandbox.ready.admin, "/messages", "de");
  expect(await sidewaysOverflow(app)).toBe(0);
  await expectNoAxeViolations(app);
  await picture(page, "flows-de", { fullPage: true });
  const { rows } = await inDatabase("select flow_id from flows where name = 'By keyboard'");
  app = await openApp(page, sandbox.ready.admin, `/messages/flows/${(rows[0] as { flow_id: number }).flow_id}`, "de");
  await app.getByRole("button", { name: "Bearbeiten: Warten" }).click();
  await app.getByLabel("Warten auf").waitFor();
  expect(await sidewaysOverflow(app)).toBe(0);
  await expectNoAxeViolations(app);
  await picture(page, "flow-de", { fullPage: true });
});
