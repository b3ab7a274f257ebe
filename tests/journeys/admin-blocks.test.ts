import { expect, test } from "vitest";

import { expectNoAxeViolations, NARROW, picture, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { pointsInShopify, untilIdle } from "./people.ts";

/** Our blocks on Shopify's own pages of a customer and an order, and what a merchant does there (issue 11). Each test goes on where the one before stopped. */
const sandbox = useSandbox(["--empty"]);
const browser = useBrowser();
const LENA = "lena.vogt@example.com";
const OFFLINE = [/ERR_FAILED|Failed to fetch/];

const customerPage = async () => {
  const { id } = (await sandbox.control("GET", `/customers/${LENA}`)) as { id: string };
  return `${sandbox.ready.admin}/customers/${id}`;
};

test("a customer's page shows points, tier and the next step, and leads into the app", async () => {
  await sandbox.control("POST", "/orders", { customer: LENA, lines: [{ title: "Mühle", price: "150.00", quantity: 1 }] });
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE });
  await page.goto(await customerPage());
  const block = page.locator("s-admin-block");
  await block.getByText("630", { exact: true }).waitFor();
  await block.getByText(/^630 points available from /).waitFor();
  await page.getByRole("region", { name: "Reprise" }).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "admin-customer-block", { fullPage: true });
  await block.getByRole("link", { name: "Open in Reprise" }).click();
  await page.waitForURL("**/apps/reprise/app/customers/**");
});

test("points are adjusted in the block by keyboard; where the answer is lost, the same again posts them once", async () => {
  const page = await browser.newPage({ viewport: WIDE, allow: [...OFFLINE, /status of 4/] });
  await page.goto(await customerPage());
  const block = page.locator("s-admin-block");
  await block.getByRole("button", { name: "Adjust points" }).focus();
  await page.keyboard.press("Enter");
  await block.getByRole("textbox", { name: "Points" }).fill("none");
  await block.getByRole("button", { name: "Post adjustment" }).click();
  await block.getByText(/whole number/).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "admin-customer-block-adjust", { fullPage: true });
  await block.getByRole("textbox", { name: "Points" }).fill("50");
  await block.getByRole("textbox", { name: "Reason" }).fill("A late parcel");
  const posts = "**/admin/v1/customers/*/adjustments?**";
  await page.route(posts, async (route) => {
    if (route.request().method() === "POST") expect((await route.fetch()).status()).toBe(200);
    await (route.request().method() === "POST" ? route.abort() : route.continue());
  });
  await block.getByRole("button", { name: "Post adjustment" }).focus();
  await page.keyboard.press("Enter");
  await block.getByText("We do not know yet whether that was posted.", { exact: false }).waitFor();
  await page.unroute(posts);
  await block.getByRole("textbox", { name: "Points" }).fill("60");
  await block.getByRole("button", { name: "Post adjustment" }).click();
  await block.getByText(/^This form has already posted 50 points\./).waitFor();
  await block.getByRole("textbox", { name: "Points" }).fill("50");
  await block.getByRole("button", { name: "Post adjustment" }).focus();
  await page.keyboard.press("Enter");
  await block.getByText("50 points posted").waitFor();
  await block.getByText("50", { exact: true }).waitFor();
  await untilIdle(sandbox);
  expect(await pointsInShopify(sandbox, LENA)).toEqual({ points_balance: "50", points_pending: "630" });
});

test("an order's page says what it brought and why, to the line, before and after a refund, wide and narrow, in German", async () => {
  const { orders } = (await sandbox.control("GET", `/customers/${LENA}`)) as { orders: { id: string; name: string }[] };
  const [order] = orders;
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  await page.goto(`${sandbox.ready.admin}/language/de?return=${encodeURIComponent(new URL(sandbox.ready.admin).pathname)}`);
  await page.goto(`${sandbox.ready.admin}/orders/${order?.id ?? ""}`);
  const block = page.locator("s-admin-block");
  await block.getByText("630 Punkte für diese Bestellung").waitFor();
  await block.getByRole("row", { name: /^Mühle 126,05/ }).waitFor();
  await block.getByText(/^126,05\s€ × 5 Punkte je 1,00\s€ = 630 Punkte, abgerundet\./).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "admin-order-block-de", { fullPage: true });
  await sandbox.control("POST", `/orders/${(order?.name ?? "").slice(1)}/refund`, { amount: "75.00" });
  await untilIdle(sandbox);
  await page.reload();
  await block.getByText("315 Punkte für diese Bestellung").waitFor();
  await block.getByText("Erstattungen und offene Beträge ohne einzelnes Produkt").waitFor();
  await page.setViewportSize(NARROW);
  expect(await sidewaysOverflow(page)).toBe(0);
  await picture(page, "admin-order-block-narrow-de", { fullPage: true });
});

test("a segment leads to its query in the app, and once it is there to a campaign for it; selected customers lead to their points", async () => {
  const page = await browser.newPage({ locale: "de-DE", viewport: WIDE });
  const segments = `${sandbox.ready.admin}/customers/segments`;
  await page.goto(`${sandbox.ready.admin}/language/de?return=${encodeURIComponent(new URL(segments).pathname)}`);
  await page.goto(segments);
  await page.getByRole("textbox", { name: "Name" }).fill("Oft & gern");
  await page.getByRole("textbox", { name: "Abfrage" }).fill("number_of_orders >= 7");
  await page.getByRole("button", { name: "Segment erstellen" }).click();
  const address = page.url();
  await page.getByText("Segment verwenden").click();
  await page.getByText("Dieses Segment gibt es in Reprise noch nicht.", { exact: false }).waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "admin-segment-action-de", { fullPage: true });
  await page.getByRole("link", { name: "Übernehmen" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/apps/reprise/app/customers/segments/new?**");
  const editor = page.frameLocator("iframe");
  expect(await editor.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Oft & gern");
  await editor.getByText("0 Kundinnen und Kunden").waitFor();
  await editor.getByRole("button", { name: "Segment speichern" }).click();
  await page.waitForURL(/\/app\/customers\/segments\/\d+/);
  await untilIdle(sandbox);
  await page.goto(address);
  await page.getByText("Segment verwenden").click();
  await page.getByRole("link", { name: "Kampagne beginnen" }).click();
  await page.waitForURL("**/apps/reprise/app/messages/campaigns?**");
  await editor.getByText("Sie geht an das Segment „Oft & gern“.").waitFor();
  await page.goto(`${sandbox.ready.admin}/customers`);
  await page.getByRole("checkbox", { name: "Lena Vogt auswählen" }).check();
  await page.getByRole("button", { name: "Weitere Aktionen" }).click();
  await page.getByText("1 Kunde ausgewählt").waitFor();
  await expectNoAxeViolations(page);
  await page.getByRole("link", { name: "Punkte anpassen" }).click();
  await page.waitForURL("**/apps/reprise/app/activity/runs/adjust?customers=*");
  await editor.getByText(LENA).first().waitFor();
});

test("where the app does not answer, the block says so and asks again", async () => {
  const page = await browser.newPage({ viewport: WIDE, allow: OFFLINE });
  await page.route("**/admin/v1/**", (route) => route.abort());
  await page.goto(await customerPage());
  const block = page.locator("s-admin-block");
  await block.getByText("This can’t be loaded right now.").waitFor();
  await page.unroute("**/admin/v1/**");
  await block.getByRole("button", { name: "Try again" }).click();
  await block.getByText("Available", { exact: true }).waitFor();
});
