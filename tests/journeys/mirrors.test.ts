import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** What only Shopify knows, from a pasted query to members who come and go with what Shopify says (issue 10, segment language). */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();

const level = (email: string, value: string) =>
  sandbox.control("POST", `/customers/${email}/metafields`, { namespace: "custom", key: "membership_level", value });

test("a metafield is asked for as Shopify's admin writes it, read from Shopify, and followed", async () => {
  for (const [name, city] of [
    ["anna", "Berlin"],
    ["ben", "Hamburg"],
    ["cleo", "Berlin"],
  ] as const)
    await sandbox.control("POST", "/customers", {
      ...{
        email: `${name}@example.com`,
        firstName: name,
        state: "enabled",
        countryCode: "DE",
        provinceCode: city.slice(0, 2),
        city,
      },
    });
  await level("anna@example.com", "gold");
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE });
  let app = await openApp(
    page,
    sandbox.ready.admin,
    `/customers/segments/new?name=Gold&query=${encodeURIComponent("customer.metafields.custom.membership_level = 'gold'")}`,
  );
  await app.getByText("Only Shopify knows who meets this.", { exact: false }).waitFor();
  await app.getByRole("group", { name: "Metafield in Shopify" }).waitFor();
  await app.getByText("Shopify’s own segments understand this too", { exact: false }).waitFor();
  await expectNoAxeViolations(app);
  await picture(page, "segment-metafield-builder-en", { fullPage: true });
  await app.getByRole("button", { name: "Save segment" }).click();
  await app.getByRole("heading", { name: "Gold", level: 1 }).waitFor();
  await untilIdle(sandbox);
  const address = new URL(app.url()).pathname.replace(/^\/app/, "");
  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByRole("heading", { name: "Partly known to Shopify alone" }).waitFor();
  await app.getByRole("link", { name: /anna/ }).first().waitFor();
  expect(await app.getByRole("link", { name: /ben/ }).count()).toBe(0);
  await expectNoAxeViolations(app);
  await picture(page, "segment-from-shopify-en", { fullPage: true });

  await level("ben@example.com", "gold");
  await level("anna@example.com", "silver");
  await untilIdle(sandbox);
  app = await openApp(page, sandbox.ready.admin, address);
  await app.getByRole("link", { name: /ben/ }).first().waitFor();
  expect(await app.getByRole("link", { name: /anna/ }).count()).toBe(0);
});

test("what Shopify refuses is said in its words, in German and on a phone, too", async () => {
  const page = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
  const query = "metafields.custom.unknown_field = 1 OR customer_cities CONTAINS 'DE-Be-Berlin'";
  let app = await openApp(
    page,
    sandbox.ready.admin,
    `/customers/segments/new?name=Unbekannt&query=${encodeURIComponent(query)}`,
    "de",
  );
  await app.getByText("Auf wen das zutrifft, weiß nur Shopify.", { exact: false }).waitFor();
  expect(await sidewaysOverflow(app)).toBe(0);
  await expectNoAxeViolations(app);
  await picture(page, "segment-metafield-builder-de-narrow", { fullPage: true });
  await app.getByRole("button", { name: "Segment speichern" }).click();
  await app.getByRole("heading", { name: "Unbekannt", level: 1 }).waitFor();
  await untilIdle(sandbox);
  const address = new URL(app.url()).pathname.replace(/^\/app/, "");
  app = await openApp(page, sandbox.ready.admin, address, "de");
  await app.getByRole("heading", { name: "Shopify nimmt diese Bedingung nicht an" }).waitFor();
  await app.getByText("filter cannot be found", { exact: false }).waitFor();
  expect(await sidewaysOverflow(app)).toBe(0);
  await expectNoAxeViolations(app);
  await picture(page, "segment-refused-by-shopify-de-narrow", { fullPage: true });
});
