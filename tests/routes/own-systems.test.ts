import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { append } from "../../app/customers/timeline.server.ts";
import { findHolder } from "../../app/keys/keys.server.ts";
import { MOST_KEYS } from "../../app/keys/key.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const asking = vi.hoisted(() => ({ shop: null as Shop | null, now: new Date("2026-06-10T10:00:00Z") }));
vi.mock("../../app/clock.server.ts", () => ({ now: () => asking.now }));
vi.mock("../../app/merchant.server.ts", () => ({
  authenticateMerchant: () => Promise.resolve({ shop: asking.shop, locale: "de", actor: "merchant:42" }),
}));

const database = useDatabase();
const keys = await import("../../app/routes/app.settings.api.tsx");
const receivers = await import("../../app/routes/app.settings.webhooks.tsx");
const receiver = await import("../../app/routes/app.settings.webhooks.$receiverId.tsx");
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
  other = await installShop(database.db, "nordlicht.myshopify.com");
});
beforeEach(async () => {
  asking.shop = shop;
  await sql`delete from api_keys`.execute(database.db);
  await sql`delete from receivers`.execute(database.db);
  await sql`delete from deliveries`.execute(database.db);
});

type Posted = { made: string | null; issue?: string | null; again?: number | null };
type Action = (args: { request: Request; params: Record<string, string>; context: object }) => Promise<unknown>;

/** What the page is told; what is refused comes with its status. */
async function post(action: Action, fields: readonly (readonly [string, string])[], params: Record<string, string> = {}) {
  const body = new URLSearchParams(fields.map(([name, value]) => [name, value]));
  const request = new Request("http://app.example/app/settings", { method: "POST", body });
  const answer = (await action({ request, params, context: {} })) as { data: Posted; init: { status: number } } | Posted;
  return "data" in answer ? { ...answer.data, status: answer.init.status } : { ...answer, status: 200 };
}
const ask = (query = "") => ({ request: new Request(`http://app.example/app/settings${query}`), context: {} });

describe("API keys", () => {
  const wanted = [
    ["intent", "create"],
    ["name", " ERP "],
    ["days", "30"],
    ["scope", "write:points"],
    ["scope", "read:customers"],
  ] as const;
  const listed = async () => (await keys.loader({ ...ask(), params: {} })).keys;
  const make = (...change: (readonly [string, string])[]) =>
    post(keys.action as Action, [...wanted.filter(([name]) => !change.some(([other]) => other === name)), ...change]);

  test("are made with what was chosen, shown once, and revoked by their own shop only", async () => {
    const { made } = await make();
    expect(await findHolder(database.db, made ?? "", asking.now)).toMatchObject({ scopes: ["read:customers", "write:points"] });
    const [key] = await listed();
    expect(key).toMatchObject({
      name: "ERP",
      hint: made?.slice(-4),
      createdBy: "merchant:42",
      expiresAt: plusMs(asking.now, 30 * DAY_MS),
    });
    expect(JSON.stringify(await listed())).not.toContain(made);
    const revoke = () => post(keys.action as Action, [["intent", "revoke"], ["keyId", String(key?.keyId)]]); // prettier-ignore
    asking.shop = other;
    expect(await listed()).toEqual([]);
    await revoke();
    expect(await findHolder(database.db, made ?? "", asking.now)).not.toBeNull();
    asking.shop = shop;
    await revoke();
    expect([await findHolder(database.db, made ?? "", asking.now), (await listed())[0]?.revokedAt]).toEqual([null, asking.now]);
  });

  test("are refused without a name or a scope, and when there are too many", async () => {
    expect(await make(["name", "  "])).toMatchObject({ status: 422, issue: "name", made: null });
    expect(await make(["name", "x".repeat(61)])).toMatchObject({ status: 422, issue: "name" });
    expect(await make(["scope", "read:everything"]).catch((error: unknown) => error)).toMatchObject({ status: 422 });
    await sql`
      insert into api_keys (shop_id, name, key_hash, hint, scopes, created_at, created_by)
      select ${shop.shopId}, 'x', i::text, 'x', '{}', ${asking.now}, 'x' from generate_series(1, ${MOST_KEYS}::int) i
    `.execute(database.db);
    expect(await make()).toMatchObject({ status: 422, issue: "too-many", made: null });
  });

  test.each([
    ["another intent", ["intent", "read"]],
    ["a lifetime that is not offered", ["days", "36500"]],
    ["no lifetime", ["days", "x"]],
  ] as const)("are not made by %s", async (_what, change) => {
    await expect(make(change)).rejects.toMatchObject({ status: 422 });
    expect(await listed()).toEqual([]);
  });
});

describe("outgoing webhooks", () => {
  const make = (url = "https://hooks.example.com/a", kind = "points.adjusted") =>
    post(receivers.action as Action, [["intent", "create"], ["url", url], ["kind", kind]]); // prettier-ignore
  const listed = async () => (await receivers.loader({ ...ask(), params: {} })).receivers;
  const idOf = async () => String((await listed())[0]?.receiverId);
  const act = async (...fields: (readonly [string, string])[]) =>
    post(receiver.action as Action, fields, { receiverId: await idOf() });

  test("are made for a public address, and the secret is shown once", async () => {
    expect(await make("https://169.254.169.254/")).toMatchObject({ status: 422, issue: "address" });
    expect(await make("https://hooks.example.com/a", "order.placed")).toMatchObject({ status: 422, issue: "kinds" });
    expect(await listed()).toEqual([]);
    expect((await make()).made).toMatch(/^whsec_/);
    expect(await listed()).toMatchObject([
      { url: "https://hooks.example.com/a", kinds: ["points.adjusted"], waiting: 0, failed: 0 },
    ]);
  });

  test("are paused, resumed, told of something else, sent again and removed from their page, by their own shop only", async () => {
    await make();
    const receiverId = await idOf();
    const at = asking.now;
    const event = {
      customerId: 1n,
      kind: "points.adjusted",
      key: "k1",
      occurredAt: at,
      data: { points: 5n, reason: "x", actor: "system" },
    } as const;
    await append(database.db, shop.shopId, [event], at);
    await sql`update deliveries set state = 'failed', attempts = 15, settled_at = ${at}`.execute(database.db);
    const page = async (query = "") => receiver.loader({ ...ask(query), params: { receiverId } });
    expect((await page("?show=failed")).deliveries).toMatchObject([{ customerId: 1n, state: "failed", attempts: 15 }]);
    asking.shop = other;
    await expect(page()).rejects.toMatchObject({ status: 404 });
    for (const intent of ["pause", "replace", "remove", "again-all"])
      await post(receiver.action as Action, [["intent", intent]], { receiverId }).catch(() => undefined);
    asking.shop = shop;
    expect(await page()).toMatchObject({ receiver: { state: "active", formerUntil: null }, deliveries: [{ state: "failed" }] });

    await act(["intent", "pause"]);
    expect((await page()).receiver.state).toBe("paused");
    await act(["intent", "resume"]);
    expect(await act(["intent", "choose"])).toMatchObject({ status: 422 });
    await act(["intent", "choose"], ["kind", "tier.changed"], ["kind", "order.placed"]);
    expect((await act(["intent", "replace"])).made).toMatch(/^whsec_/);
    expect((await act(["intent", "again-all"])).again).toBe(1);
    expect(await page()).toMatchObject({
      receiver: { state: "active", kinds: ["tier.changed"], formerUntil: plusMs(at, DAY_MS) },
      deliveries: [{ state: "waiting", attempts: 0 }],
    });
    await expect(act(["intent", "explode"])).rejects.toMatchObject({ status: 422 });
    await act(["intent", "remove"]);
    expect(await listed()).toEqual([]);
    await expect(page()).rejects.toMatchObject({ status: 404 });
  });
});
