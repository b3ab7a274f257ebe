import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import express from "express";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { saveReferralProgram } from "../../app/referrals/program.server.ts";
import { action as askForLink } from "../../app/routes/proxy.refer.tsx";
import { action, loader } from "../../app/routes/proxy.refer.$code.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { syncDue } from "../../app/sync/theme/metafields.server.ts";
import { publishProgram } from "../../app/sync/theme/program-metafield.server.ts";
import { readOrders } from "../../app/sync/history/fetch-orders.server.ts";
import { createConfig } from "../sandbox/config.ts";
import { storefront } from "../sandbox/storefront/storefront.ts";
import { refundOrder } from "../sandbox/world/change-order.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser } from "../support/browser.ts";
import { useDatabase } from "../support/database.ts";
import { logIn } from "../support/log-in.ts";
import { apply, balance, fresh, look, person, seen, TERMS } from "./stage.ts";

/**
 * A friend is referred from the theme to a paid reward and a partial refund (issue 12: 4): real pages in Chromium, the app's own routes behind the stand-in's proxy, and the pipeline. What Shopify's webhooks
 * would tell is read from the stand-in's Admin API.
 */
const database = useDatabase();
const api = await useAdminApi();
const browser = useBrowser();
const servers: Server[] = [];
let shop: Shop;
let origin = "";
let link = "";

async function listen(app: express.Express): Promise<string> {
  const server = app.listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The app's routes, as its server would call them. */
function appServer(): express.Express {
  const app = express().use(express.raw({ type: () => true }));
  app.all(["/proxy/refer", "/proxy/refer/:code"], (asked, response, next) => {
    const headers = new Headers(
      Object.entries(asked.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === "string" ? [[name, value]] : [],
      ),
    );
    const posted = asked.method === "POST";
    const request = new Request(`http://127.0.0.1:3000${asked.originalUrl}`, {
      ...{ method: asked.method, headers },
      ...(posted ? { body: new Uint8Array(asked.body as Buffer) } : {}),
    });
    const code = typeof asked.params["code"] === "string" ? asked.params["code"] : "";
    const args = { request, params: { code }, context: {} };
    const answering = code === "" ? askForLink(args) : posted ? action(args) : loader(args);
    answering
      .then(async (answer) => {
        for (const [name, value] of answer.headers) response.set(name, value);
        response.status(answer.status).send(await answer.text());
      })
      .catch(next);
  });
  return app;
}

beforeAll(async () => {
  const made = await installFromApi(database.db, api);
  const installation = `gid://shopify/AppInstallation/${api.shop.id + 500n}`;
  await sql`update shops set app_installation_gid = ${installation} where shop_id = ${made.shopId}`.execute(database.db);
  await saveReferralProgram(database.db, made, { enabled: true, terms: TERMS }, "merchant:1", plusMs(present(), -DAY_MS));
  shop = await fresh(database.db, made);
  api.wait(present().getTime() - api.world.clock.now().getTime());
  const { id, email, firstName, lastName } = api.customer;
  await apply(shop, [person(id, { email, firstName, lastName, createdAt: plusMs(present(), -300 * DAY_MS) })], present());
  api.shop.accounts = "legacy";
  await publishProgram(shop);
  const appUrl = await listen(appServer());
  const config = createConfig({
    clientId: api.config.clientId,
    clientSecret: "test-client-secret-0123456789",
    appUrl,
    origin: api.origin,
  });
  origin = await listen(express().use(storefront(api.world, api.shop.domain, config)));
});
afterAll(() => servers.forEach((server) => server.close()));

/** What Shopify tells of the shop's orders, and what follows. */
async function hear(at?: Date): Promise<void> {
  await readOrders(shop, [...api.shop.orders.keys()], present);
  await look(database.db, shop, at ?? present());
}

async function askForCode(page: Page, email: string): Promise<string> {
  await page.goto(link);
  await page.getByRole("textbox", { name: "Deine E-Mail-Adresse" }).focus();
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Hier ist dein Code" }).waitFor();
  return (await page.locator("code").innerText()).trim();
}

test("a customer asks for her link in the theme, without a script, and it stands there from then on", async () => {
  const page = await browser.newPage({ locale: "de-DE", viewport: NARROW, javaScript: false });
  await logIn(page, origin, api.customer.email ?? "");
  const block = page.locator("section", { has: page.getByRole("heading", { name: "Empfiehl uns weiter" }) });
  await block.getByText("Wer über deinen Link kommt, erhält 10 % Rabatt").waitFor();
  await block.getByRole("button", { name: "Meinen Link anzeigen" }).press("Enter");
  await page.getByText("Schick ihn deinen Freunden selbst").waitFor();
  const shown = (await page.locator("code").innerText()).trim();
  expect(shown).toMatch(/^https:\/\/\S+\/apps\/reprise\/refer\/[2-9A-Z]{8}\?l=de$/);
  link = shown.replace(/^https:\/\/[^/]+/, origin);
  await picture(page, "referral-own-link-narrow-de", { fullPage: true });

  await syncDue(plusMs(present(), HOUR_MS));
  const looking = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  await logIn(looking, origin, api.customer.email ?? "");
  const own = looking.locator("section", { has: looking.getByRole("heading", { name: "Empfiehl uns weiter" }) });
  expect(await own.locator("code").innerText()).toBe(shown);
  await expectNoAxeViolations(looking);
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await own.scrollIntoViewIfNeeded();
  await picture(looking, "referral-block-narrow-de");
});

test("a friend gets a code on a page of the theme and orders with it; it is paid when the waiting time is over, and follows a partial refund", async () => {
  const looking = await browser.newPage({ locale: "de-DE", viewport: NARROW });
  await looking.goto(link);
  await looking.getByRole("heading", { name: "Erika empfiehlt dir Sample" }).waitFor();
  await looking.getByText("Werbung: Wenn du mit dem Code bestellst, bekommt Erika").waitFor();
  await expectNoAxeViolations(looking);
  expect(await sidewaysOverflow(looking.mainFrame())).toBe(0);
  await picture(looking, "referral-landing-narrow-de", { fullPage: true });
  expect(await seen(database.db, shop)).toEqual([]);

  // By keyboard alone, at 320 pixels and without a script.
  const friend = await browser.newPage({ locale: "de-DE", viewport: NARROW, javaScript: false });
  const code = await askForCode(friend, "tom.weber@example.com");
  await picture(friend, "referral-code-de");
  expect(await askForCode(friend, "Tom.Weber+x@example.com")).toBe(code);
  // The stand-in's clock stands, and what begins later than that does not hold yet.
  api.wait(present().getTime() - api.world.clock.now().getTime());
  // An hour passes: nobody reads, chooses and pays within a minute.
  await sql`update referrals set claimed_at = claimed_at - interval '1 hour' where shop_id = ${shop.shopId}`.execute(database.db);
  await friend.getByRole("link", { name: "Mit dem Code einkaufen" }).press("Enter");
  await friend.waitForURL((address) => !address.pathname.includes("/refer/"));
  await friend.goto(`${origin}/products/${api.product.handle}`);
  await friend.getByRole("spinbutton").fill("4");
  await friend.getByRole("button", { name: "In den Warenkorb" }).press("Enter");
  await friend.waitForURL("**/cart");
  await friend.goto(`${origin}/checkout`);
  for (const [label, value] of [
    ["E-Mail-Adresse", "tom.weber@example.com"],
    ["Vorname", "Tom"],
    ["Nachname", "Weber"],
    ["Straße und Hausnummer", "Teeweg 2"],
    ["Postleitzahl", "80331"],
    ["Ort", "München"],
  ] as const)
    await friend.getByRole("textbox", { name: label, exact: true }).fill(value);
  await friend.getByRole("button", { name: "Zahlungspflichtig bestellen" }).press("Enter");
  await friend.waitForURL("**/thank-you/**");
  const [order] = [...api.shop.orders.values()].filter(({ discountApplications }) =>
    discountApplications.some((one) => one.code === code),
  );
  if (order === undefined) return expect.fail("the code was not applied");

  await hear();
  expect(await seen(database.db, shop)).toMatchObject([{ state: "pending", flags: [] }]);
  const advocate = api.customer.id;
  await look(database.db, shop, plusMs(present(), 13 * DAY_MS));
  expect(await balance(database.db, shop, advocate)).toBe(0);
  const due = plusMs(present(), 15 * DAY_MS);
  await look(database.db, shop, due);
  expect(await balance(database.db, shop, advocate)).toBe(100);

  const [line] = order.lines;
  if (line === undefined) return expect.fail("the order has no line");
  api.wait(HOUR_MS);
  refundOrder(api.world, api.shop, order, { lines: [{ lineId: line.id, quantity: 2 }] });
  await hear(plusMs(due, DAY_MS));
  expect([await balance(database.db, shop, advocate), await seen(database.db, shop)]).toMatchObject([
    // Half of an odd number of cents, rounded down.
    49,
    [{ state: "paid", points: "49" }],
  ]);
});
