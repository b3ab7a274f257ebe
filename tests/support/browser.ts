import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";

import { chromiumBinary } from "./chromium.ts";

export type PageOptions = {
  locale?: "de-DE" | "en-GB" | "en-US";
  viewport?: { width: number; height: number };
  /** Complaints that this page is expected to make; matched against "kind: text (address)". */
  allow?: readonly RegExp[];
  colorScheme?: "light" | "dark";
  javaScript?: boolean;
  /** Share cookies with another page by handing in its context. */
  context?: BrowserContext;
};

export type BrowserFixture = { readonly browser: Browser; newPage: (options?: PageOptions) => Promise<Page> };

export const WIDE = { width: 1280, height: 860 };
/** The narrowest width at which WCAG 2.2 (1.4.10 Reflow) asks that nothing scrolls sideways. */
export const NARROW = { width: 320, height: 640 };

/** isbot takes "HeadlessChrome" for a bot and the app answers 410, so the browser says what an ordinary one says. */
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36";

/** How long the browser may take for anything: so long that only what never comes fails by it. */
const PATIENCE_MS = 120_000;

const PICTURES = fileURLToPath(new URL("../../.sandbox/screenshots/", import.meta.url));

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Starts the Chromium of the npm package. It resolves no host but this machine, so a request that leaves it fails and is seen. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await chromiumBinary();
  const inherited = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return chromium.launch({
    timeout: PATIENCE_MS,
    executablePath,
    env: { ...inherited, ...env },
    headless: true,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--hide-scrollbars"],
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  });
}

/** Remix reports a loader's answer that it stopped reading itself, because its page was left, as an error. */
const CANCELLED = "console: AbortError: BodyStreamBuffer was aborted";

const complaints = new WeakMap<Page, string[]>();

/** A page of its own (own cookies unless `context` is given) that remembers every console error, exception and failed request. */
export async function newPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const context =
    options.context ??
    (await browser.newContext({
      locale: options.locale ?? "en-GB",
      viewport: options.viewport ?? WIDE,
      userAgent: USER_AGENT,
      colorScheme: options.colorScheme ?? "light",
      javaScriptEnabled: options.javaScript ?? true,
      reducedMotion: "reduce",
      timezoneId: "Europe/Berlin",
    }));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const heard: string[] = [];
  complaints.set(page, heard);
  const allow = options.allow ?? [];
  const complain = (complaint: string) => {
    if (complaint.startsWith(CANCELLED)) return;
    if (!allow.some((pattern) => pattern.test(complaint))) heard.push(complaint);
  };
  page.on("console", (message) => {
    if (message.type() === "error") complain(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complain(`exception: ${error.stack ?? error.message} (${page.url()})`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // A page that is left cancels what it was loading (see CANCELLED too); that is no failure.
    if (reason !== "net::ERR_ABORTED") complain(`request: ${reason} (${request.url()})`);
  });
  return page;
}

/** What the page complained about and was not allowed to, oldest first; emptied by the call. */
function takeComplaints(page: Page): string[] {
  return complaints.get(page)?.splice(0) ?? [];
}

/** What somebody would see there; for a failure that cannot be looked at again. */
async function shownOn(page: Page): Promise<string[]> {
  const texts = page.frames().map(async (frame) => {
    const text = await frame.evaluate(() => document.body.innerText).catch(String);
    return `shown: ${frame.url()}\n${text.replaceAll(/\s*\n\s*/g, " | ").slice(0, 3_000)}`;
  });
  return Promise.all(texts);
}

/**
 * One browser for a test file, launched before its tests. After each test every page opened in it is closed, and the test fails when a page
 * complained (console error, exception, failed request) beyond its allow-list. Of a test that has failed, what its pages show is told, too.
 */
export function useBrowser(): BrowserFixture {
  let browser: Browser | undefined;
  const open: Page[] = [];
  const started = () => {
    if (browser === undefined) throw new Error("The browser is ready only inside tests and hooks");
    return browser;
  };
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async ({ task }) => {
    const heard: string[] = [];
    for (const page of open.splice(0)) {
      heard.push(...takeComplaints(page));
      if (task.result?.state === "fail") heard.push(...(await shownOn(page)));
      await page.context().close();
    }
    if (heard.length > 0) throw new Error(`The browser complained:\n${heard.map((line) => `  ${line}`).join("\n")}`);
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    get browser() {
      return started();
    },
    newPage: async (options) => {
      const page = await newPage(started(), options);
      open.push(page);
      return page;
    },
  };
}

let axeSource: string | undefined;

/**
 * Fails with a readable list unless the document is free of axe-core violations (WCAG 2.0 to 2.2 A and AA, and best practice). Frames inside
 * are not entered: pass each `Frame` by itself.
 * @param options.within a CSS selector that limits the check to a part, for blocks that live in someone else's page; awaited, because what a
 * click opens comes a script later
 * @param options.name what the document is called when it fails, where its address does not tell
 */
export async function expectNoAxeViolations(
  target: Page | Frame,
  options: { within?: string; disable?: readonly string[]; name?: string } = {},
): Promise<void> {
  if (options.within !== undefined) await target.locator(options.within).first().waitFor();
  axeSource ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // Half a megabyte of script: a document that is only written anew has it still.
  if (!(await target.evaluate(() => "axe" in globalThis))) await target.evaluate(axeSource);
  const results = await target.evaluate(
    async ({ tags, within, disable }) => {
      const { axe } = globalThis as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<unknown> } };
      return (await axe.run(within ?? document, {
        runOnly: { type: "tag", values: tags },
        rules: Object.fromEntries(disable.map((rule) => [rule, { enabled: false }])),
        iframes: false,
        resultTypes: ["violations"],
      })) as AxeResults;
    },
    { tags: AXE_TAGS, within: options.within, disable: [...(options.disable ?? [])] },
  );
  const lines = results.violations.flatMap((violation) => [
    `${violation.id} (${violation.impact ?? "?"}): ${violation.help}`,
    ...violation.nodes
      .slice(0, 5)
      .map((node) => `    ${node.html.slice(0, 200)}\n      ${(node.failureSummary ?? "").replaceAll("\n", "\n      ")}`),
  ]);
  if (lines.length > 0) throw new Error(`axe-core finds violations on ${options.name ?? target.url()}:\n${lines.join("\n")}`);
}

/** Cumulative Layout Shift so far: the largest session window (gaps under 1 s, at most 5 s), as Core Web Vitals counts it. */
export async function layoutShift(target: Page | Frame): Promise<number> {
  return target.evaluate(
    () =>
      new Promise<number>((resolve) => {
        type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
        const windows: { first: number; last: number; sum: number }[] = [];
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as Shift[]) {
            if (entry.hadRecentInput) continue;
            const current = windows.at(-1);
            if (current !== undefined && entry.startTime - current.last < 1000 && entry.startTime - current.first < 5000) {
              current.last = entry.startTime;
              current.sum += entry.value;
            } else windows.push({ first: entry.startTime, last: entry.startTime, sum: entry.value });
          }
        });
        observer.observe({ type: "layout-shift", buffered: true });
        setTimeout(() => {
          observer.disconnect();
          resolve(Math.max(0, ...windows.map(({ sum }) => sum)));
        }, 100);
      }),
  );
}

/** How many CSS pixels the document is wider than its window; 0 when nothing scrolls sideways. */
export function sidewaysOverflow(target: Page | Frame): Promise<number> {
  return target.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}

/** By how many pixels each table reaches beyond what is shown of it: columns that nobody sees unless they think of scrolling there. */
export function hiddenOfTables(target: Page | Frame): Promise<number[]> {
  return target.evaluate(() =>
    [...document.querySelectorAll("table")].map((table) => {
      let around: Element | null = table;
      while (around !== null && getComputedStyle(around).overflowX === "visible") around = around.parentElement;
      return around === null ? 0 : Math.max(0, table.scrollWidth - around.clientWidth);
    }),
  );
}

/** With PICTURES=1, writes a PNG for somebody to look at into the git-ignored `.sandbox/screenshots/`; a run that nobody looks at takes none. */
export async function picture(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  if (process.env["PICTURES"] !== "1") return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: options.fullPage ?? false });
}
