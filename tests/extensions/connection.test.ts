import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { useBrowser } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { serve, type Served } from "./serve.ts";
import { fullProgram, LOYALTY, setLoyalty, setPoints, setProgram, testShop } from "./shop.ts";

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

type Answer = object | "broken" | null;

/**
 * The account with a reward's dialog open; what its requests carry is noted.
 * @param answers one for each request: null for a broken line, "broken" for what Shopify says when an app does not answer
 */
async function dialogWith(answers: (Answer | Promise<Answer>)[]) {
  const page = await fixture.newPage({ allow: [/ERR_FAILED|status of 502/] });
  await logIn(page, served.origin, "lena@example.com");
  const sent: URLSearchParams[] = [];
  await page.route("**/apps/reprise/redeem", async (route) => {
    sent.push(new URLSearchParams(route.request().postData() ?? ""));
    const answer = await answers.shift();
    if (answer === null || answer === undefined) await route.abort();
    else if (answer === "broken")
      await route.fulfill({ status: 502, contentType: "text/html", body: "There was an error in the third-party application." });
    else if (route.request().isNavigationRequest())
      await route.fulfill({ contentType: "text/html", body: JSON.stringify(answer) });
    else await route.fulfill({ json: answer });
  });
  await page.locator("main .reprise-rewards form").first().getByRole("button").click();
  return { page, sent, dialog: page.getByRole("dialog", { name: "5 € Rabatt" }) };
}

const confirm = (page: Page) => page.getByRole("button", { name: "Jetzt einlösen" }).click();
const again = (page: Page) => page.getByRole("button", { name: "Noch einmal versuchen" }).click();

test("without an answer she stays in the dialog, and trying again asks with the same intent (shopper 6)", async () => {
  const { page, sent, dialog } = await dialogWith([null, "broken", { ok: true, message: "Fertig", code: "PT-1", applies: true }]);
  await confirm(page);
  await dialog.getByText("Wir wissen noch nicht, ob das geklappt hat.").waitFor();
  await again(page);
  await expect.poll(() => sent.length).toBe(2);
  await dialog.getByText("Wir wissen noch nicht, ob das geklappt hat.").waitFor();
  await again(page);
  await dialog.getByText("PT-1").waitFor();
  expect(
    await dialog.getByRole("link", { name: "Im Warenkorb einlösen" }).evaluate((link) => link === document.activeElement),
  ).toBe(true);
  expect(new Set(sent.map((fields) => fields.get("intent"))).size).toBe(1);
});

test("closing the dialog or loading the page again does not forget the intent whose end nobody knows (shopper 6)", async () => {
  const { page, sent, dialog } = await dialogWith([null, null, null]);
  const open = () => page.locator("main .reprise-rewards form").first().getByRole("button").click();
  for (const reopen of [() => page.keyboard.press("Escape"), () => page.reload()]) {
    await confirm(page);
    await dialog.getByText("Wir wissen noch nicht, ob das geklappt hat.").waitFor();
    await reopen();
    await open();
  }
  await confirm(page);
  await expect.poll(() => sent.length).toBe(3);
  expect(new Set(sent.map((fields) => fields.get("intent"))).size).toBe(1);
});

test("once a redemption is known the next one is another", async () => {
  const known = { ok: true, message: "Fertig", available: "750", balance: 750 };
  const { page, sent, dialog } = await dialogWith([known, known]);
  await confirm(page);
  await dialog.getByRole("button", { name: "Schließen" }).click();
  await page.locator("main .reprise-rewards form").first().getByRole("button").click();
  await confirm(page);
  await expect.poll(() => sent.length).toBe(2);
  expect(new Set(sent.map((fields) => fields.get("intent"))).size).toBe(2);
});

test("when the visit has ended, the form goes its ordinary way to where one can log in", async () => {
  const over = await dialogWith([{ ok: false, message: "Bitte melde dich zuerst an.", loggedOut: true }, { page: "to log in" }]);
  await confirm(over.page);
  await over.page.getByText("to log in").waitFor();
});

test("while the answer is awaited the focus stays, and a status says so (shopper 21)", async () => {
  const slow = Promise.withResolvers<null>();
  const { page, dialog } = await dialogWith([slow.promise, { ok: false, message: "Das geht gerade nicht." }]);
  await confirm(page);
  await dialog.getByRole("status").getByText("Einen Moment …").waitFor();
  const button = dialog.getByRole("button", { name: "Jetzt einlösen" });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await button.getAttribute("aria-disabled")).toBe("true");
  await button.press("Enter");
  slow.resolve(null);
  await dialog.getByText("Wir wissen noch nicht").waitFor();
});

test("offline before the script has come, the page stays and says it (shopper 6)", async () => {
  const page = await fixture.newPage({ allow: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED/] });
  await logIn(page, served.origin, "lena@example.com");
  await page.context().setOffline(true);
  const form = page.locator("main .reprise-rewards form").first();
  await form.getByRole("button").click();
  await form.getByText("Gerade gibt es keine Verbindung.").waitFor();
});

test("copying is said aloud, and the buttons say whose code they copy (shopper 21)", async () => {
  const { page, dialog } = await dialogWith([]);
  await dialog.getByRole("button", { name: "Abbrechen" }).click();
  const codes = page.locator("main .reprise-codes");
  const clipboard = (allowed: boolean) =>
    page.evaluate((is) => {
      navigator.clipboard.writeText = () => (is ? Promise.resolve() : Promise.reject(new Error("refused")));
    }, allowed);
  await clipboard(false);
  await codes.getByRole("button", { name: "Code kopieren 5 € Rabatt" }).click();
  await codes.getByRole("status").getByText("Der Code ist markiert.").waitFor();
  await clipboard(true);
  await codes.getByRole("button", { name: "Code kopieren 5 € Rabatt" }).click();
  await codes.getByRole("status").getByText("Kopiert").waitFor();
});

test("after redeeming, the page shows the code, the balance and what it still pays (shopper 19, merchant 32)", async () => {
  const { page, dialog } = await dialogWith([
    { ok: true, message: "Fertig", code: "PT-NEW", applies: true, available: "250", balance: 250 },
  ]);
  await confirm(page);
  await dialog.getByText("PT-NEW").waitFor();
  const offers = page.locator("main .reprise-rewards form[data-reprise-form]");
  // What is beyond the new balance is offered no more, even before the shop has told.
  await expect.poll(() => offers.filter({ visible: true }).count()).toBe(1);
  const [open] = LOYALTY.rewards;
  setPoints(shop.shop, shop.lena, 250n, 0n);
  setLoyalty(shop.shop, shop.lena, {
    redemption_count: 2,
    rewards: [{ ...open, id: "8", code: "PT-NEW" } as NonNullable<typeof open>],
  });
  await page.getByRole("button", { name: "Schließen" }).click();
  await page.locator("main .reprise-codes").getByText("PT-NEW").waitFor();
  await page.locator("main .reprise-rewards").getByText("Dir fehlen noch 250 Punkte").first().waitFor();
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  setPoints(shop.shop, shop.lena, 1250n, 0n);
  setLoyalty(shop.shop, shop.lena, {});
});

test("a claim's answer takes the place of its form, has the focus, and moves the balance (shopper 20)", async () => {
  const { page } = await dialogWith([]);
  await page.goto(served.origin);
  await page.route("**/apps/reprise/claim", (route) =>
    route.fulfill({ json: { ok: true, message: "Danke! Du hast 30 Punkte bekommen.", available: "1.280", balance: 1280 } }),
  );
  const way = page.locator("main .reprise-item").filter({ hasText: "Folge uns auf Instagram" });
  await way.getByText("So geht’s").click();
  await way.getByRole("button", { name: "Ist erledigt" }).click();
  const answer = way.getByText("Danke! Du hast 30 Punkte bekommen.");
  await answer.waitFor();
  expect(await answer.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await way.getByRole("button", { name: "Ist erledigt" }).count()).toBe(0);
  expect(await page.locator("main [data-reprise-available]").first().innerText()).toBe("1.280");
});

test("a shop that forbids inline scripts: the form goes its ordinary way, to the page that asks (real-store B7, shopper 7)", async () => {
  const page = await fixture.newPage({ allow: [/Content Security Policy/] });
  await page.route("**/account*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": "script-src 'self'" } });
  });
  await logIn(page, served.origin, "lena@example.com");
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
  await logIn(page, served.origin, "lena@example.com");
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
