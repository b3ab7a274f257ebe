import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import express from "express";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { approveAffiliate } from "../../app/actions/affiliates/decide-affiliate.server.ts";
import { fileOf } from "../../app/affiliates/payouts/files.ts";
import { notePage } from "../../app/affiliates/payouts/note-page.ts";
import { listPayouts, readNote, readRun } from "../../app/affiliates/payouts/read.server.ts";
import { makeRun } from "../../app/affiliates/payouts/runs.server.ts";
import { savePlan } from "../../app/affiliates/setup/plans.server.ts";
import { saveAffiliateProgram } from "../../app/affiliates/setup/settings.server.ts";
import { now as present } from "../../app/clock.server.ts";
import { international } from "../../app/lib/csv.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import * as form from "../../app/routes/proxy.partner.tsx";
import * as link from "../../app/routes/proxy.partner.$code.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { readOrders } from "../../app/sync/history/fetch-orders.server.ts";
import { createConfig } from "../sandbox/config.ts";
import { storefront } from "../sandbox/storefront/storefront.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useDatabase } from "../support/database.ts";
import { logIn } from "../support/log-in.ts";
import * as pipeline from "../support/pipeline.ts";
import { readSepa } from "./sepa-reader.ts";
import { apply, fresh, look, person, SETTINGS, TERMS } from "./stage.ts";

/**
 * From an application to a file for the bank (issue 12: 4): real pages in Chromium, the app's own routes behind the stand-in's proxy, and the pipeline. What Shopify's webhooks would tell is read from the
 * stand-in's Admin API; the return window passes by the instants that the ledger is told.
 */
const database = useDatabase();
const api = await useAdminApi();
const browser = useBrowser();
const servers: Server[] = [];
let shop: Shop;
let planId: bigint;
let origin = "";

async function listen(app: express.Express): Promise<string> {
  const server = app.listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The app's routes, as its server would call them. */
function appServer(): express.Express {
  const app = express().use(express.raw({ type: () => true }));
  app.all(["/proxy/partner", "/proxy/partner/:code"], (asked, response, next) => {
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
    const route = code === "" ? form : link;
    (posted ? route.action(args) : route.loader(args))
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
  const long = plusMs(present(), -DAY_MS);
  const settings = {
    ...SETTINGS,
    minimumMinor: 100,
    inKind: { credit: true, points: true },
    terms: { de: "Kennzeichne jede Empfehlung als Werbung.\nAuszahlung monatlich." },
  };
  await saveAffiliateProgram(database.db, made.shopId, { enabled: true, settings }, "merchant:1", long);
  planId =
    (await savePlan(
      database.db,
      made.shopId,
      { planId: null, name: "Plan", terms: { ...TERMS, recruiterBp: 1_000 } },
      "merchant:1",
      long,
    )) ?? 0n;
  shop = await fresh(database.db, made);
  api.wait(present().getTime() - api.world.clock.now().getTime());
  const { id, email, firstName, lastName } = api.customer;
  await apply(shop, [person(id, { email, firstName, lastName, createdAt: plusMs(present(), -300 * DAY_MS) })], present());
  api.shop.accounts = "legacy";
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

async function looksRight(page: Page, name: string): Promise<void> {
  await expectNoAxeViolations(page);
  expect(await sidewaysOverflow(page.mainFrame())).toBe(0);
  await picture(page, name, { fullPage: true });
}

const partner = () => `${origin}/apps/reprise/partner?l=de`;

test("a customer applies on a page of the theme, is accepted, and says where they are paid to", async () => {
  // A form that is refused.
  const page = await browser.newPage({ locale: "de-DE", viewport: NARROW, allow: [/status of 422/] });
  await logIn(page, origin, api.customer.email ?? "");
  await page.goto(partner());
  await page.getByRole("heading", { name: "Partner von Sample" }).waitFor();
  await looksRight(page, "affiliate-application-narrow-de");
  await page.getByRole("textbox", { name: "Wo und wie" }).fill("In meinem Tee-Blog");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Bewerbung senden" }).click();
  await page.getByRole("heading", { name: "Danke für deine Bewerbung" }).waitFor();
  await page.goto(partner());
  await page.getByRole("heading", { name: "Deine Bewerbung ist da" }).waitFor();
  const { rows } = await sql<{ id: bigint }>`select affiliate_id as id from affiliates where state = 'applied'`.execute(
    database.db,
  );
  expect(await approveAffiliate(shop, rows[0]?.id ?? 0n, { planId, code: "ERIKA10" }, "merchant:1")).toBe("done");
  await page.goto(partner());
  await page.getByText("/apps/reprise/partner/ERIKA10").waitFor();
  await page.getByRole("heading", { name: "Andere Partner werben" }).waitFor();
  await page.getByText("Für das Werben selbst gibt es nichts").waitFor();
  await looksRight(page, "affiliate-portal-narrow-de");
  const fields = {
    Name: "Erika Müller",
    Straße: "Teeweg 2",
    Postleitzahl: "80331",
    Ort: "München",
    Land: "DE",
    Steuernummer: "12/345/67890",
  };
  for (const [label, value] of Object.entries(fields)) await page.getByRole("textbox", { name: label }).fill(value);
  await page.getByRole("textbox", { name: "IBAN" }).fill("DE02 1203 0000 0000 2020 52");
  await page.getByLabel("Steuer", { exact: true }).selectOption("regular");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByText("Das ist keine gültige IBAN.").waitFor();
  await looksRight(page, "affiliate-payee-wrong-narrow-de");
  await page.getByRole("textbox", { name: "IBAN" }).fill("DE02 1203 0000 0000 2020 51");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Speichern" }).click();
  await page.getByText("Gespeichert ist: DE02 •••• 2051").waitFor();
});

test("somebody follows the link and orders; after the return window it is paid by a file that another reader accepts", async () => {
  const page = await browser.newPage({ locale: "de-DE", viewport: NARROW, javaScript: false });
  await page.goto(`${origin}/apps/reprise/partner/erika10?l=de`);
  await page.getByText("bekommt eine Provision von").waitFor();
  await picture(page, "affiliate-link-narrow-de", { fullPage: true });
  api.wait(present().getTime() - api.world.clock.now().getTime());
  await page.getByRole("button", { name: "Mit dem Code einkaufen" }).click();
  await page.goto(`${origin}/products/${api.product.handle}`);
  await page.getByRole("spinbutton").fill("4");
  await page.getByRole("button", { name: "In den Warenkorb" }).click();
  await page.waitForURL("**/cart");
  await page.goto(`${origin}/checkout`);
  for (const [label, value] of [
    ["E-Mail-Adresse", "tom.weber@example.com"],
    ["Vorname", "Tom"],
    ["Nachname", "Weber"],
    ["Straße und Hausnummer", "Teeweg 2"],
    ["Postleitzahl", "80331"],
    ["Ort", "München"],
  ] as const)
    await page.getByRole("textbox", { name: label, exact: true }).fill(value);
  await page.getByRole("button", { name: "Zahlungspflichtig bestellen" }).click();
  await page.waitForURL("**/thank-you/**");
  await readOrders(shop, [...api.shop.orders.keys()], present);
  await look(shop, present());
  const run = (at: Date) => pipeline.inShop(shop.shopId, (tx) => makeRun(tx, shop, "sepa", "merchant:1", at));
  expect(await run(plusMs(present(), 13 * DAY_MS))).toEqual({ ok: false, why: "nothing" });
  const due = plusMs(present(), 15 * DAY_MS);
  const made = await run(due);
  if (!made.ok) return expect.fail(made.why);
  const stored = await readRun(database.db, shop.shopId, made.runId);
  if (stored === null) return expect.fail("no run");
  const file = fileOf(stored, { shopName: shop.name, payOn: due.toISOString().slice(0, 10), dialect: international });
  const { problems, payments, debtor } = readSepa(file.text);
  expect([problems, debtor]).toEqual([[], "DE89370400440532013000"]);
  expect(payments).toMatchObject([{ iban: "DE02120300000000202051", name: "Erika Mueller", purpose: `GS-1 ${shop.name}` }]);
  expect(payments[0]?.amount.replace(".", "")).toBe(made.totalMinor.toString());

  const [payout] = await listPayouts(database.db, shop.shopId, {}, 1);
  const note = await readNote(database.db, shop.shopId, payout?.payoutId ?? 0n);
  if (note === null) return expect.fail("no credit note");
  const paper = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await paper.setContent(notePage(note.note, null));
  for (const text of ["Gutschrift", "GS-1", "Steuernummer: 12/345/67890", "Umsatzsteuer 19 %", "Morgenrot GmbH"])
    await paper.getByText(text).first().waitFor();
  await looksRight(paper, "affiliate-credit-note-de");

  const portal = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await logIn(portal, origin, api.customer.email ?? "");
  await portal.goto(partner());
  await looksRight(portal, "affiliate-portal-paid-wide-de");
  await portal.getByRole("link", { name: "Gutschrift GS-1" }).click();
  await portal.getByText("Leistungszeitraum").waitFor();
  await looksRight(portal, "affiliate-note-in-theme-de");
});
