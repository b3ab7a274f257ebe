import { sql } from "kysely";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { linkSecrets } from "../../app/env.server.ts";
import { action, loader } from "../../app/routes/pixel.v1.events.ts";
import { HOUR_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { switchedOff } from "../../app/visits/pixel.server.ts";
import { customerIn, signingKey, tokenOf } from "../../app/visits/token.server.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { runPixel, start, viewed } from "./stage.ts";

/** What anybody can send to the address of our web pixel. */
const database = useDatabase();
const clock = vi.hoisted(() => ({ at: new Date(0) }));
vi.mock("../../app/clock.server.ts", async (original) => ({ ...(await original<object>()), now: () => clock.at }));

const ANNA = 901n;
let [shop, other] = [{} as Shop, {} as Shop];
let account = "";
let otherAccount = "";
let ids = 0;

beforeEach(async () => {
  clock.at = plusMs(clock.at < start ? start : clock.at, 2 * HOUR_MS);
  shop = await stageShop(database.db, new Date("2026-01-01T00:00:00Z"));
  other = await stageShop(database.db, new Date("2026-01-01T00:00:00Z"));
  for (const one of [shop, other]) await stageCustomer(database.db, one, ANNA, { email: "anna@example.com" });
  account = await runPixel(database, shop);
  otherAccount = await runPixel(database, other);
});

const token = () => tokenOf(ANNA, { shopId: shop.shopId, account }, clock.at);
const body = (more: object = {}) => ({ shop: shop.domain, account, token: token(), events: [viewed(11n)], ...more });
const written = (value: unknown) =>
  typeof value === "string"
    ? value
    : JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? String(part) : part));

function send(value: unknown, { method = "POST", headers = {} }: { method?: string; headers?: Record<string, string> } = {}) {
  ids += 1;
  const from = { origin: "null", "content-type": "text/plain", "x-forwarded-for": `10.0.${ids >> 8}.${ids & 255}` };
  const request = new Request("http://127.0.0.1:3000/pixel/v1/events", {
    ...{ method, headers: { ...from, ...headers } },
    ...(method === "POST" ? { body: written(value) } : {}),
  });
  return (method === "POST" ? action : loader)({ request, params: {}, context: {} });
}

const kept = async () =>
  (
    await sql<{ shop_id: number; product_id: bigint }>`select shop_id, product_id from visit_events order by event_id`.execute(
      database.db,
    )
  ).rows;

describe("what our pixel sends", () => {
  it("is kept, for the customer whose token it is, and answered with nothing", async () => {
    const answer = await send(body());
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await kept()).toContainEqual({ shop_id: shop.shopId, product_id: 11n });
  });

  it("is answered alike whether anybody knows the customer or not", async () => {
    const unknown = tokenOf(5n, { shopId: shop.shopId, account }, clock.at);
    const before = (await kept()).length;
    expect((await send(body({ token: unknown }))).status).toBe(204);
    expect(await kept()).toHaveLength(before);
  });

  it("is announced by browsers that ask first", async () => {
    const answer = await send(null, { method: "OPTIONS" });
    expect([answer.status, answer.headers.get("access-control-allow-methods")]).toEqual([204, "POST, OPTIONS"]);
    expect((await send(null, { method: "GET" })).status).toBe(405);
  });
});

type Attack = [what: string, status: number, sent: () => unknown];
const event = (more: object) => ({ ...viewed(11n), ...more });
const attacks: Attack[] = [
  ["no JSON", 422, () => "{"],
  ["nothing", 422, () => ""],
  ["a list", 422, () => [body()]],
  ["null", 422, () => "null"],
  ["8 kB and more", 413, () => body({ token: "x".repeat(9_000) })],
  ["more than twenty events", 422, () => body({ events: Array.from({ length: 21 }, (_, at) => viewed(BigInt(at + 1))) })],
  ["no event", 422, () => body({ events: [] })],
  ["a customer's id beside the token", 422, () => body({ customer: "902" })],
  ["an email address", 422, () => body({ email: "anna@example.com" })],
  ["an event of another name", 422, () => body({ events: [event({ name: "page_viewed" })] })],
  ["an event with a time of its own, in the future", 422, () => body({ events: [event({ timestamp: "2099-01-01T00:00:00Z" })] })],
  ["the name of a prototype for a product", 422, () => body({ events: [event({ product: "__proto__" })] })],
  ["a key of prototypes", 422, () => written(body()).replace('"shop"', '"__proto__":{"token":"x"},"shop"')],
  ["a constructor", 422, () => body({ constructor: { prototype: { token: "x" } } })],
  ["an id beyond 64 bits", 422, () => body({ events: [event({ product: "9".repeat(19) })] })],
  ["a negative id", 422, () => body({ events: [event({ product: "-5" })] })],
  ["an id that is SQL", 422, () => body({ events: [event({ product: "1; drop table customers" })] })],
  [
    "a quantity beyond reason",
    422,
    () => body({ events: [{ id: "sh-12345678", name: "product_added_to_cart", product: "1", variant: "2", quantity: 1e9 }] }),
  ],
  ["an id of an event that is markup", 422, () => body({ events: [event({ id: "<script>alert(1)</script>" })] })],
  ["text with a NUL", 422, () => body({ events: [event({ id: "sh-12345678\u0000" })] })],
  ["a shop that is none", 404, () => body({ shop: "nobody-here.myshopify.com" })],
  ["a shop by another name", 422, () => body({ shop: "https://evil.example/.myshopify.com" })],
  ["another shop's account", 404, () => body({ account: otherAccount })],
  ["an account from before", 404, () => body({ account: "A".repeat(22) })],
  ["another shop, with this one's account and token", 404, () => body({ shop: other.domain })],
  ["another shop, with its account and this one's token", 401, () => body({ shop: other.domain, account: otherAccount })],
  ["no token", 401, () => body({ token: "" })],
  ["another customer's id in a token", 401, () => body({ token: token().replace(String(ANNA), "902") })],
  [
    "a token of an account from before",
    401,
    () => body({ token: tokenOf(ANNA, { shopId: shop.shopId, account: "B".repeat(22) }, clock.at) }),
  ],
  [
    "a token whose day is over",
    401,
    () => body({ token: tokenOf(ANNA, { shopId: shop.shopId, account }, plusMs(clock.at, -25 * HOUR_MS)) }),
  ],
  [
    "a token for longer than any is good",
    401,
    () => body({ token: tokenOf(ANNA, { shopId: shop.shopId, account }, plusMs(clock.at, 3 * HOUR_MS)) }),
  ],
  [
    "a token with another end",
    401,
    () => body({ token: token().replace(/\.(\d+)\./, (_, hour: string) => `.${Number(hour) - 1}.`) }),
  ],
  ["a token with a signature of nothing", 401, () => body({ token: token().replace(/[0-9a-f]{64}$/, "0".repeat(64)) })],
  ["a token with a signature of its own", 401, () => body({ token: token().replace(/[0-9a-f]{64}$/, "a".repeat(64)) })],
  ["a token with a customer beyond 64 bits", 401, () => body({ token: token().replace(String(ANNA), "9".repeat(19)) })],
  ["a token of the whole length", 401, () => body({ token: "1".repeat(100) })],
];

describe("what may not be (hostile: pixel)", () => {
  it.each(attacks)("is refused, and nothing is kept: %s → %i", async (_what, status, sent) => {
    const before = (await kept()).length;
    const answer = await send(sent());
    expect([answer.status, await answer.text()]).toEqual([status, ""]);
    expect(await kept()).toHaveLength(before);
    expect(({} as Record<string, unknown>)["token"]).toBeUndefined();
  });

  it("is kept once when it is played back, also later", async () => {
    const same = body();
    for (let at = 0; at < 3; at += 1) expect((await send(same)).status).toBe(204);
    clock.at = plusMs(clock.at, 2 * HOUR_MS);
    expect((await send({ ...same, token: token() })).status).toBe(204);
    expect((await kept()).filter(({ shop_id }) => shop_id === shop.shopId)).toHaveLength(1);
  });

  it("is refused from any origin without a token that holds, and taken from any with one: an origin proves nothing", async () => {
    const headers = { origin: "https://evil.example", cookie: "session=1" };
    expect((await send(body({ token: "" }), { headers })).status).toBe(401);
    expect((await send(body(), { headers })).status).toBe(204);
  });

  it("is refused while the pixel is off, and of a shop that has removed the app", async () => {
    await sql`update shops set status = 'uninstalled' where shop_id = ${shop.shopId}`.execute(database.db);
    expect((await send(body())).status).toBe(404);
    await sql`update shops set status = 'installed', installed_at = ${clock.at} where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    // Shopify took the pixel away with the app.
    expect((await send(body())).status).toBe(404);
    await sql`update shops set installed_at = '2026-01-01' where shop_id = ${shop.shopId}`.execute(database.db);
    expect((await send(body())).status).toBe(204);
    await switchedOff(database.db, shop.shopId);
    expect((await send(body())).status).toBe(404);
  });

  it("is refused in a flood, of one address and of one customer", async () => {
    const headers = { "x-forwarded-for": "203.0.113.9" };
    const statuses = new Set<number>();
    for (let at = 0; at < 320; at += 1) statuses.add((await send("{", { headers })).status);
    expect([...statuses]).toEqual([422, 429]);
    const of = new Set<number>();
    for (let at = 0; at < 70; at += 1) of.add((await send(body())).status);
    expect([...of]).toEqual([204, 429]);
  });
});

describe("a token", () => {
  it("holds by an earlier secret of the environment, too, and by no other", () => {
    const of = { shopId: 7, account: "A".repeat(22) };
    const own = tokenOf(1n, of, start);
    expect(customerIn(own, of, start, ["new secret", ...linkSecrets()])).toBe(1n);
    expect(customerIn(own, of, start, ["new secret"])).toBeNull();
    expect(signingKey(of)).not.toBe(signingKey({ ...of, shopId: 8 }));
  });
});
