import { describe, expect, test } from "vitest";

import { expectNoAxeViolations, layoutShift, useBrowser } from "../support/browser.ts";
import { logIn } from "../support/log-in.ts";
import { useSandbox } from "../support/sandbox.ts";
import { emailsTo, openApp, pointsInShopify, untilIdle, type Email } from "./people.ts";

/** The main job from end to end, as a shopper and a merchant see it; each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

let earned = 0;
let customerId = "";

function number(text: string | null): number {
  return Number(/\d[\d.]*/.exec(text ?? "")?.[0]?.replaceAll(".", "") ?? NaN);
}

async function balanceShown(storefront: string): Promise<{ text: string; shift: number }> {
  const page = await browser.newPage({ locale: "de-DE" });
  await logIn(page, storefront, LENA);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`${storefront}/account`);
  const block = page.locator(".reprise-points").first();
  await block.waitFor();
  const text = (await block.innerText()).replace(/\s+/g, " ");
  // Rendered by Liquid: showing points asks the app nothing.
  expect(requests.filter((url) => url.includes("/apps/reprise") || url.startsWith(sandbox.ready.app))).toEqual([]);
  await expectNoAxeViolations(page);
  return { text, shift: await layoutShift(page) };
}

describe("from an order to a message", () => {
  test("a shopper orders and sees the points that the product promised", async () => {
    const { storefront } = sandbox.ready;
    const page = await browser.newPage({ locale: "de-DE" });
    await logIn(page, storefront, LENA);
    await page.goto(`${storefront}/collections/all`);
    await page.locator("a[href*='/products/']").first().click();
    await page.waitForURL("**/products/**");
    earned = number(/sammelst du ([\d.]+)/.exec(await page.locator(".reprise-earn__text").innerText())?.[1] ?? null);
    expect(earned).toBeGreaterThan(10);
    await expectNoAxeViolations(page);

    await page.getByRole("button", { name: "In den Warenkorb" }).click();
    await page.waitForURL("**/cart");
    await page.goto(`${storefront}/checkout`);
    await page.getByRole("textbox", { name: "Nachname" }).fill("Vogt");
    await page.getByRole("textbox", { name: "Straße und Hausnummer" }).fill("Kaffeeweg 1");
    await page.getByRole("textbox", { name: "Postleitzahl" }).fill("04109");
    await page.getByRole("textbox", { name: "Ort" }).fill("Leipzig");
    await page.getByRole("button", { name: "Zahlungspflichtig bestellen" }).click();
    await page.waitForURL("**/thank-you/**");
    await untilIdle(sandbox);

    const { text, shift } = await balanceShown(storefront);
    expect(number(/([\d.]+) Punkte? (ist|sind) unterwegs/.exec(text)?.[1] ?? null)).toBe(earned);
    expect(shift).toBe(0);
    expect(await pointsInShopify(sandbox, LENA)).toEqual({ points_balance: "0", points_pending: String(earned) });
  });

  test("the merchant sees the entry on the customer's page, and the segment", async () => {
    customerId = ((await sandbox.control("GET", `/customers/${LENA}`)) as { id: string }).id;
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/customers");
    await app.getByRole("link", { name: "Lena Vogt" }).click();
    await app.getByRole("heading", { name: "Lena Vogt" }).waitFor();
    await app.getByRole("tab", { name: "Points account" }).click();
    await app.getByText("#1001").first().waitFor();
    await app.getByText(`+${earned}`).first().waitFor();
    expect(await app.getByText("New", { exact: true }).count()).toBeGreaterThan(0);
  });

  test("half of it is refunded, and the points follow", async () => {
    const order = (await sandbox.control("GET", "/orders/1001")) as { subtotal: string; lines: { total: string; tax: string }[] };
    const line = order.lines[0];
    if (line === undefined) throw new Error("The order has no line");
    const half = Math.round(Number(line.total) * 50);
    await sandbox.control("POST", "/orders/1001/refund", { amount: (half / 100).toFixed(2) });
    await untilIdle(sandbox);
    const net = Math.round((Number(line.total) - Number(line.tax)) * 100);
    const lost = Math.floor((2 * half * net + Math.round(Number(line.total) * 100)) / (2 * Math.round(Number(line.total) * 100)));
    const left = Math.floor(((net - lost) * 5) / 100);
    expect(await pointsInShopify(sandbox, LENA)).toEqual({ points_balance: "0", points_pending: String(left) });
    const { text } = await balanceShown(sandbox.ready.storefront);
    expect(number(/([\d.]+) Punkte? (ist|sind) unterwegs/.exec(text)?.[1] ?? null)).toBe(left);
    earned = left;
  });

  test("after 14 days the points can be spent", async () => {
    await sandbox.control("POST", "/clock", { advanceDays: 14 });
    await untilIdle(sandbox);
    expect(await pointsInShopify(sandbox, LENA)).toEqual({ points_balance: String(earned), points_pending: "0" });
    const { text } = await balanceShown(sandbox.ready.storefront);
    expect(number(text.replace(/^\D*/, ""))).toBe(earned);
  });

  test("the merchant skips days until the customer is at risk, and the win-back email lies in the mailbox", async () => {
    const page = await browser.newPage();
    await page.goto(sandbox.ready.admin);
    for (let skipped = 0; skipped < 3; skipped += 1) {
      await page.getByRole("button", { name: /^Sandbox/ }).click();
      // When the days are over, the admin loads itself anew.
      const loaded = page.waitForEvent("load");
      await page.getByRole("button", { name: "30 days" }).click();
      await loaded;
    }
    await untilIdle(sandbox);
    const app = await openApp(page, sandbox.ready.admin, `/customers/${customerId}`);
    expect(await app.getByText("At risk", { exact: true }).count()).toBeGreaterThan(0);
    const emails = await emailsTo(sandbox, LENA);
    expect(emails).toHaveLength(1);
    expect(emails[0]?.text).toContain("Lena");
    expect(emails[0]?.html).toContain('lang="de"');
    expect(emails[0]?.oneClick).toBe(true);
  });

  test("one click unsubscribes, Shopify hears of it, and nothing more is sent", async () => {
    const [email] = (await emailsTo(sandbox, LENA)) as [Email];
    const address = /<(https?:[^>]+)>/.exec(email.listUnsubscribe ?? "")?.[1] ?? email.listUnsubscribe ?? "";
    expect((await fetch(address)).status).toBe(200);
    const before = (await sandbox.control("GET", `/customers/${LENA}`)) as { emailConsent: { state: string } };
    expect(before.emailConsent.state).toBe("subscribed");

    const answer = await fetch(address, {
      method: "POST",
      body: "List-Unsubscribe=One-Click",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(answer.status).toBe(200);
    await untilIdle(sandbox);
    const after = (await sandbox.control("GET", `/customers/${LENA}`)) as { emailConsent: { state: string } };
    expect(after.emailConsent.state).toBe("unsubscribed");

    await sandbox.control("POST", "/orders", { customer: LENA, lines: [{ title: "Tee", price: "20.00", quantity: 1 }] });
    await sandbox.control("POST", "/clock", { advanceDays: 100 });
    await untilIdle(sandbox);
    expect(await emailsTo(sandbox, LENA)).toHaveLength(1);
  });

  test("the second shop sees none of it", async () => {
    const page = await browser.newPage({ allow: [/404/] });
    const app = await openApp(page, sandbox.ready.secondShop.admin, "/customers");
    expect(await app.getByText("Lena").count()).toBe(0);
    await openApp(page, sandbox.ready.secondShop.admin, `/customers/${customerId}`);
    expect(await page.getByText("Lena").count()).toBe(0);
    const shopper = await browser.newPage({ locale: "de-DE" });
    await shopper.goto(`${sandbox.ready.secondShop.storefront}/account/login`);
    expect(await shopper.getByText("Lena").count()).toBe(0);
  });
});
