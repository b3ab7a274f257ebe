import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { useBrowser } from "../support/browser.ts";
import { serve, type Served } from "./serve.ts";
import { fullProgram, setLoyalty, setPoints, setProgram, testShop } from "./shop.ts";

const fixture = useBrowser();
const shop = testShop();
let served: Served;

beforeAll(async () => {
  setPoints(shop.shop, shop.lena, 1250n, 0n);
  setProgram(shop.shop, fullProgram());
  setLoyalty(shop.shop, shop.lena, {});
  served = await serve(shop);
});
afterAll(() => served.stop());

/** The account with a reward's dialog open; what its requests carry is noted. @param answers one for each request, null for a broken line */
async function dialogWith(answers: (object | null)[]) {
  const page = await fixture.newPage({ allow: [/ERR_FAILED/] });
  await page.goto(`${served.origin}/account/login`);
  await page.getByRole("textbox").fill("lena@example.com");
  await page.getByRole("button", { name: "Anmelden" }).click();
  const sent: URLSearchParams[] = [];
  await page.route("**/apps/reprise/redeem", async (route) => {
    sent.push(new URLSearchParams(route.request().postData() ?? ""));
    const answer = answers.shift();
    if (answer === null || answer === undefined) await route.abort();
    else if (route.request().isNavigationRequest())
      await route.fulfill({ contentType: "text/html", body: JSON.stringify(answer) });
    else await route.fulfill({ json: answer });
  });
  await page.locator("main .reprise-rewards form").first().getByRole("button").click();
  return { page, sent, dialog: page.getByRole("dialog", { name: "5 € Rabatt" }) };
}

const confirm = (page: Page) => page.getByRole("button", { name: "Jetzt einlösen" }).click();

test("a lost connection is said, and whoever tries again asks with the same intent", async () => {
  const { page, sent, dialog } = await dialogWith([null, { ok: true, message: "Fertig", code: "PT-1", applies: true }]);
  await confirm(page);
  await dialog.getByText("Gerade gibt es keine Verbindung.").waitFor();
  await confirm(page);
  await dialog.getByText("PT-1").waitFor();
  expect(
    await dialog.getByRole("link", { name: "Im Warenkorb einlösen" }).evaluate((link) => link === document.activeElement),
  ).toBe(true);
  expect(new Set(sent.map((fields) => fields.get("intent"))).size).toBe(1);
});

test("when it is lost again, and when the visit has ended, the form goes its ordinary way with the same intent", async () => {
  const lost = await dialogWith([null, null, { page: "of the theme" }]);
  await confirm(lost.page);
  await lost.dialog.getByText("Gerade gibt es keine Verbindung.").waitFor();
  await confirm(lost.page);
  await lost.page.getByText("of the theme").waitFor();
  expect(new Set(lost.sent.map((fields) => fields.get("intent"))).size).toBe(1);

  const over = await dialogWith([{ ok: false, message: "Bitte melde dich zuerst an.", loggedOut: true }, { page: "to log in" }]);
  await confirm(over.page);
  await over.page.getByText("to log in").waitFor();
});

test("a shop that forbids inline scripts: the form goes its ordinary way, to the page that asks (real-store B7, shopper 7)", async () => {
  const page = await fixture.newPage({ allow: [/Content Security Policy/] });
  await page.route("**/account*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": "script-src 'self'" } });
  });
  await page.goto(`${served.origin}/account/login`);
  await page.getByRole("textbox").fill("lena@example.com");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await page.goto(`${served.origin}/account?strict`);
  const sent: URLSearchParams[] = [];
  await page.route("**/apps/reprise/redeem", async (route) => {
    sent.push(new URLSearchParams(route.request().postData() ?? ""));
    await route.fulfill({ contentType: "text/html", body: "asked by the server" });
  });
  await page.locator("main .reprise-rewards form").first().getByRole("button").click();
  await page.getByText("asked by the server").waitFor();
  expect(sent.map((fields) => [fields.get("reward"), fields.get("sure")])).toEqual([["1", null]]);
});

test("forms post where the proxy is, in every language below no prefix (real-store B1, B2)", async () => {
  const page = await fixture.newPage({});
  await page.goto(`${served.origin}/account/login`);
  await page.getByRole("textbox").fill("lena@example.com");
  await page.getByRole("button", { name: "Anmelden" }).click();
  const actions = () =>
    page
      .locator("main form[data-reprise-form]")
      .evaluateAll((forms) => [...new Set(forms.map((form) => form.getAttribute("action")))].sort());
  await page.goto(`${served.origin}/en/account`);
  expect(await actions()).toEqual(["/apps/reprise/redeem"]);
  setProgram(shop.shop, { ...fullProgram(), proxy: "/community/points" });
  await page.reload();
  expect(await actions()).toEqual(["/community/points/redeem"]);
  setProgram(shop.shop, fullProgram());
});
