import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";

import { action, loader } from "../../app/routes/proxy.draw.$handle.tsx";
import { now } from "../../app/clock.server.ts";
import { accountViewIn, atOnce } from "../../app/storefront/api/account.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { entries, launch, nothing, people, points, terms } from "../draws/stage.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const SECRET = "test-client-secret-0123456789";
let shop: Shop;
let other: Shop;
let drawId = 0;

const iso = (days: number) => plusMs(now(), days * DAY_MS).toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });

beforeAll(async () => {
  shop = await createEarningShop(database.db);
  other = await createEarningShop(database.db);
  for (const one of [shop, other]) await people(database.db, one, [1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  const what = terms([points("p1", 999_999, 3), nothing("p2", 1)], { from: iso(0), until: iso(9) });
  drawId = await launch(database.db, shop, what, "wheel", now());
  await launch(database.db, other, what, "theirs", now());
});

type Options = {
  customer?: string;
  handle?: string;
  form?: Record<string, string>;
  secret?: string;
  age?: number;
  of?: Shop;
  method?: string;
};

function ask({ customer = "1", handle = "wheel", form, secret = SECRET, age = 0, of = shop, method }: Options = {}) {
  const query = new URLSearchParams({
    ...{ shop: of.domain, logged_in_customer_id: customer, path_prefix: "/apps/reprise", l: "en" },
    ...{ timestamp: String(Math.floor(now().getTime() / 1000) - age) },
  });
  const url = `http://127.0.0.1:3000/proxy/draw/${handle}?${signQuery(query, secret).toString()}`;
  const body = form === undefined ? {} : { body: new URLSearchParams(form) };
  const request = new Request(url, { method: method ?? (form === undefined ? "GET" : "POST"), ...body });
  const args = { request, params: { handle }, context: {} };
  return form === undefined && method === undefined ? loader(args) : action(args);
}

/** The form as its page has it, accepted. */
async function formOf(options: Options = {}): Promise<Record<string, string>> {
  const text = await (await ask(options)).text();
  const fields = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  return { ...Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value])), accept: "on" };
}
const count = async () => (await entries(database.db, shop, drawId)).length;
const signUps = async () =>
  (await sql<{ source: string }>`select source from sign_ups where shop_id = ${shop.shopId}`.execute(database.db)).rows;

describe("a draw's page", () => {
  test("has odds, days, rules and hash before one takes part, no script, and no seed; opening it draws nothing (issue 12: 3)", async () => {
    for (let turn = 0; turn < 3; turn += 1) await ask({ customer: "" });
    const text = await (await ask()).text();
    expect(text).toContain("99.9999&#37;");
    expect(text).toContain("3 of 3 left");
    expect(text).toContain("Once a prize is all gone, there is no prize in its place.");
    expect(text).toContain("you don’t need to buy anything");
    expect(text).toContain("Rules");
    expect(text).not.toContain("<script");
    const { rows } = await sql<{ seed: string; hash: string }>`
      select seed, seed_hash as hash from draws where shop_id = ${shop.shopId}
    `.execute(database.db);
    expect(text).not.toContain(rows[0]?.seed);
    expect(text).toContain(rows[0]?.hash);
    expect(text).not.toMatch(/name="(accept|agree)"[^>]*checked/);
    expect(await count()).toBe(0);
  });

  test("a post draws once and says what it was; again it says the same; news are asked for apart", async () => {
    const form = await formOf();
    const text = await (await ask({ form })).text();
    expect(text).toContain("You won: 10 points");
    expect(text).toContain("reprise-draw__spin");
    expect(await signUps()).toEqual([]);
    const again = await (await ask({ form: { ...form, agree: "on", l: "de" } })).text();
    expect(again).toContain("Du hast gewonnen: 10 Punkte");
    expect(again).not.toContain('class="reprise-draw__spin"');
    expect(await count()).toBe(1);
    expect(await signUps()).toEqual([{ source: "draw" }]);
  });

  test("without the tick nothing is drawn, and it says so", async () => {
    const form = { ...(await formOf({ customer: "2" })), accept: "" };
    const answer = await ask({ customer: "2", form });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("Please accept the rules first.");
    expect(await count()).toBe(1);
  });

  const hostile: [string, () => Promise<Response>, number][] = [
    ["a forged signature", async () => ask({ form: await formOf({ customer: "2" }), customer: "2", secret: "another" }), 401],
    ["parameters of yesterday", async () => ask({ form: await formOf({ customer: "2" }), customer: "2", age: 86_400 }), 401],
    ["another customer's form", async () => ask({ form: await formOf({ customer: "2" }), customer: "3" }), 422],
    ["a form without a key", () => ask({ form: { accept: "on" }, customer: "2" }), 422],
    [
      "a customer in the form",
      () => ask({ form: { accept: "on", customer: "2", logged_in_customer_id: "2" }, customer: "" }),
      403,
    ],
    ["nobody we know", () => ask({ form: { accept: "on" }, customer: "999" }), 403],
    ["another draw's form", async () => ask({ form: await formOf({ customer: "2" }), customer: "2", handle: "theirs" }), 422],
    ["another shop's draw", async () => ask({ customer: "2", handle: "theirs" }), 404],
    [
      "another shop's form",
      async () => ask({ form: await formOf({ customer: "2", of: other, handle: "theirs" }), customer: "2" }),
      422,
    ],
    ["an address that is none", () => ask({ handle: "..%2f..%2fx" }), 404],
    ["a huge form", () => ask({ form: { accept: "on", key: "x".repeat(9_000) }, customer: "2" }), 422],
    ["a PUT", () => ask({ method: "PUT", customer: "2" }), 405],
  ];
  test.each(hostile)("%s draws nothing", async (_name, send, status) => {
    const before = await count();
    expect((await send()).status).toBe(status);
    expect(await count()).toBe(before);
  });

  test("a flood by one customer is slowed, and others go on", async () => {
    const form = await formOf({ customer: "4" });
    const statuses: number[] = [];
    for (let turn = 0; turn < 14; turn += 1) statuses.push((await ask({ customer: "4", form })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.at(-1)).toBe(429);
    expect((await ask({ customer: "5", form: await formOf({ customer: "5" }) })).status).toBe(200);
    expect(await count()).toBe(3);
  });

  test("what is gone is told before and after", async () => {
    expect(await (await ask({ customer: "6" })).text()).toContain("All gone");
    const text = await (await ask({ customer: "6", form: await formOf({ customer: "6" }) })).text();
    expect(text).toContain("No prize this time");
    expect(text).toContain("but that prize is all gone");
  });

  test("the account leads to what is open, and to nothing of another shop", async () => {
    const view = await atOnce((tx) => accountViewIn(tx, shop, 1n, now()));
    const link = expect.stringMatching(/\/apps\/reprise\/draw\/wheel$/) as string;
    expect(view?.draws).toEqual([{ link, kind: "wheel", title: expect.anything() as object, until: iso(9) }]);
    expect((await atOnce((tx) => accountViewIn(tx, shop, 1n, plusMs(now(), 12 * DAY_MS))))?.draws).toEqual([]);
  });

  test("what a merchant writes is text in Liquid and HTML", async () => {
    const title = { en: "{{ shop }} <b>win</b>", de: "x" };
    const what = terms([points("p1", 999_999, 3), nothing("p2", 1)], { from: iso(0), until: iso(9), title });
    await launch(database.db, shop, what, "odd", now());
    const text = await (await ask({ handle: "odd" })).text();
    expect(text).not.toContain("{{ shop }}");
    expect(text).not.toContain("<b>win");
  });
});
