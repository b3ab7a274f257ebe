import { parse } from "csv-parse/sync";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { exportCustomers } from "../../../app/customers/views/export.server.ts";
import { createDefaults } from "../../../app/segments/segments.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { INSTALLED_AT, installShop } from "../../support/shops.ts";
import { addCustomers } from "./list-seed.ts";

const database = useDatabase();
let shop: Shop;

const points = { available: -7n, pending: 12n, expiring: { points: 3n, at: new Date("2027-01-01T00:00:00Z") } };
const balances = () => Promise.resolve(new Map([[706_405_506_930_370_084n, points]]));

async function file(query: { search?: string; segment?: string | null } = {}): Promise<string> {
  let text = "";
  const parts = exportCustomers(
    database.db,
    shop,
    { search: "", segment: null, ...query },
    balances,
    new Map([["gold", "Gold"]]),
  );
  for await (const part of parts) text += part;
  return text;
}
const records = (text: string) => parse<Record<string, string>>(text, { bom: true, columns: true });

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  const other = await installShop(database.db, "nordlicht.myshopify.com");
  await createDefaults(shop.shopId, "de", INSTALLED_AT);
  await addCustomers(database.db, shop.shopId, [
    {
      id: 706_405_506_930_370_084n,
      firstName: '=HYPERLINK("http://evil.example","Anna")',
      lastName: 'Müller, geb. "Groß"\nBerlin',
      email: "anna@example.com",
      orders: 2,
      spend: -250n,
      segments: ["regular", "vip"],
      lastOrderAt: new Date("2026-03-01T10:00:00.123Z"),
    },
    { id: 2n, firstName: "+49 171", lastName: "@SUM(1)", email: "-2@example.com" },
    { id: 3n, firstName: "\t=1", lastName: " -1", email: null },
  ]);
  await addCustomers(database.db, other.shopId, [{ id: 4n, firstName: "Stranger" }]);
});

describe("the export", () => {
  test("holds every column of the shop's own customers, exactly", async () => {
    const rows = records(await file());
    expect(rows.map((row) => row["customer_id"])).toEqual(["2", "3", "706405506930370084"]);
    expect(rows[2]).toMatchObject({
      ...{ email: "anna@example.com", last_name: 'Müller, geb. "Groß"\nBerlin', segments: "regular, vip", currency: "EUR" },
      ...{
        orders: "2",
        net_spend: "-2.50",
        last_order_at: "2026-03-01 11:00",
        points_available: "-7",
        points_pending: "12",
        points_expiring: "3",
        points_expire_at: "2027-01-01 01:00",
      },
    });
  });

  test("tiers are called as the merchant calls them, not by their keys (merchant 39)", async () => {
    await sql`insert into members (shop_id, customer_id, tier) values (${shop.shopId}, 2, 'gold')`.execute(database.db);
    expect(records(await file()).map((row) => row["tier"])).toEqual(["Gold", "", ""]);
    await sql`delete from members where shop_id = ${shop.shopId}`.execute(database.db);
  });

  test("starts with a byte order mark and ends lines as RFC 4180 says", async () => {
    const text = await file();
    expect(text.startsWith("\uFEFFcustomer_id,email,")).toBe(true);
    expect(text.endsWith("\r\n")).toBe(true);
  });

  test("gives spreadsheets no formula to run", async () => {
    for (const row of records(await file())) {
      for (const [column, value] of Object.entries(row)) {
        const isNumber = /^-?\d+(\.\d+)?$/.test(value);
        expect({ column, value, formula: !isNumber && /^\s*[=+\-@]/.test(value) }).toMatchObject({ formula: false });
      }
    }
    const [, , anna] = records(await file());
    expect(anna?.["first_name"]).toBe('\'=HYPERLINK("http://evil.example","Anna")');
  });

  test("follows search and segment, on all pages of the list", async () => {
    expect(records(await file({ segment: "vip" }))).toHaveLength(1);
    expect(records(await file({ search: "nobody" }))).toHaveLength(0);
  });

  test("goes on beyond one batch without losing or repeating anyone", async () => {
    await addCustomers(
      database.db,
      shop.shopId,
      Array.from({ length: 4_001 }, (_, n) => ({ id: BigInt(10_000 + n) })),
    );
    const found = records(await file()).map((row) => row["customer_id"]);
    expect(found).toHaveLength(4_004);
    expect(new Set(found).size).toBe(4_004);
  });
});
