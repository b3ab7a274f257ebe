import { readFileSync } from "node:fs";

import pg from "pg";
import { describe, expect, test } from "vitest";

import { usualPlan } from "../../app/affiliates/setup/plan.ts";
import { expectNoAxeViolations, NARROW, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, pointsInShopify, untilIdle } from "./people.ts";

/** Moving in from another program, and out of a mistake, as a merchant does it; each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";

const FILE = [
  "Email,Points Balance,Birthdate,VIP Tier,Activation Date",
  `${LENA.toUpperCase()},"1,250",1990-05-27,,2024-01-01`,
  "nobody at all,50,,,",
];

async function customerId(): Promise<string> {
  return ((await sandbox.control("GET", `/customers/${LENA}`)) as { id: string }).id;
}

describe("an import", () => {
  let address = "";

  test("shows the error in row 3 before anything happens, and brings the rest", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, "/settings/data/imports");
    await expectNoAxeViolations(app);
    await app
      .locator("input[type=file]")
      .setInputFiles({ name: "rivo.csv", mimeType: "text/csv", buffer: Buffer.from(`\uFEFF${FILE.join("\r\n")}\r\n`) });
    await app.getByText("rivo.csv").waitFor();
    await app.getByRole("button", { name: "Check the file" }).click();
    await app.getByText("Not an email address: nobody at all").waitFor();
    await app.getByText("Rivo", { exact: true }).waitFor();
    await expectNoAxeViolations(app);
    address = new URL(app.url()).pathname.replace(/^.*\/app/, "");
    expect(await pointsInShopify(sandbox, LENA)).not.toMatchObject({ points_balance: "1250" });

    await app.getByRole("button", { name: "Import 1 row" }).click();
    await app.getByText("1,250 points are added").waitFor();
    await app.getByRole("dialog").getByRole("button", { name: "Import 1 row" }).click();
    await app.getByRole("button", { name: "Undo" }).waitFor();
    await untilIdle(sandbox);
    expect(await pointsInShopify(sandbox, LENA)).toMatchObject({ points_balance: "1250" });
  });

  test("is seen on the customer's page", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, `/customers/${await customerId()}?tab=points`);
    await app.getByText("+1,250").first().waitFor();
  });

  test("of the same file warns", async () => {
    const page = await browser.newPage({ viewport: NARROW, locale: "de-DE" });
    const app = await openApp(page, sandbox.ready.admin, "/settings/data/imports", "de");
    const buffer = Buffer.from(`\uFEFF${FILE.join("\r\n")}\r\n`);
    await app.locator("input[type=file]").setInputFiles({ name: "noch einmal.csv", mimeType: "text/csv", buffer });
    await app.getByRole("button", { name: "Datei prüfen" }).click();
    await app.getByText("Ein zweiter Import zählt ihre Punkte doppelt").waitFor();
    await expectNoAxeViolations(app);
    expect(await sidewaysOverflow(app)).toBe(0);
  });

  test("is undone, and nothing of it is left", async () => {
    const page = await browser.newPage();
    const app = await openApp(page, sandbox.ready.admin, address);
    await app.getByRole("button", { name: "Undo" }).click();
    await app.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
    await app.getByText("Undone", { exact: false }).first().waitFor();
    await expect.poll(() => app.getByRole("button", { name: "Undo" }).count()).toBe(0);
    await untilIdle(sandbox);
    expect(await pointsInShopify(sandbox, LENA)).toMatchObject({ points_balance: "0" });
  });
});

/** As Post Affiliate Pro writes it; the third cannot be taken. */
const AFFILIATES = [
  "[[AFFILIATES]]",
  "!USERID;!REFID;!USERNAME;!FIRSTNAME;!LASTNAME;!RSTATUS;!PARENTUSERID",
  "11111111;TEEHAUS;teehaus@example.com;Tea;Haus;A;",
  "22222222;;ben@example.com;Ben;Öz;P;11111111",
  "33333333;CEM;keine-adresse-mit-einem-sehr-langen-namen-der-nirgends-umbricht;Cem;C;A;",
  "",
  "[[COMMISSIONS]]",
  "!TRANSID;!USERID;!RSTATUS;!PAYOUTSTATUS;!COMMISSION",
  "a1;11111111;A;U;12.50",
];

describe.each([
  ["en", WIDE, "Check the file"],
  ["de", NARROW, "Datei prüfen"],
] as const)("affiliates from another program, in %s", (locale, viewport, check) => {
  test("are told line by line, taken over once, and get their code in Shopify", async () => {
    const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
    await client.connect();
    await client.query(
      `insert into affiliate_plans (shop_id, name, terms, updated_at, updated_by)
       select shop_id, 'Partner', $1::jsonb, now(), 'merchant:1' from shops where not exists (select from affiliate_plans)`,
      [JSON.stringify(usualPlan)],
    );
    const page = await browser.newPage({ viewport, locale: locale === "de" ? "de-DE" : "en-GB" });
    const app = await openApp(page, sandbox.ready.admin, "/program/affiliates/import", locale);
    await expectNoAxeViolations(app);
    const buffer = Buffer.from(AFFILIATES.join("\n"));
    await app.locator("input[type=file]").setInputFiles({ name: "pap.csv", mimeType: "text/csv", buffer });
    await app.getByRole("button", { name: check }).click();
    await app.getByRole("heading", { name: /(file of|Datei von) Post Affiliate Pro/ }).waitFor();
    await app.getByText("keine-adresse-mit-einem", { exact: false }).waitFor();
    await expectNoAxeViolations(app);
    expect(await sidewaysOverflow(app)).toBe(0);
    if (locale === "en") {
      await app.getByText("They are still owed €12.50").waitFor();
      await app.getByRole("button", { name: "Import 2 affiliates" }).click();
      await page.getByText("2 affiliates imported").waitFor();
      await untilIdle(sandbox);
      await expect
        .poll(async () => (await client.query("select email, state, code from affiliates order by email")).rows, {
          timeout: 20_000,
        })
        .toEqual([
          { email: "ben@example.com", state: "applied", code: null },
          { email: "teehaus@example.com", state: "approved", code: "TEEHAUS" },
        ]);
    } else {
      await app.getByText("2 sind schon da und bleiben unverändert.").waitFor();
      expect(await app.getByRole("button", { name: /importieren$/ }).count()).toBe(0);
      const file = page.waitForEvent("download");
      await app.getByRole("button", { name: "Datei für Post Affiliate Pro herunterladen" }).click();
      expect(readFileSync(await (await file).path(), "utf8")).toMatch(
        /^\[\[AFFILIATES\]\]\r\n(.*\r\n)*.*,TEEHAUS,teehaus@example\.com,Tea,Haus,A,/,
      );
    }
    await client.end();
  });
});
