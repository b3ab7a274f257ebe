import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { expectNoAxeViolations, type PageOptions, useBrowser } from "../../support/browser.ts";
import { appFrame, createFakeApp, inApp } from "./fake-app.ts";
import { type ShellFixture, startShell } from "./fixture.ts";

const browser = useBrowser();
const app = createFakeApp();
let shell: ShellFixture;

beforeAll(async () => {
  shell = await startShell(app.router);
});
beforeEach(() => {
  app.documents.length = 0;
  app.requests.length = 0;
});
afterAll(() => shell.stop());

type Opened = { page: Page; frame: Frame };

async function open(path = "/app", options: PageOptions = {}): Promise<Opened> {
  const page = await browser.newPage(options);
  await page.goto(`${shell.origin}/store/morgenrot/apps/reprise${path}`);
  return { page, frame: await appFrame(page) };
}

describe("session", () => {
  test("idToken() is a token of this shop and this merchant, made by the stand-in's identity", async () => {
    const { frame } = await open();
    const claims = shell.identity.verifySessionToken(await inApp<string>(frame, "shopify.idToken()"));
    expect(claims).toMatchObject({ dest: "https://morgenrot.myshopify.com", aud: "shell-test" });
    expect(await inApp(frame, "shopify.config")).toMatchObject({
      ...{ apiKey: "shell-test", shop: "morgenrot.myshopify.com", locale: "en" },
      host: Buffer.from("admin.shopify.com/store/morgenrot").toString("base64").replace(/=+$/, ""),
    });
    expect(await inApp(frame, "shopify.environment.embedded")).toBe(true);
  });

  test("the app's own requests carry the token and their body, in each way to write fetch", async () => {
    const { frame } = await open();
    const post = "{method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{\"a\":1}'}";
    for (const call of [
      `fetch('/api/echo', ${post})`,
      `fetch(new Request('/api/echo', ${post}))`,
      `fetch(new URL('/api/echo', location.href), ${post})`,
    ]) {
      expect(await inApp(frame, `${call}.then((answer) => answer.json())`)).toMatchObject({
        dest: "https://morgenrot.myshopify.com",
        body: { a: 1 },
      });
    }
  });

  test("a 401 that asks for it is tried once more, with a fresh token", async () => {
    const { frame } = await open("/app", { allow: [/401/] });
    await inApp(frame, "shopify.idToken()");
    const status = await inApp(frame, "fetch('/api/stale', {method: 'POST', body: 'x'}).then(({ status }) => status)");
    const [first, second, ...more] = app.requests.filter(({ path }) => path === "/stale");
    expect({ status, more }).toEqual({ status: 200, more: [] });
    expect(first?.authorization).toMatch(/^Bearer ./);
    expect(second?.authorization).not.toBe(first?.authorization);
  });

  test("other origins get no token", async () => {
    const { page, frame } = await open();
    const sent = page.waitForRequest((request) => request.url().endsWith("/shell/shell.css?from-app"));
    await inApp(
      frame,
      `fetch(${JSON.stringify(`${shell.origin}/shell/shell.css?from-app`)}, { mode: "no-cors" }).then(() => null)`,
    );
    expect(await (await sent).headerValue("authorization")).toBeNull();
  });

  test("an answer that wants the merchant elsewhere moves the admin there", async () => {
    const { page, frame } = await open("/app", { allow: [/401/] });
    await inApp(frame, "void fetch('/api/elsewhere')");
    await page.waitForURL("**/store/morgenrot/orders");
  });

  test("a document without a good token goes over the bounce page and arrives with one", async () => {
    const { page, frame } = await open("/app/customers");
    app.documents.length = 0;
    await frame.evaluate(
      `location.assign('/app/settings?shop=morgenrot.myshopify.com&host=' + shopify.config.host + '&embedded=1&locale=en')`,
    );
    await page.frameLocator("#app-frame").locator("#path", { hasText: "/app/settings" }).waitFor();
    expect(app.documents).toEqual(["/app/settings"]);
    await page.waitForURL("**/apps/reprise/app/settings");
  });

  test("the user, scopes and theme extension are told by the shell", async () => {
    const { frame } = await open();
    expect(await inApp(frame, "shopify.user()")).toMatchObject({ accountAccess: "Account Owner" });
    expect(await inApp(frame, "shopify.scopes.query()")).toMatchObject({
      granted: ["read_customers", "read_orders"],
    });
    expect(await inApp(frame, "shopify.app.extensions()")).toBeInstanceOf(Array);
  });
});

describe("optional scopes (real-store A2)", () => {
  test("are granted when the merchant agrees; the app hears of it by webhook too, and may give them back", async () => {
    const { page, frame } = await open();
    const asked = async (press: string) => {
      await inApp(frame, "void (window.asked = shopify.scopes.request(['write_gift_cards']))");
      await page.getByRole("dialog").getByRole("button", { name: press }).click();
      return inApp(frame, "window.asked");
    };
    expect(await asked("Decline")).toMatchObject({
      result: "declined-all",
      detail: { granted: ["read_customers", "read_orders"] },
    });
    shell.webhooks.length = 0;
    const granted = ["read_customers", "read_orders", "write_gift_cards"];
    expect(await asked("Grant access")).toMatchObject({ result: "granted-all", detail: { granted } });
    expect(shell.webhooks.map(({ topic }) => topic)).toEqual(["app/scopes_update"]);
    expect(await inApp(frame, "shopify.scopes.request(['write_gift_cards'])")).toMatchObject({ result: "granted-all" });
    expect(await inApp(frame, "shopify.scopes.revoke(['write_gift_cards'])")).toMatchObject({
      detail: { granted: ["read_customers", "read_orders"] },
    });
  });

  test("what is not declared cannot be asked for, and what is required not be given back", async () => {
    const { frame } = await open();
    await expect(inApp(frame, "shopify.scopes.request(['write_themes'])")).rejects.toThrow(/not declared as optional/);
    await expect(inApp(frame, "shopify.scopes.revoke(['read_orders'])")).rejects.toThrow(/not optional/);
  });
});

describe("addresses", () => {
  test("a deep link opens the app there, reload stays, and nothing that Shopify added shows", async () => {
    const { page } = await open("/app/customers?page=2");
    await page.waitForURL((url) => url.pathname + url.search === "/store/morgenrot/apps/reprise/app/customers?page=2");
    await page.reload();
    const frame = await appFrame(page);
    expect(await frame.locator("#path").textContent()).toBe("/app/customers");
    expect(new URL(page.url()).search).toBe("?page=2");
  });

  test("links of the app's navigation are the shell's; they move the app without a new document, and back comes back", async () => {
    const { page, frame } = await open();
    const link = page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "People" });
    await link.click();
    await page.waitForURL("**/apps/reprise/app/customers");
    await frame.locator("#path", { hasText: "/app/customers" }).waitFor();
    await expect.poll(() => link.getAttribute("aria-current")).toBe("page");
    expect(app.documents).toEqual(["/app"]);
    await page.goBack();
    await page.waitForURL("**/apps/reprise/app");
    await expect.poll(() => frame.locator("#path").textContent()).toBe("/app");
    expect(await page.getByRole("navigation").getByRole("link", { name: "Home" }).count()).toBe(1);
  });

  test("an app that does not listen gets a new document", async () => {
    const { page } = await open("/app/plain-links");
    app.documents.length = 0;
    await page.getByRole("link", { name: "Settings" }).click();
    await page.frameLocator("#app-frame").locator("#path", { hasText: "/app/settings" }).waitFor();
    expect(app.documents).toEqual(["/app/settings"]);
  });

  test("links into the admin move the admin", async () => {
    const { page, frame } = await open();
    await frame.locator("#admin-link").click();
    await page.waitForURL("**/store/morgenrot/customers");
    await page.getByRole("heading", { level: 1, name: "Customers", exact: true }).waitFor();
  });

  test("opened outside the admin, the app goes inside", async () => {
    const page = await browser.newPage();
    const token = shell.identity.sessionToken("morgenrot.myshopify.com", 1);
    await page.goto(`${shell.appUrl}/app/customers?shop=morgenrot.myshopify.com&id_token=${token}`);
    await page.waitForURL(`${shell.origin}/store/morgenrot/apps/reprise/app/customers`);
    await appFrame(page);
  });

  test("the language switch keeps the app where it is and opens it in the other language", async () => {
    const { page, frame } = await open();
    await inApp(frame, "history.pushState(null, '', '/app/settings?tab=mail')");
    await page.getByRole("button", { name: /change shop or language/ }).click();
    await page.getByRole("link", { name: "Deutsch" }).click();
    await page.waitForURL("**/apps/reprise/app/settings?tab=mail");
    expect(await inApp(await appFrame(page), "shopify.config.locale")).toBe("de");
    expect(await page.getByRole("link", { name: "Bestellungen" }).count()).toBe(1);
  });
});

describe("what the app asks the shell to show", () => {
  test("toasts are heard politely, can be acted on, and go by themselves", async () => {
    const { page, frame } = await open();
    await inApp(
      frame,
      "void shopify.toast.show('Points added', { duration: 600_000, action: 'Undo', onAction: () => did('undone') })",
    );
    const toast = page.getByRole("status").filter({ hasText: "Points added" });
    await toast.getByRole("button", { name: "Undo" }).click();
    await frame.locator("#did", { hasText: "undone" }).waitFor();
    await page.evaluate(`new MutationObserver((_, observer) => {
      if (document.body.textContent.includes("Gone soon")) { window.seen = true; observer.disconnect(); }
    }).observe(document.body, { childList: true, subtree: true })`);
    await inApp(frame, "void shopify.toast.show('Gone soon', { duration: 50 })");
    await page.waitForFunction("window.seen");
    await page.getByText("Gone soon").waitFor({ state: "detached" });
    await inApp(frame, "window.kept = shopify.toast.show('<b>markup</b>', { isError: true, duration: 600_000 })");
    await page.getByText("<b>markup</b>").waitFor();
    await inApp(frame, "shopify.toast.hide(window.kept)");
    await page.getByText("<b>markup</b>").waitFor({ state: "detached" });
  });

  test("ui-save-bar: the shell's buttons press the app's, discarding and leaving ask first", async () => {
    const { page, frame } = await open();
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    expect(await bar.isVisible()).toBe(false);
    await inApp(frame, "shopify.saveBar.show('bar')");
    await bar.getByRole("button", { name: "Save" }).click();
    await frame.locator("#did", { hasText: "saved" }).waitFor();
    await bar.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("button", { name: "Continue editing" }).click();
    await page.getByRole("button", { name: "Continue editing" }).waitFor({ state: "hidden" });
    expect(await frame.locator("#did").textContent()).toBe("saved");
    await bar.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("button", { name: "Discard changes" }).click();
    await frame.locator("#did", { hasText: "discarded" }).waitFor();

    await page.getByRole("link", { name: "Orders" }).click();
    await page.getByRole("button", { name: "Stay" }).click();
    await page.getByRole("button", { name: "Stay" }).waitFor({ state: "hidden" });
    expect(page.url()).toMatch(/reprise\/app$/);
    await inApp(frame, "document.querySelector('#bar button').setAttribute('loading', '')");
    await expect.poll(() => bar.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("button", { name: "Leave page" }).click();
    await page.waitForURL("**/app/customers");

    // Whoever has agreed to leave the app is not asked once more by the browser: the admin takes the frame away.
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await inApp(frame, "addEventListener('beforeunload', (event) => event.preventDefault())");
    await inApp(frame, "shopify.saveBar.hide('bar').then(() => shopify.saveBar.show('bar'))");
    await bar.waitFor();
    await page.getByRole("link", { name: "Orders" }).click();
    await page.getByRole("button", { name: "Leave page" }).click();
    await page.waitForURL("**/store/morgenrot/orders");
    expect(asked).toEqual([]);
  });

  test("a data-save-bar form: dirty shows the bar, back to the old value hides it, save submits, discard resets", async () => {
    const { page, frame } = await open();
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    const nickname = frame.getByLabel("Nickname");
    await nickname.fill("Moritz");
    await bar.waitFor();
    await nickname.fill("Mo");
    await bar.waitFor({ state: "hidden" });
    await frame.getByLabel("Agree").check();
    await bar.getByRole("button", { name: "Discard" }).click();
    await bar.waitFor({ state: "hidden" });
    await expect.poll(() => frame.getByLabel("Agree").isChecked()).toBe(false);
    await nickname.fill("Moni");
    await bar.getByRole("button", { name: "Save" }).click();
    await frame.locator("#did", { hasText: "submitted Moni" }).waitFor();
    await bar.waitFor({ state: "hidden" });
    await inApp(frame, "shopify.saveBar.leaveConfirmation()");
  });

  test("ui-modal: a dialog with the title bar's title and buttons; Escape and the cross close it", async () => {
    const { page, frame } = await open();
    await frame.evaluate(
      `document.getElementById('modal').addEventListener('hide', () => { window.hidden = (window.hidden ?? 0) + 1; })`,
    );
    const dialog = frame.getByRole("dialog", { name: "Are you sure?" });
    await frame.locator("#open").click();
    await dialog.waitFor();
    expect(await frame.getByText("Inside the modal").isVisible()).toBe(true);
    await expectNoAxeViolations(frame);
    await frame.getByRole("button", { name: "Yes" }).click();
    await dialog.waitFor({ state: "hidden" });
    await frame.locator("#did", { hasText: "confirmed" }).waitFor();
    await frame.locator("#open").click();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await frame.locator("#open").click();
    await frame.getByRole("button", { name: "Close" }).click();
    await expect.poll(() => inApp(frame, "window.hidden")).toBe(3);
    await page.locator("body:not(.modal-open)").waitFor();
  });

  test("the title bar and its buttons are the shell's", async () => {
    const { page, frame } = await open("/app/settings");
    await page.getByRole("heading", { level: 1, name: "Title of /app/settings" }).waitFor();
    await page.getByRole("button", { name: "Create" }).click();
    await frame.locator("#did", { hasText: "primary" }).waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await frame.locator("#did", { hasText: "breadcrumb" }).waitFor();
  });

  test("the resource picker gives products, and nothing when it is closed", async () => {
    const { page, frame } = await open();
    await inApp(frame, "void (window.picked = shopify.resourcePicker({ type: 'product', multiple: true }))");
    await page.getByLabel("Espresso Sunrise").check();
    await page.getByRole("button", { name: "Add" }).click();
    expect(await inApp(frame, "window.picked")).toMatchObject([
      { title: "Espresso Sunrise", variants: [{ sku: "ESP-250" }, { price: "32.90" }] },
    ]);
    await inApp(frame, "void (window.picked = shopify.resourcePicker({ type: 'variant' }))");
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await inApp(frame, "window.picked.then((picked) => picked === undefined)")).toBe(true);
  });

  test("loading shows and ends", async () => {
    const { page, frame } = await open();
    await inApp(frame, "shopify.loading(true)");
    await page.getByRole("progressbar").waitFor();
    await inApp(frame, "shopify.loading(false)");
    await page.getByRole("progressbar").waitFor({ state: "hidden" });
  });
});
