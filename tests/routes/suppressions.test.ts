import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { parseSuppressionQuery, writeSuppressionQuery } from "../../app/messages/suppressions/query.ts";
import { listSuppressions } from "../../app/messages/suppressions/list.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "de", actor: "merchant:42" }),
}));

const database = useDatabase();
const { loader, action } = await import("../../app/routes/app.messages.suppressions.tsx");
const file = await import("../../app/routes/app.messages.suppressions.csv.ts");
const since = new Date("2026-06-10T10:00:00Z");
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
});
beforeEach(async () => {
  asking.shop = shop;
  await sql`delete from suppressions`.execute(database.db);
  await sql`delete from suppression_changes`.execute(database.db);
});

const address = "http://app.example/app/messages/suppressions";
const view = (query = "") => loader({ request: new Request(`${address}${query}`), params: {}, context: {} });
const post = (fields: Record<string, string>) =>
  action({ request: new Request(address, { method: "POST", body: new URLSearchParams(fields) }), params: {}, context: {} });
const suppress = (of: Shop, name: string, reason: string, at = since) =>
  sql`insert into suppressions (shop_id, channel, address, reason, source, created_at)
    values (${of.shopId}, 'email', ${name}, ${reason}, 'provider', ${at})`.execute(database.db);
const changes = async () =>
  (await sql`select address, action, reason, actor from suppression_changes order by change_id`.execute(database.db)).rows;

describe("suppressed addresses", () => {
  test("are listed with reason, source and time, found and narrowed, those of the shop alone", async () => {
    await suppress(shop, "a_b@example.com", "bounced");
    await suppress(shop, "axb@example.com", "complained", plusMs(since, DAY_MS));
    await suppress(other, "theirs@example.com", "bounced");
    const { page, any } = await view();
    expect(any).toBe(true);
    expect(page.rows).toEqual([
      {
        channel: "email",
        address: "axb@example.com",
        reason: "complained",
        source: "provider",
        since: plusMs(since, DAY_MS),
        customerId: null,
      },
      { channel: "email", address: "a_b@example.com", reason: "bounced", source: "provider", since, customerId: null },
    ]);
    const found = async (query: string) => (await view(query)).page.rows.map((row) => row.address);
    // An underscore is itself.
    expect(await found("?q=A_B")).toEqual(["a_b@example.com"]);
    expect(await found("?reason=complained")).toEqual(["axb@example.com"]);
    expect(await found("?reason=nonsense")).toHaveLength(2);
    expect(await found("?q=theirs")).toEqual([]);
    asking.shop = other;
    expect(await found("")).toEqual(["theirs@example.com"]);
  });

  test("come in pages that go both ways, also where many are of one instant", async () => {
    for (let index = 0; index < 23; index += 1)
      await suppress(
        shop,
        `a${String(index).padStart(2, "0")}@example.com`,
        "bounced",
        index % 2 === 0 ? since : plusMs(since, 1),
      );
    const pageOf = (query: string) =>
      listSuppressions(database.db, shop.shopId, parseSuppressionQuery(new URLSearchParams(query)), 5);
    const seen: string[] = [];
    let query = "";
    for (;;) {
      const page = await pageOf(query);
      seen.push(...page.rows.map((row) => row.address));
      if (page.next === null) break;
      query = writeSuppressionQuery({ search: "", reason: null, cursor: page.next }).toString();
    }
    expect(new Set(seen).size).toBe(23);
    const last = await pageOf(query);
    const back = await pageOf(writeSuppressionQuery({ search: "", reason: null, cursor: last.previous }).toString());
    expect(back.rows.map((row) => row.address)).toEqual(seen.slice(15, 20));
  });

  test("are lifted by who is asked for it, with their name kept", async () => {
    await suppress(shop, "gone@example.com", "bounced");
    expect(await post({ intent: "lift", address: "gone@example.com", reason: "bounced" })).toEqual({ outcome: "lifted" });
    expect((await view()).page.rows).toEqual([]);
    expect(await changes()).toEqual([{ address: "gone@example.com", action: "lifted", reason: "bounced", actor: "merchant:42" }]);
    expect(await post({ intent: "lift", address: "gone@example.com", reason: "bounced" })).toEqual({ outcome: "gone" });
    expect(await changes()).toHaveLength(1);
  });

  test("that of a reader who complained only once it is said that they want it", async () => {
    await suppress(shop, "angry@example.com", "complained");
    const lift = { intent: "lift", address: "angry@example.com", reason: "complained" };
    expect(await post(lift)).toEqual({ outcome: "unsure" });
    // Nor by calling it something else.
    expect(await post({ ...lift, reason: "bounced" })).toEqual({ outcome: "changed" });
    expect((await view()).page.rows).toHaveLength(1);
    expect(await post({ ...lift, sure: "yes" })).toEqual({ outcome: "lifted" });
  });

  test("another shop's are nobody else's to lift", async () => {
    await suppress(other, "theirs@example.com", "bounced");
    expect(await post({ intent: "lift", address: "theirs@example.com", reason: "bounced" })).toEqual({ outcome: "gone" });
    const { rows } = await sql`select 1 from suppressions where shop_id = ${other.shopId}`.execute(database.db);
    expect(rows).toHaveLength(1);
  });

  test("are added by hand, in lower case; one that is suppressed for more stays so", async () => {
    expect(await post({ intent: "add", address: " Anna@Example.com " })).toEqual({ outcome: "added" });
    expect((await view()).page.rows).toMatchObject([{ address: "anna@example.com", reason: "manual", source: "merchant" }]);
    expect(await post({ intent: "add", address: "anna@example.com" })).toEqual({ outcome: "known" });
    await suppress(shop, "angry@example.com", "complained");
    expect(await post({ intent: "add", address: "angry@example.com" })).toEqual({ outcome: "known" });
    await suppress(shop, "quiet@example.com", "unsubscribed");
    expect(await post({ intent: "add", address: "quiet@example.com" })).toEqual({ outcome: "added" });
    expect((await changes()).map((change) => (change as { address: string }).address)).toEqual([
      "anna@example.com",
      "quiet@example.com",
    ]);
  });

  test.each([
    "",
    "anna",
    "a@b@c",
    "Anna <anna@example.com>",
    "anna@example.com, b@example.com",
    "anna@example.com\r\nBcc: b@example.com",
  ])("%j is none to add", async (wrong) =>
    expect(await post({ intent: "add", address: wrong })).toEqual({ outcome: "no-address" }),
  );

  test.each<Record<string, string>>([{ intent: "delete" }, { intent: "lift", address: "a@b.de", reason: "why" }, {}])(
    "what is no intent is refused: %j",
    async (fields) => {
      await expect(post(fields)).rejects.toMatchObject({ status: 422 });
    },
  );

  test("come as a file, whole, and run no formula", async () => {
    await suppress(shop, "=1+1@example.com", "manual");
    const response = await file.loader({ request: new Request(`${address}.csv`), params: {}, context: {} });
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(Buffer.from(await response.arrayBuffer()).toString("utf8")).toBe(
      "\uFEFFaddress;channel;reason;source;since;customer_id\r\n'=1+1@example.com;email;manual;provider;2026-06-10 12:00;\r\n",
    );
  });
});
