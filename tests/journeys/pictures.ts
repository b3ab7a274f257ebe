/**
 * Takes the pictures of README.md anew, from a sandbox that is running: `npm run sandbox`, and beside it `npm run pictures`. They show Lena, who has
 * done most of what there is (docs/sandbox.md).
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import type { Locator, Page } from "playwright-core";

import { launchBrowser, newPage, WIDE } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { openApp } from "./people.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "4600" } } });
const host = (offset: number) => `http://127.0.0.1:${Number(values.port) + offset}`;
const admin = `${host(0)}/store/morgenrot`;
const storefront = host(2);
const LENA = "lena.vogt@example.com";

const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

async function take(shown: Page | Locator, name: string): Promise<void> {
  await shown.screenshot({ path: `${folder}${name}.png`, animations: "disabled" });
  process.stderr.write(`docs/pictures/${name}.png\n`);
}

async function takeAdmin(page: Page): Promise<void> {
  for (const [name, path] of [
    ["home", ""],
    ["program", "/program"],
    ["groups", "/analytics/groups"],
  ] as const) {
    await openApp(page, admin, path);
    await page.waitForLoadState("networkidle");
    await take(page, name);
  }
  const segments = await openApp(page, admin, "/customers/segments");
  await segments.getByRole("link", { name: "At risk", exact: true }).first().click();
  await segments.getByRole("heading", { name: "At risk", level: 1 }).waitFor();
  const { pathname } = new URL(segments.url());
  const builder = await openApp(page, admin, `${pathname.replace("/app", "")}/edit`);
  await builder
    .getByText(/^(About )?[\d,]+ customers$/)
    .first()
    .waitFor();
  await page.waitForLoadState("networkidle");
  await take(page, "segment");
  const flows = await openApp(page, admin, "/messages");
  await flows.getByRole("link", { name: "Win-back", exact: true }).first().click();
  await flows.getByRole("list", { name: "Steps" }).waitFor();
  await page.waitForLoadState("networkidle");
  await page.setViewportSize({ ...WIDE, height: 1_400 });
  await take(page, "flow");
  await page.setViewportSize(WIDE);
  const list = await openApp(page, admin, "/customers?q=lena.vogt");
  await list.getByRole("link", { name: "Lena Vogt" }).first().click();
  await list.getByRole("heading", { name: "Lena Vogt", level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  await take(page, "customer");
}

async function takeStorefront(page: Page): Promise<void> {
  await logIn(page, storefront, LENA);
  await page.goto(`${storefront}/en`);
  // The panel's button would lie over the blocks.
  await page.addStyleTag({ content: ".reprise-float { display: none }" });
  await take(page.locator(".section--app"), "blocks");
  await page.goto(`${storefront}/en/products/espresso-morgenrot`);
  await page.setViewportSize({ width: 1100, height: 760 });
  await take(page, "product");
}

/** The newest email in English about a reward, as its reader sees it. */
async function takeEmail(page: Page): Promise<void> {
  const answer = await fetch(`${host(0)}/control/mailbox?limit=500`);
  const { messages } = (await answer.json()) as { messages: { id: string; subject: string }[] };
  const reward = messages.find(({ subject }) => subject.startsWith("Your reward:"));
  if (reward === undefined) throw new Error("No reward was written about: is it the sandbox with its history?");
  await page.goto(`${host(0)}/mailbox/${reward.id}/html`);
  await take(page, "email");
}

const browser = await launchBrowser();
try {
  const page = await newPage(browser, { locale: "en-US" });
  await takeAdmin(page);
  await takeStorefront(await newPage(browser, { locale: "en-US", viewport: { width: 760, height: 760 } }));
  await takeEmail(await newPage(browser, { locale: "en-US", viewport: { width: 680, height: 760 } }));
} finally {
  await browser.close();
}
