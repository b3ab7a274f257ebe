import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { useBrowser } from "../../support/browser.ts";
import { createFakeApp } from "./fake-app.ts";
import { type ShellFixture, startShell } from "./fixture.ts";
import { placeOrder, type OrderInput } from "../../sandbox/world/commerce.ts";
import { refundedMinor } from "../../sandbox/world/money.ts";
import type { Order } from "../../sandbox/world/types.ts";

const browser = useBrowser();
let shell: ShellFixture;

beforeAll(async () => {
  shell = await startShell(createFakeApp().router);
});
afterAll(() => shell.stop());

/** An order of `quantity` × 9.90 and shipping of 4.90, with its webhooks out of the way. */
function order(quantity: number, input: Partial<OrderInput> = {}): Order {
  const variant = [...shell.shop.products.values()][0]?.variants[0];
  const customer = [...shell.shop.customers.keys()][0];
  if (variant === undefined || customer === undefined) throw new Error("The shop is empty");
  const placed = placeOrder(shell.world, shell.shop, {
    customerId: customer,
    lines: [{ variantId: variant.id, quantity }],
    ...input,
  });
  shell.webhooks.length = 0;
  return placed;
}

async function press(placed: Order, action: string, body = ""): Promise<URL> {
  const answer = await fetch(`${shell.origin}/store/morgenrot/orders/${placed.id}/${action}`, {
    ...{ method: "POST", redirect: "manual", body },
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "", shell.origin);
}

const topics = () => shell.webhooks.map(({ topic }) => topic);

describe("buttons of an order", () => {
  test("refund half: half of the units where that is exact", async () => {
    const placed = order(4);
    await press(placed, "refund-half");
    expect(placed.lines[0]).toMatchObject({ currentQuantity: 2 });
    expect(refundedMinor(placed)).toBe(1980n);
    expect(topics()).toEqual(["refunds/create", "orders/updated"]);
  });

  test("refund half of an odd quantity: half of the merchandise's value as money, no items, no shipping", async () => {
    const placed = order(3);
    await press(placed, "refund-half");
    expect(placed.lines[0]).toMatchObject({ currentQuantity: 3 });
    expect(refundedMinor(placed)).toBe(1485n);
  });

  test("refund all: items, shipping and every cent", async () => {
    const placed = order(3);
    await press(placed, "refund-money", "amount=1,01");
    await press(placed, "refund-all");
    expect(placed.financialStatus).toBe("refunded");
    expect(refundedMinor(placed)).toBe(placed.paidMinor);
    expect(placed.lines[0]).toMatchObject({ currentQuantity: 0 });
  });

  test("refund without items takes a comma or a point, and says what is impossible", async () => {
    const placed = order(1);
    await press(placed, "refund-money", "amount=2,50");
    await press(placed, "refund-money", "amount=2.50");
    expect(refundedMinor(placed)).toBe(500n);
    expect(placed.lines[0]).toMatchObject({ currentQuantity: 1 });
    for (const amount of ["1000", "-1", "abc", "", "1e3", "%00"]) {
      expect((await press(placed, "refund-money", `amount=${amount}`)).searchParams.get("problem")).toBeTruthy();
    }
    expect(refundedMinor(placed)).toBe(500n);
  });

  test("restock without money, pay, fulfil and cancel do what Shopify does", async () => {
    const restocked = order(2);
    await press(restocked, "restock");
    expect(refundedMinor(restocked)).toBe(0n);
    expect(restocked.lines[0]).toMatchObject({ currentQuantity: 0 });

    const unpaid = order(2, { paid: false });
    await press(unpaid, "pay");
    expect(topics()).toEqual(["orders/paid", "orders/updated"]);
    expect(unpaid.financialStatus).toBe("paid");
    await press(unpaid, "fulfil");
    expect(unpaid.fulfillmentStatus).toBe("fulfilled");
    await press(unpaid, "cancel");
    expect(unpaid.cancelledAt).not.toBeNull();
    expect(refundedMinor(unpaid)).toBe(unpaid.paidMinor);
    expect((await press(unpaid, "cancel")).searchParams.get("problem")).toMatch(/already cancelled/);
  });

  test("what is impossible cannot be pressed, and what was done is told", async () => {
    const placed = order(2, { paid: false });
    const page = await browser.newPage();
    await page.goto(`${shell.origin}/store/morgenrot/orders/${placed.id}`);
    expect(await page.getByRole("button", { name: "Refund half" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Mark as paid" }).click();
    await page.getByRole("status").filter({ hasText: "Done." }).waitFor();
    expect(await page.getByRole("button", { name: "Mark as paid" }).isDisabled()).toBe(true);
    await page.getByLabel("Amount in EUR").fill("999");
    await page.getByRole("button", { name: "Refund without items" }).click();
    expect(await page.getByRole("alert").textContent()).toMatch(/not possible/i);
  });

  test("another origin, an unknown order and an unknown action change nothing", async () => {
    const placed = order(2);
    const url = `${shell.origin}/store/morgenrot/orders`;
    expect(
      (await fetch(`${url}/${placed.id}/cancel`, { method: "POST", headers: { origin: "http://evil.example" } })).status,
    ).toBe(403);
    expect((await fetch(`${url}/1/cancel`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${url}/${placed.id}/explode`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${url}/99999999999999999999999999`)).status).toBe(404);
    expect(topics()).toEqual([]);
  });
});

describe("customers and apps", () => {
  test("consent can be given and withdrawn; metafields that apps wrote show; markup in names stays text", async () => {
    const [customer] = shell.shop.customers.values();
    if (customer === undefined) throw new Error("The shop is empty");
    customer.firstName = "<img src=x onerror=alert(1)>";
    const written = {
      id: 1n,
      namespace: "app--reprise",
      key: "points_balance",
      type: "number_integer",
      value: "1234",
      updatedAt: new Date(0),
    };
    shell.shop.metafields.set(`gid://shopify/Customer/${customer.id}`, new Map([["app--reprise.points_balance", written]]));
    shell.webhooks.length = 0;
    const page = await browser.newPage();
    await page.goto(`${shell.origin}/store/morgenrot/customers/${customer.id}`);
    expect(await page.getByRole("row", { name: /points_balance/ }).textContent()).toMatch(/1234/);
    await page.getByRole("button", { name: "Subscribe to e-mails" }).click();
    await page.getByRole("button", { name: "Unsubscribe from e-mails" }).click();
    await page.getByRole("button", { name: "Subscribe to e-mails" }).waitFor();
    expect(customer.emailConsent.state).toBe("unsubscribed");
    expect(topics()).toEqual(["customers_email_marketing_consent/update", "customers_email_marketing_consent/update"]);
  });

  test("search finds orders by number and customers by parts of their name", async () => {
    const page = await browser.newPage();
    await page.goto(`${shell.origin}/store/morgenrot`);
    await page.getByRole("banner").getByRole("searchbox").fill("brandst käthe7");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /Käthe7/ }).waitFor();
    await page.goto(`${shell.origin}/store/morgenrot/search?q=%231003`);
    expect(await page.getByRole("link", { name: "#1003" }).count()).toBe(1);
  });

  test("uninstalling ends the session and tells the app; installing opens it", async () => {
    const page = await browser.newPage();
    await page.goto(`${shell.origin}/store/morgenrot/apps`);
    shell.webhooks.length = 0;
    await page.getByRole("button", { name: "Uninstall" }).click();
    await page.getByText("not installed in this shop").waitFor();
    expect(topics()).toEqual(["app/uninstalled"]);
    expect(await (await fetch(`${shell.origin}/store/morgenrot/session-token`)).json()).toEqual({ token: null });
    await page.goto(`${shell.origin}/store/morgenrot/apps/reprise`);
    expect(new URL(page.url()).pathname).toBe("/store/morgenrot/apps");
    await page.getByRole("button", { name: "Install" }).click();
    await page.frameLocator("#app-frame").locator("#path").waitFor();
    expect(shell.shop.installedScopes).toContain("read_orders");
  });
});
