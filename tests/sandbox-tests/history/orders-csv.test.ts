import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createClock } from "../../sandbox/clock.ts";
import { openShop } from "../../sandbox/history/shops.ts";
import { OrdersCsvError, parseOrdersCsv } from "../../sandbox/orders-csv/parse.ts";
import { createCsvPlayer } from "../../sandbox/orders-csv/play.ts";
import { findCustomerByEmail } from "../../sandbox/world/commerce.ts";
import { createWorld } from "../../sandbox/world/world.ts";

const HEADER =
  "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at," +
  "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem fulfillment status,Billing Name,Billing City,Billing Country,Cancelled at,Refunded Amount,Lineitem discount";
const FIRST =
  "#1001,Mia@Example.com,paid,2026-03-05 14:21:07 +0100,fulfilled,2026-03-06 09:00:00 +0100,yes,EUR,45.80,4.90,8.09,50.70,MIA5,5.00,2026-03-05 14:21:05 +0100," +
  "2,Espresso - 1 kg,22.90,ESP-1,true,fulfilled,Mia Braun,Köln,DE,,12.00,0.00";
const SECOND_LINE = "#1001,Mia@Example.com,,,,,,,,,,,,,2026-03-05 14:21:05 +0100,1,Tasse,5.00,TAS,true,fulfilled,,,,,,";
const GUEST =
  "#1002,,pending,,unfulfilled,,no,EUR,5.00,0,0.80,5.00,,0.00,2026-04-01 10:00:00 +0200,1,Tasse,5.00,TAS,true,pending,,,,2026-04-02 08:00:00 +0200,0.00,0.00";
const file = (...rows: string[]) => [HEADER, ...rows].join("\n");

test("reads orders of several rows, with money in minor units and instants with their offset", () => {
  const [first, guest] = parseOrdersCsv(file(FIRST, SECOND_LINE, GUEST));
  expect(first).toMatchObject({
    ...{
      name: "#1001",
      email: "mia@example.com",
      customerName: "Mia Braun",
      countryCode: "DE",
      currency: "EUR",
      acceptsMarketing: true,
    },
    ...{
      shippingMinor: 490n,
      discountCode: "MIA5",
      discountMinor: 500n,
      refundedMinor: 1200n,
      createdAt: new Date("2026-03-05T13:21:05Z"),
    },
    lines: [
      { title: "Espresso", variantTitle: "1 kg", quantity: 2, priceMinor: 2290n },
      { title: "Tasse", variantTitle: null, quantity: 1, priceMinor: 500n },
    ],
  });
  expect(guest).toMatchObject({ name: "#1002", email: null, paidAt: null, cancelledAt: new Date("2026-04-02T06:00:00Z") });
});

test("a byte order mark, semicolons and Windows line ends are no obstacle", () => {
  const text = `\ufeff${file(FIRST, SECOND_LINE)}`.replaceAll(",", ";").replaceAll("\n", "\r\n");
  expect(parseOrdersCsv(text)).toEqual(parseOrdersCsv(file(FIRST, SECOND_LINE)));
});

test("the orders become a shop's past", () => {
  const folder = mkdtempSync(join(tmpdir(), "reprise-csv-"));
  try {
    const clock = createClock(join(folder, "clock"));
    const world = createWorld(clock, () => undefined);
    const shop = openShop(
      world,
      clock,
      { domain: "own.myshopify.com", name: "Own", email: "own@example.com" },
      new Date("2026-01-01T00:00:00Z"),
    );
    const player = createCsvPlayer(
      world,
      clock,
      shop,
      parseOrdersCsv(file(GUEST, FIRST, SECOND_LINE)),
      new Date("2026-06-01T00:00:00Z"),
    );
    player.playUntil(new Date("2026-03-05T13:22:00Z"));
    expect([...shop.orders.values()].map(({ financialStatus }) => financialStatus)).toEqual(["paid"]);
    player.playUntil(new Date("2026-06-01T00:00:00Z"));
    const [first, guest] = [...shop.orders.values()];
    const mia = findCustomerByEmail(shop, "mia@example.com");
    expect(mia).toMatchObject({ firstName: "Mia", lastName: "Braun", locale: "de", emailConsent: { state: "subscribed" } });
    expect(first).toMatchObject({
      customerId: mia?.id,
      financialStatus: "partially_refunded",
      fulfillmentStatus: "fulfilled",
      paidMinor: 5070n,
      shippingMinor: 490n,
    });
    expect(first?.refunds).toMatchObject([{ moneyMinor: 1200n, lines: [] }]);
    expect(guest).toMatchObject({ customerId: null, financialStatus: "voided", cancelledAt: new Date("2026-04-02T06:00:00Z") });
    expect([...shop.products.values()].filter(({ title }) => title === "Tasse")).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("names row and column of what is wrong", () => {
  const broken = (from: string, to: string) => FIRST.replace(from, to);
  test.each<[string, string, number, string | null]>([
    ["an empty file", "", 1, "Name"],
    ["only a header", HEADER, 2, null],
    ["another table", "a,b\n1,2", 1, "Name"],
    ["a missing column", file(FIRST).replace("Currency", "Curency"), 1, "Currency"],
    ["a row without a name", file(FIRST, broken("#1001", "")), 3, "Name"],
    ["a bad currency", file(broken("EUR", "Euro")), 2, "Currency"],
    ["a bad instant", file(broken("2026-03-05 14:21:05 +0100", "5.3.2026")), 2, "Created at"],
    ["an instant without offset", file(broken("2026-03-05 14:21:05 +0100", "2026-03-05 14:21:05")), 2, "Created at"],
    ["a bad price", file(broken("22.90", "22,90".replace(",", "x"))), 2, "Lineitem price"],
    ["a missing price", file(FIRST, SECOND_LINE.replace("5.00", "")), 3, "Lineitem price"],
    ["a negative amount", file(broken("12.00", "-12.00")), 2, "Refunded Amount"],
    ["a quantity of nothing", file(broken(",2,Espresso", ",0,Espresso")), 2, "Lineitem quantity"],
    ["a fractional quantity", file(broken(",2,Espresso", ",1.5,Espresso")), 2, "Lineitem quantity"],
    ["a bad address", file(broken("Mia@Example.com", "Mia at Example")), 2, "Email"],
    ["an order without lines", file(broken("Espresso - 1 kg", "")), 2, "Lineitem name"],
    ["a row that is too long", file(FIRST, `${SECOND_LINE},more`), 3, null],
    ["a quote that never ends", file(FIRST, `"#1003,`), 3, null],
  ])("%s", (_name, text, row, column) => {
    let caught: unknown;
    try {
      parseOrdersCsv(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(OrdersCsvError);
    expect(caught).toMatchObject({ row, column });
  });
});
