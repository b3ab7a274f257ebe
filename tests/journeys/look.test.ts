import { test } from "vitest";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";
const sandbox = useSandbox();
const browser = useBrowser();
const paths: [string, string][] = [
  ["name", "/program/name"], ["calendar", "/program/calendar?month=2026-12"], ["multipliers", "/program/multipliers"], ["reward", "/program/rewards/new"],
  ["activity", "/activity"], ["customers", "/customers?search=ogt"], ["api", "/settings/api"], ["webhooks", "/settings/webhooks"], ["runs", "/activity/runs"], ["program", "/program"], ["tiers", "/program/tiers"], ["home", ""],
];
test.each([["en", "wide", WIDE], ["de", "narrow", NARROW]] as const)("look %s %s", async (locale, width, viewport) => {
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport, locale: locale === "de" ? "de-DE" : "en-GB" });
  const problems: unknown[] = [];
  for (const [name, path] of paths) {
    try {
      const app = await openApp(page, sandbox.ready.admin, path, locale);
      const over = await sidewaysOverflow(app);
      if (over !== 0) problems.push([name, "overflow", over]);
      await picture(page, `look-${name}-${locale}-${width}`, { fullPage: true });
      await expectNoAxeViolations(app);
    } catch (error) { problems.push([name, String(error).slice(0, 600)]); }
  }
  console.log(JSON.stringify(problems, null, 1));
}, 600_000);
