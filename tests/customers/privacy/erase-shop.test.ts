import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { obeyPrivacy } from "../../../app/pipeline/forget.server.ts";
import { applyShopFacts, findShopByDomain } from "../../../app/shops/shops.server.ts";
import { useDatabase } from "../../support/database.ts";
import { everything, fillEveryTable, rowsOf, shopTables } from "../../support/fill.ts";
import { installShop, INSTALLED_AT } from "../../support/shops.ts";

const test = useDatabase();
const now = new Date("2026-06-01T00:00:00Z");
const later = new Date("2026-06-02T00:00:00Z");
const at = (day: number) => new Date(Date.UTC(2026, 4, day));

describe("shop/redact", () => {
  const session = (domain: string) =>
    sql`insert into "Session" (id, shop, state, "accessToken") values (${`offline_${domain}`}, ${domain}, '', 'token') on conflict do nothing`.execute(
      test.db,
    );
  const sessions = async () =>
    (await sql<{ shop: string }>`select shop from "Session" order by shop`.execute(test.db)).rows.map((row) => row.shop);

  it("leaves no row of the shop in any table, and every row of the other", async () => {
    const leaving = await installShop(test.db, "leaving.myshopify.com");
    const other = await installShop(test.db, "nordlicht.myshopify.com");
    for (const each of [leaving, other]) {
      await fillEveryTable(test.db, each.shopId);
      await session(each.domain);
    }
    const tables = await shopTables(test.db);
    expect(Object.keys(await rowsOf(test.db, leaving.shopId))).toEqual(tables);
    const untouched = await everything(test.db, other.shopId);
    await test.db.transaction().execute((tx) => obeyPrivacy(tx, leaving, [{ kind: "shop-redacted", at: at(20) }], now));
    expect(await rowsOf(test.db, leaving.shopId)).toEqual({});
    expect(await everything(test.db, other.shopId)).toBe(untouched);
    expect(await sessions()).toEqual([other.domain]);
    expect(await findShopByDomain(test.db, leaving.domain)).toBeNull();
    await expect(sql`delete from ledger_entries where shop_id = ${other.shopId}`.execute(test.db)).rejects.toThrow("immutable");
    expect((await installShop(test.db, leaving.domain)).shopId).not.toBe(leaving.shopId);
  });

  it("spares a shop that has come back in the meantime", async () => {
    const back = await installShop(test.db, "back.myshopify.com", INSTALLED_AT);
    await applyShopFacts(test.db, back, [{ kind: "uninstalled", at: at(1) }], at(1));
    const again = await installShop(test.db, "back.myshopify.com", later);
    await obeyPrivacy(test.db, again, [{ kind: "shop-redacted", at: at(3) }], later);
    expect(await findShopByDomain(test.db, back.domain)).toMatchObject({ shopId: back.shopId, status: "installed" });
  });
});
