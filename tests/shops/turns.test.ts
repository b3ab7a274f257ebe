import type pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";

import { sideBySide, inShop } from "../support/pipeline.ts";
import { lockWaits, useDatabase } from "../support/database.ts";

const database = useDatabase();
const BUSY = 7;
const FREE = 8;
let elsewhere: pg.PoolClient;

/** Another process is at work in the shop. */
beforeEach(async () => {
  elsewhere = await database.pool.connect();
  await elsewhere.query("begin");
  await elsewhere.query("select pg_advisory_xact_lock(hashtext('shop'), $1)", [BUSY]);
});
afterEach(() => elsewhere.release(true));

it("a turn's instant is read when the turn has come, not when it was asked for (security-faults 1)", async () => {
  let time = 1;
  const turn = inShop(
    BUSY,
    (_tx, at) => Promise.resolve(at.getTime()),
    () => new Date(time),
  );
  await expect.poll(() => lockWaits(database.db)).toBe(1);
  time = 2;
  await elsewhere.query("commit");
  expect(await turn).toBe(2);
});

it.each([
  ["alone", inShop, 1],
  ["side by side", sideBySide, 2],
])(
  "however many wait for a shop, to work %s, they leave the connections to the others (security-faults 3)",
  async (_name, enter, inside) => {
    const waiting = Promise.allSettled(Array.from({ length: 40 }, () => enter(BUSY, () => Promise.resolve("done"))));
    await expect.poll(() => lockWaits(database.db)).toBeGreaterThanOrEqual(inside);
    // Every connection of the pool could be taken by now: a free shop gets one all the same.
    expect(await inShop(FREE, () => Promise.resolve("free"))).toBe("free");
    expect(await lockWaits(database.db)).toBe(inside);
    await elsewhere.query("commit");
    expect(new Set((await waiting).map(({ status }) => status))).toEqual(new Set(["fulfilled"]));
  },
);
