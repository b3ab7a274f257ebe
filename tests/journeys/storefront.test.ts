import type { Page, Route } from "playwright-core";
import pg from "pg";
import { describe, expect, test } from "vitest";

import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { expectNoAxeViolations, picture, useBrowser } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, pointsInShopify, untilIdle } from "./people.ts";

/** What a shopper does with points in the shop itself; each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

type OrderView = { name: string; subtotal: string; lines: { price: string; quantity: number; total: string }[] };

async function balance(): Promise<{ available: number; pending: number }> {
  const { points_balance = "0", points_pending = "0" } = await pointsInShopify(sandbox, LENA);
  return { available: Number(points_balance), pending: Number(points_pending) };
}

async function order(price: string): Promise<void> {
  await sandbox.control("POST", "/orders", { customer: LENA, lines: [{ title: "Mühle", price, quantity: 1 }] });
  await untilIdle(sandbox);
}

async function pass(days: number): Promise<void> {
  await sandbox.control("POST", "/clock", { advanceDays: days });
  await untilIdle(sandbox);
}

async function fillCart(page: Page, times: number): Promise<void> {
  const { storefront } = sandbox.ready;
  await page.goto(`${storefront}/collections/coffee`);
  await page.locator("main a[href*='/products/']").first().click();
  await page.getByRole("spinbutton").fill(String(times));
  await page.getByRole("button", { name: "In den Warenkorb" }).click();
  await page.waitForURL("**/cart");
}

async function checkOut(page: Page): Promise<void> {
  await page.goto(`${sandbox.ready.storefront}/checkout`);
  await page.getByRole("textbox", { name: "Nachname" }).fill("Vogt");
  await page.getByRole("textbox", { name: "Straße und Hausnummer" }).fill("Kaffeeweg 1");
  await page.getByRole("textbox", { name: "Postleitzahl" }).fill("04109");
  await page.getByRole("textbox", { name: "Ort" }).fill("Leipzig");
  await page.getByRole("button", { name: "Zahlungspflichtig bestellen" }).click();
  await page.waitForURL("**/thank-you/**");
  await untilIdle(sandbox);
}

async function lastDiscount(): Promise<string> {
  const { lines } = await lastOrder();
  return lines.reduce((off, { price, quantity, total }) => off + Number(price) * quantity - Number(total), 0).toFixed(2);
}

/** Asks the app's own database. */
async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Her redemptions with what the ledger has posted for each, oldest first. */
function redeemed(): Promise<{ code: string; posted: string }[]> {
  return query(
    `select r.code, coalesce(sum(e.points) filter (where e.kind = 'redemption'), 0)::text as posted
     from redemptions r join customers c using (shop_id, customer_id)
     left join ledger_entries e on e.shop_id = r.shop_id and e.customer_id = r.customer_id and e.redemption_id = r.redemption_id
     where c.email = $1 group by r.shop_id, r.redemption_id order by r.redemption_id`,
    [LENA],
  );
}

/** A reward in the account's block. */
function reward(page: Page, title: string) {
  return page.locator("main .reprise-rewards .reprise-item").filter({ has: page.getByText(title, { exact: true }) });
}

async function lastOrder(): Promise<OrderView> {
  const { lastOrder: name } = (await sandbox.control("GET", `/customers/${LENA}`)) as { lastOrder: string };
  return (await sandbox.control("GET", `/orders/${name.slice(1)}`)) as OrderView;
}

describe("a shopper and their points", () => {
  let code = "";

  test("the shop earns her points, and the German shop speaks German", async () => {
    await order("150.00");
    await pass(14);
    expect(await balance()).toEqual({ available: 630, pending: 0 });
    const page = await browser.newPage({ locale: "de-DE" });
    await logIn(page, sandbox.ready.storefront, LENA);
    for (const text of ["Deine Punkte", "Punkte einlösen", "Deine letzten Punkte", "Bestellung #1001"]) {
      await page.locator("main").getByText(text).first().waitFor();
    }
    const texts = await page.locator("main .reprise-box, main .reprise-points").allInnerTexts();
    expect(texts.join(" ")).not.toMatch(/\b(redeem|points|rewards|available)\b/i);
    await expectNoAxeViolations(page);
    await picture(page, "journey-account-de", { fullPage: true });
  });

  test("she redeems points in the theme: a dialog asks, then shows the code and takes it to the cart", async () => {
    const page = await browser.newPage({ locale: "de-DE" });
    await logIn(page, sandbox.ready.storefront, LENA);
    await fillCart(page, 3);
    await page.goto(`${sandbox.ready.storefront}/account`);
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
    });
    await reward(page, "5 € Rabatt").getByRole("button", { name: "Einlösen" }).click();
    const dialog = page.getByRole("dialog", { name: "5 € Rabatt" });
    await dialog.getByText("500 Punkte für diese Prämie einlösen?").waitFor();
    await expectNoAxeViolations(page, { within: "dialog[open]" });
    // The answer is slow: until it is there the dialog stays, for in another reward's its code would be wrong.
    const slow = Promise.withResolvers<null>();
    await page.route("**/apps/reprise/redeem", async (route) => {
      await slow.promise;
      await route.continue();
    });
    await dialog.getByRole("button", { name: "Jetzt einlösen" }).dblclick();
    await page.keyboard.press("Escape");
    expect(await dialog.getByRole("button", { name: "Abbrechen" }).isDisabled()).toBe(true);
    slow.resolve(null);
    await dialog.getByText("Hier ist dein Code für „5 € Rabatt“.").waitFor();
    code = (await dialog.locator("code").innerText()).trim();
    expect(code).not.toBe("");
    expect(scripts).toEqual([expect.stringMatching(/reprise\.js$/)]);
    await picture(page, "journey-dialog-de");
    await expect.poll(() => page.locator("main [data-reprise-available]").first().innerText()).toBe("130");
    await dialog.getByRole("link", { name: "Im Warenkorb einlösen" }).click();
    await page.waitForURL("**/cart");
    await page.locator(".cart-end").getByText(code).waitFor();
    await page.locator(".cart-end").getByText("−5,00 €").waitFor();
    await picture(page, "journey-cart-de", { fullPage: true });
    await untilIdle(sandbox);
    expect((await balance()).available).toBe(130);
    // The promise of the cart, after the discount, is what the order earns.
    const promised = Number(/sammelst du ([\d.]+) Punkt/.exec(await page.locator(".reprise-earn__text").innerText())?.[1]);
    await checkOut(page);
    expect(await balance()).toEqual({ available: 130, pending: promised });
    expect(await lastDiscount()).toBe("5.00");
  });

  test("half of that order is refunded, and with it half of the points spent on it come back", async () => {
    const bought = await lastOrder();
    const { available } = await balance();
    const half = (Number(bought.subtotal) / 2).toFixed(2);
    await sandbox.control("POST", `/orders/${bought.name.slice(1)}/refund`, { amount: half });
    await untilIdle(sandbox);
    expect((await balance()).available - available).toBeGreaterThanOrEqual(249);
    expect((await balance()).available - available).toBeLessThanOrEqual(250);
    const page = await browser.newPage({ locale: "de-DE" });
    await logIn(page, sandbox.ready.storefront, LENA);
    await page.locator("main .reprise-history").getByText("Punkte zurück nach Erstattung").waitFor();
  });

  test("without scripts she gets a page of the shop with the code, however often she sends the form", async () => {
    await order("300.00");
    await pass(14);
    const before = (await balance()).available;
    const page = await browser.newPage({ locale: "de-DE", javaScript: false });
    await logIn(page, sandbox.ready.storefront, LENA);
    await reward(page, "5 € Rabatt").getByRole("button", { name: "Einlösen" }).click();
    await page.getByText("500 Punkte für „5 € Rabatt“ einlösen?").waitFor();
    // Where scripts are off, axe cannot run either.
    const looked = await browser.newPage({ locale: "de-DE" });
    await looked.goto(sandbox.ready.storefront);
    await looked.setContent(await page.content());
    await expectNoAxeViolations(looked, { within: ".reprise-answer" });
    await page.getByRole("button", { name: "Jetzt einlösen" }).click();
    await page.getByText("Hier ist dein Code für „5 € Rabatt“.").waitFor();
    const answer = page.locator(".reprise-answer");
    const first = (await answer.locator("code").innerText()).trim();
    await picture(page, "journey-answer-de");
    await page.reload();
    expect((await answer.locator("code").innerText()).trim()).toBe(first);
    expect(await page.getByRole("navigation", { name: "Hauptmenü" }).count()).toBe(1);
    await untilIdle(sandbox);
    expect(before - (await balance()).available).toBe(500);

    await fillCart(page, 3);
    await page.goto(`${sandbox.ready.storefront}/account`);
    const open = page.locator("main .reprise-code").filter({ hasText: first });
    await open.getByRole("link", { name: "Im Warenkorb einlösen" }).click();
    await page.locator(".cart-end").getByText("−5,00 €").waitFor();
    await checkOut(page);
    expect(await lastDiscount()).toBe("5.00");
    await page.goto(`${sandbox.ready.storefront}/account`);
    expect(await page.locator("main .reprise-code").filter({ hasText: first }).count()).toBe(0);
  });

  test("what she cannot have is refused in plain words", async () => {
    const page = await browser.newPage({ locale: "de-DE", javaScript: false });
    await logIn(page, sandbox.ready.storefront, LENA);
    await page.setContent(
      `<form method="post" action="${sandbox.ready.storefront}/apps/reprise/redeem"><input name="reward" value="3"><input name="intent" value="x-1"><input name="locale" value="de"><button>go</button></form>`,
    );
    await page.getByRole("button", { name: "go" }).click();
    await page.getByRole("heading", { name: "Das hat nicht geklappt" }).waitFor();
    await page.getByText("Dafür hast du noch nicht genug Punkte.").waitFor();
  });

  test("a tier that an order reaches shows in the theme", async () => {
    const levels = TIER_PRESET.levels.map((level) => (level.key === "gold" ? { ...level, threshold: 4_000 } : level));
    const rules = programRulesSchema.parse({ ...DEFAULT_RULES, tiers: { ...TIER_PRESET, levels } });
    const [latest] = await query<{ now: Date }>("select max(as_of) as now from ledger_accounts");
    await query(
      `insert into program_versions (shop_id, version, effective_from, rules, created_at, created_by)
       select shop_id, 2, $1, $2, $1, 'test' from shops where domain = $3`,
      [latest?.now, rules, sandbox.ready.shop],
    );
    await pass(1);
    const page = await browser.newPage({ locale: "de-DE" });
    await logIn(page, sandbox.ready.storefront, LENA);
    const standing = page.locator("main .reprise-standing");
    await standing.waitFor();
    await standing.getByText("Deine Stufe: Silber").waitFor();
    await standing.getByText(/^Noch [\d.]+ Punkte bis Gold$/).waitFor();
    await order("900.00");
    await page.reload();
    await standing.getByText("Deine Stufe: Gold").waitFor();
    await picture(page, "journey-tier-de", { fullPage: true });
  });

  /** Each way a proxy fails, with what the app has done by then. */
  const failures: { lost: string; fail: (route: Route) => Promise<void>; done: number }[] = [
    {
      lost: "its answer is lost after the app has worked",
      fail: async (route) => {
        expect((await route.fetch()).status()).toBe(200);
        await route.abort();
      },
      done: 1,
    },
    { lost: "her request never reaches the app", fail: (route) => route.abort(), done: 0 },
  ];

  test.each(failures)("points are spent once when $lost, and trying again shows the code (shopper 6)", async ({ fail, done }) => {
    if (done === 1) await pass(14);
    const before = await redeemed();
    const { available } = await balance();
    const page = await browser.newPage({ locale: "de-DE", allow: [/ERR_FAILED/] });
    await logIn(page, sandbox.ready.storefront, LENA);
    const intents: (string | null)[] = [];
    await page.route("**/apps/reprise/redeem", async (route) => {
      intents.push(new URLSearchParams(route.request().postData() ?? "").get("intent"));
      await (intents.length === 1 ? fail(route) : route.continue());
    });
    await reward(page, "5 € Rabatt").getByRole("button", { name: "Einlösen" }).click();
    const dialog = page.getByRole("dialog", { name: "5 € Rabatt" });
    await dialog.getByRole("button", { name: "Jetzt einlösen" }).click();
    await dialog.getByText("Wir wissen noch nicht, ob das geklappt hat.").waitFor();
    expect((await redeemed()).length - before.length).toBe(done);
    await dialog.getByRole("button", { name: "Noch einmal versuchen" }).click();
    const shown = dialog.locator("code");
    await shown.waitFor();
    const code = (await shown.innerText()).trim();
    expect(intents).toEqual([intents[0], intents[0]]);
    expect((await redeemed()).slice(before.length)).toEqual([{ code, posted: "-500" }]);
    await untilIdle(sandbox);
    expect(available - (await balance()).available).toBe(500);
  });
});

describe("a visitor who wants the newsletter", () => {
  const MIRA = "mira.sommer@example.com";

  test("signs up in the theme, confirms by the link in the email, and is a subscriber in Shopify with the proof (issue 9, consent)", async () => {
    await query("update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH'");
    const page = await browser.newPage({ locale: "de-DE" });
    await page.goto(sandbox.ready.storefront);
    const form = page.locator("form[action$='/sign-up']");
    await form.getByRole("textbox", { name: "E-Mail-Adresse" }).fill(MIRA);
    await form.getByRole("checkbox").check();
    await picture(page, "journey-sign-up-de", { fullPage: true });
    await form.getByRole("button", { name: "Anmelden" }).click();
    await form.getByRole("status").filter({ hasText: "E-Mail" }).waitFor();
    const link = async () => /https?:\/\/\S+\/confirm\?t=[\w.~%-]+/.exec((await emailsTo(sandbox, MIRA))[0]?.text ?? "")?.[0];
    await expect.poll(link, { timeout: 20_000 }).toBeDefined();
    await page.goto((await link()) ?? "");
    await expectNoAxeViolations(page);
    await picture(page, "journey-confirm-de", { fullPage: true });
    expect(await query("select 1 from sign_ups where confirmed_at is not null")).toEqual([]);
    await page.getByRole("button", { name: "Ja, anmelden" }).click();
    await page.getByText("Du bist angemeldet").waitFor();
    // Shopify is told of a customer that it did not know, and tells us of them in turn.
    const proof = () =>
      query(
        `select text_version, legal_basis from consent_events join customers using (shop_id, customer_id) where email = $1 and source = 'sign-up'`,
        [MIRA],
      );
    await expect.poll(proof, { timeout: 60_000 }).toEqual([{ text_version: "1:de", legal_basis: "double-opt-in" }]);
    expect(await sandbox.control("GET", `/customers/${MIRA}`)).toMatchObject({
      emailConsent: { state: "subscribed", optInLevel: "confirmed_opt_in" },
    });
  });
});
