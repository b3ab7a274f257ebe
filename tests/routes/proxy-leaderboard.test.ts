import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { action, loader } from "../../app/routes/proxy.leaderboard.tsx";
import { now } from "../../app/clock.server.ts";
import { saveLeaderboard } from "../../app/leaderboard/settings.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { people } from "../draws/stage.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const SECRET = "test-client-secret-0123456789";
let shop: Shop;

beforeAll(async () => {
  shop = await createEarningShop(database.db);
  await people(database.db, shop, [1n, 2n, 3n, 4n]);
  await saveLeaderboard(database.db, shop, { on: true, prize: 100 }, now());
});

type Options = { customer?: string; form?: Record<string, string>; secret?: string; of?: Shop };

function ask({ customer = "1", form, secret = SECRET, of = shop }: Options = {}) {
  const query = new URLSearchParams({
    ...{ shop: of.domain, logged_in_customer_id: customer, path_prefix: "/apps/reprise", l: "en" },
    timestamp: String(Math.floor(now().getTime() / 1000)),
  });
  const url = `http://127.0.0.1:3000/proxy/leaderboard?${signQuery(query, secret).toString()}`;
  const init = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
  const args = { request: new Request(url, init), params: {}, context: {} };
  return form === undefined ? loader(args) : action(args);
}

async function formOf(customer: string, alias: string, of = shop): Promise<Record<string, string>> {
  const key = /name="key" value="([^"]*)"/.exec(await (await ask({ customer, of })).text())?.[1] ?? "";
  return { l: "en", key, alias, show: "on", intent: "join" };
}

async function members(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select customer_id || ' ' || alias as line from leaderboard_members where shop_id = ${shop.shopId} order by customer_id
  `.execute(database.db);
  return rows.map(({ line }) => line);
}

describe("the leaderboard's page", () => {
  test("joins nobody by being opened; joining, changing and leaving do what they say, without a script", async () => {
    const text = await (await ask()).text();
    expect(text).toContain("Nobody is listed yet this month.");
    expect(text).toContain("The first at the end of the month gets 100 points.");
    expect(text).not.toContain("<script");
    expect(text).not.toMatch(/name="show"[^>]*checked/);
    expect(await members()).toEqual([]);
    expect(await (await ask({ form: await formOf("1", "Bohne 7") })).text()).toContain("You’re in.");
    await ask({ form: await formOf("1", "Bohne 8") });
    expect(await members()).toEqual(["1 Bohne 8"]);
    await ask({ form: { ...(await formOf("1", "")), intent: "leave" } });
    expect(await members()).toEqual([]);
  });

  test("shows aliases and points alone, and counts neither what was given by hand nor what was won", async () => {
    expect((await ask({ customer: "2", form: await formOf("2", "Crema") })).status).toBe(200);
    const given = { customerId: 2n, points: 50n, reason: "test", actor: "system", key: "give", affectsTier: false };
    await database.db.transaction().execute((tx) => adjust(tx, shop, given, now()));
    await sql`
      insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, available_at, earned_at, recorded_at, actor, rule)
      select shop_id, customer_id, max(seq) + n, 'bonus:' || n, 'bonus', 30 * n, ${now()}, ${now()}, ${now()}, 'system', case n when 1 then 'x' else 'draw-1' end
      from ledger_entries cross join generate_series(1, 2) n where shop_id = ${shop.shopId} and customer_id = 2 group by 1, 2, n
    `.execute(database.db);
    const text = await (await ask({ customer: "" })).text();
    expect(text).toContain("<strong>Crema</strong> · 30 points");
    expect(text).not.toContain("person2@example.com");
    expect(await (await ask({ customer: "2" })).text()).toContain("Your place: 1");
  });

  const hostile: [string, () => Promise<Response>, number][] = [
    ["a forged signature", async () => ask({ customer: "3", form: await formOf("3", "Forged"), secret: "x" }), 401],
    ["another customer's form", async () => ask({ customer: "3", form: await formOf("4", "Other") }), 422],
    ["no key", () => ask({ customer: "3", form: { alias: "Keyless", show: "on" } }), 422],
    ["nobody logged in", async () => ask({ customer: "", form: await formOf("3", "Nobody") }), 403],
    ["no tick", async () => ask({ customer: "3", form: { ...(await formOf("3", "Unasked")), show: "" } }), 422],
    ["a link for a name", async () => ask({ customer: "3", form: await formOf("3", "www.example.com") }), 422],
    ["Liquid for a name", async () => ask({ customer: "3", form: await formOf("3", "{{ shop }}") }), 422],
    ["somebody's name in capitals", async () => ask({ customer: "3", form: await formOf("3", "CREMA") }), 422],
  ];
  test.each(hostile)("%s joins nobody", async (_name, send, status) => {
    const before = await members();
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('value="{{');
    expect(await members()).toEqual(before);
  });

  test("a shop that has none says so, and takes nobody", async () => {
    const other = await createEarningShop(database.db);
    await people(database.db, other, [1n]);
    expect((await ask({ of: other })).status).toBe(404);
    expect((await ask({ of: other, form: await formOf("1", "Bohne", other) })).status).toBe(422);
  });

  test("whoever is listed may leave while it is off", async () => {
    const other = await createEarningShop(database.db);
    await people(database.db, other, [1n, 2n]);
    await saveLeaderboard(database.db, other, { on: true, prize: 0 }, now());
    expect((await ask({ of: other, form: await formOf("1", "Bohne", other) })).status).toBe(200);
    await saveLeaderboard(database.db, other, { on: false, prize: 0 }, now());
    expect(await (await ask({ of: other, customer: "2" })).text()).not.toContain('value="leave"');
    const listed = async () => (await (await ask({ of: other })).text()).includes('value="leave"');
    expect(await listed()).toBe(true);
    await ask({ of: other, form: { ...(await formOf("1", "", other)), intent: "leave" } });
    expect(await listed()).toBe(false);
  });
});
