import { beforeAll, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { keyText } from "../../app/keys/key.ts";
import { listKeys, revokeKey } from "../../app/keys/keys.server.ts";
import { createWrongKeys, MOST_WRONG } from "../../app/keys/wrong-keys.ts";
import { MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { call, keyOf } from "./stage.ts";

const database = useDatabase();
let shop: Shop;
let key: string;
let fresh: string;

beforeAll(async () => {
  shop = await createEarningShop(database.db);
  [key, fresh] = [await keyOf(database.db, shop, now()), await keyOf(database.db, shop, now())];
});

const from = (address: string, wanted: string) => call("GET /rewards", { key: wanted, headers: { "X-Forwarded-For": address } });
const guess = (nth: number) => keyText(shop.shopId, String(nth).padEnd(43, "x"));

describe("whoever tries keys is held (issue 11, must show 3)", () => {
  test("beyond so many in a minute, by the address that the last proxy saw, whatever shop or form they are of", async () => {
    expect((await from("198.51.100.7", key)).status).toBe(200);
    const guesses = Array.from(
      { length: MOST_WRONG },
      (_, nth) => [guess(nth), `rk_${nth}`, "", keyText(999_999, "y".repeat(43))][nth % 4] ?? "",
    );
    for (const [nth, wrong] of guesses.entries())
      // What visitors write themselves stands before it.
      expect((await from(`203.0.113.${nth}, 198.51.100.7`, wrong)).status).toBe(401);
    const held = await from("203.0.113.99, 198.51.100.7", guess(99));
    expect([held.status, held.headers.get("retry-after"), held.body]).toMatchObject([429, "60", { code: "too-many" }]);
    // What works from there goes on working, elsewhere nobody notices, and nothing is told of a key that is right.
    expect((await from("198.51.100.7", key)).status).toBe(200);
    expect((await from("198.51.100.8", guess(1))).status).toBe(401);
    expect((await from("198.51.100.8", fresh)).status).toBe(200);
    const { body } = held;
    expect((await from("198.51.100.7", guess(100))).body).toEqual(body);
  });

  test("a key that is revoked meanwhile opens nothing from there either", async () => {
    for (let nth = 0; nth <= MOST_WRONG; nth += 1) await from("198.51.100.9", guess(nth));
    const [newest] = await listKeys(database.db, shop.shopId, now());
    await revokeKey(database.db, shop.shopId, newest?.keyId ?? 0, now());
    expect((await from("198.51.100.9", fresh)).status).toBe(429);
    expect((await from("198.51.100.10", fresh)).status).toBe(401);
  });

  test("for a minute, and a key is let in only for as long as it has worked lately", () => {
    const keys = createWrongKeys();
    const at = new Date("2026-11-30T12:00:00Z");
    const later = (minutes: number) => plusMs(at, minutes * MINUTE_MS);
    keys.right("good", at);
    for (let nth = 0; nth < MOST_WRONG; nth += 1) expect(keys.wrong("a", `w${nth}`, at)).toBe(true);
    expect(keys.mayTry("a", "w", at)).toBe(true);
    expect(keys.wrong("a", "w", at)).toBe(false);
    expect([keys.mayTry("a", "w", at), keys.mayTry("a", "good", at), keys.mayTry("b", "w", at)]).toEqual([false, true, true]);
    expect([keys.mayTry("a", "w", later(0.99)), keys.mayTry("a", "w", later(1))]).toEqual([false, true]);
    for (let nth = 0; nth <= MOST_WRONG; nth += 1) keys.wrong("a", `w${nth}`, later(11));
    expect(keys.mayTry("a", "good", later(11))).toBe(false);
    keys.right("good", later(11));
    keys.wrong("a", "good", later(11));
    expect(keys.mayTry("a", "good", later(11))).toBe(false);
  });

  test("forgets the oldest of very many addresses instead of growing", () => {
    const keys = createWrongKeys();
    const at = new Date("2026-11-30T12:00:00Z");
    for (let address = 0; address < 12_000; address += 1)
      for (let nth = 0; nth < 2; nth += 1) keys.wrong(String(address), "w", at);
    for (let nth = 0; nth < MOST_WRONG; nth += 1) keys.wrong("11999", "w", at);
    expect(keys.mayTry("11999", "w", at)).toBe(false);
  });
});
