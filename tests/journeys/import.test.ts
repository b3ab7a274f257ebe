import { describe, expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, sidewaysOverflow, useBrowser } from "../support/browser.ts";
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
