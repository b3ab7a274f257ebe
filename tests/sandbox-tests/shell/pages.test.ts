import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  expectNoAxeViolations,
  layoutShift,
  NARROW,
  type PageOptions,
  sidewaysOverflow,
  useBrowser,
  WIDE,
} from "../../support/browser.ts";
import { appFrame, createFakeApp, inApp } from "./fake-app.ts";
import { type ShellFixture, startShell } from "./fixture.ts";

const browser = useBrowser();
let shell: ShellFixture;

beforeAll(async () => {
  shell = await startShell(createFakeApp().router);
});
afterAll(() => shell.stop());

async function open(path = "/app", options: PageOptions = {}): Promise<{ page: Page }> {
  const page = await browser.newPage(options);
  await page.goto(`${shell.origin}/store/morgenrot/apps/reprise${path}`);
  await appFrame(page);
  return { page };
}

describe("the shell by itself", () => {
  test("a message from an origin that is not the app's is not heard", async () => {
    const { page } = await open();
    await page.evaluate(
      `window.postMessage({ channel: "stand-in-app-bridge", type: "toast", detail: { id: "x", message: "forged" } }, "*")`,
    );
    // Messages are heard in their order: what is shown now came after the forged one.
    await inApp(await appFrame(page), "void shopify.toast.show('genuine', { duration: 600_000 })");
    await page.getByText("genuine").waitFor();
    expect(await page.getByText("forged").count()).toBe(0);
  });

  test("skipping days asks the control API and shows the new date", async () => {
    const { page } = await open();
    await page.getByRole("button", { name: /^Sandbox/ }).click();
    await page.getByRole("button", { name: "30 days" }).click();
    await page.getByRole("button", { name: "Sandbox 21 Dec 2026" }).waitFor();
    expect(shell.skipped).toEqual([30]);
  });

  test("another shop is another admin", async () => {
    const { page } = await open();
    await page.getByRole("button", { name: /change shop or language/ }).click();
    await page.getByRole("link", { name: "Nordlicht" }).click();
    await page.waitForURL("**/store/nordlicht");
    await page.getByRole("link", { name: "Reprise", exact: true }).click();
    expect(await inApp(await appFrame(page), "shopify.config.shop")).toBe("nordlicht.myshopify.com");
    expect((await fetch(`${shell.origin}/store/nowhere`)).status).toBe(404);
  });

  test("in a narrow window the navigation is a drawer that the keyboard opens and closes", async () => {
    const { page } = await open("/app", { viewport: NARROW });
    const navigation = page.getByRole("navigation", { name: "Main navigation" });
    expect(await navigation.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Open navigation" }).press("Enter");
    await navigation.getByRole("link", { name: "People" }).waitFor();
    await expectNoAxeViolations(page);
    await page.keyboard.press("Escape");
    await navigation.waitFor({ state: "hidden" });
    expect(await page.evaluate("document.activeElement.className")).toContain("drawer-toggle");
  });

  for (const [locale, viewport] of [
    ["de-DE", NARROW],
    ["en-GB", WIDE],
  ] as const) {
    test(`no accessibility violation, sideways scrolling or layout shift (${locale}, ${viewport.width} px)`, async () => {
      const page = await browser.newPage({ locale, viewport });
      const [customer] = shell.shop.customers.keys();
      const [order] = shell.shop.orders.keys();
      const paths = [
        "",
        "/orders",
        `/orders/${order}`,
        "/products",
        "/customers",
        `/customers/${customer}`,
        "/search?q=espresso",
        "/apps",
        "/settings/customer_accounts",
        "/apps/reprise/app",
      ];
      for (const path of paths) {
        await page.goto(`${shell.origin}/store/morgenrot${path}`);
        if (path.endsWith("/app")) await appFrame(page);
        await expectNoAxeViolations(page);
        expect({ path, overflow: await sidewaysOverflow(page) }).toEqual({ path, overflow: 0 });
        // The app's title bar arrives after the shell; next to nothing moves for it.
        expect(await layoutShift(page)).toBeLessThan(0.01);
      }
    });
  }
});
