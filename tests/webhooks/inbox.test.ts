import { createServer } from "node:net";

import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

import { disconnect, type Db } from "../../app/db.server.ts";
import { SECOND_MS } from "../../app/lib/time.ts";
import { inLockedShop, inShopsIfUnlocked } from "../../app/shops/lock.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import { receive } from "../../app/webhooks/receive.server.ts";
import { throughPort, useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";
import { countInbox, deliver, headersFor, send, startRoute, type Route } from "./support.ts";

const test = useDatabase();
const receivedAt = new Date("2026-03-01T12:00:00Z");
let shop: Shop;

beforeAll(async () => {
  shop = await installShop(test.db, "morgenrot.myshopify.com");
});
beforeEach(async () => {
  await sql`delete from webhook_inbox`.execute(test.db);
});

function arrival(key: string, changes: Partial<inbox.Arrival> = {}): inbox.Arrival {
  const named = { domain: shop.domain, topic: "orders/create", dedupeKey: key, webhookId: key, apiVersion: "2026-10" };
  return { ...named, triggeredAt: null, receivedAt, body: Buffer.from(`{"key":"${key}"}`), ...changes };
}

const later = (ms: number) => new Date(receivedAt.getTime() + ms);
const claimAll = (db: Db, at: Date) => db.transaction().execute((tx) => inbox.claim(tx, shop.shopId, 1_000, at));

async function settleOnly(outcome: "failed" | "problem", at: Date): Promise<inbox.InboxRow> {
  return test.db.transaction().execute(async (tx) => {
    const [row] = await inbox.claim(tx, shop.shopId, 1, at);
    if (row === undefined) throw new Error("nothing to claim");
    const { inboxId } = row;
    const issues = [{ path: "id", message: "is not an id" }];
    await inbox.settle(
      tx,
      shop.shopId,
      [outcome === "failed" ? { inboxId, outcome, error: "boom" } : { inboxId, outcome, issues }],
      at,
    );
    return row;
  });
}

describe("races", () => {
  it("one of two connections stores a webhook, fifty times over", async () => {
    for (let round = 0; round < 50; round += 1) {
      const batch = Array.from({ length: 5 }, (_, index) => arrival(`${round}-${index}`));
      const [a, b] = await Promise.all([inbox.accept(test.db, batch), inbox.accept(test.db, [...batch].reverse())]);
      expect(a + b).toBe(5);
    }
    expect(await countInbox(test.db)).toBe(250);
  });

  it("the same webhook through two routes at once is answered 200 twice and stored once, fifty times over", async () => {
    const routes = [await startRoute(), await startRoute()];
    try {
      for (let round = 0; round < 50; round += 1) {
        const body = `{"id":${round + 1}}`;
        const headers = headersFor(body);
        const replies = await Promise.all(routes.map(({ port }) => send(port, "POST", headers, body)));
        expect(replies.map(({ status }) => status)).toEqual([200, 200]);
      }
    } finally {
      await Promise.all(routes.map(({ stop }) => stop()));
    }
    expect(await countInbox(test.db)).toBe(50);
  });

  it("a worker takes no more bytes at once than it can hold, but always the oldest row", async () => {
    const body = Buffer.alloc(6 * 1024 * 1024, "x");
    await inbox.accept(
      test.db,
      ["a", "b", "c", "d"].map((key) => arrival(key, { body })),
    );
    expect((await claimAll(test.db, receivedAt)).map(({ webhookId }) => webhookId)).toEqual(["a", "b", "c"]);
  });

  it("two workers never claim one row, and a worker that dies gives its rows back", async () => {
    await inbox.accept(
      test.db,
      Array.from({ length: 40 }, (_, index) => arrival(`k${index}`)),
    );
    const doomed = new pg.Client({ connectionString: test.url });
    doomed.on("error", () => {});
    await doomed.connect();
    await doomed.query("begin");
    const held = await doomed.query<{ pid: number }>(
      "select pg_backend_pid() as pid from webhook_inbox order by inbox_id limit 15 for update skip locked",
    );
    const rest = await claimAll(test.db, receivedAt);
    expect(rest).toHaveLength(25);
    await test.pool.query("select pg_terminate_backend($1, 120000)", [held.rows[0]?.pid]);
    expect(await claimAll(test.db, receivedAt)).toHaveLength(40);
  });
});

describe("a row's life", () => {
  it("is claimed oldest first, with the instant it happened", async () => {
    await inbox.accept(test.db, [arrival("a", { triggeredAt: later(-5_000) }), arrival("b")]);
    const rows = await claimAll(test.db, receivedAt);
    expect(rows.map(({ webhookId, triggeredAt, attempts }) => [webhookId, triggeredAt, attempts])).toEqual([
      ["a", later(-5_000), 0],
      ["b", receivedAt, 0],
    ]);
    expect(await inbox.listReadyShops(test.db, receivedAt)).toEqual([{ shopId: shop.shopId, few: true }]);
    expect(await inbox.listReadyShops(test.db, later(-1))).toEqual([]);
  });

  it("drops its body when it is done, and a late duplicate is still one", async () => {
    await inbox.accept(test.db, [arrival("a")]);
    const rows = await claimAll(test.db, receivedAt);
    await inbox.settle(
      test.db,
      shop.shopId,
      rows.map(({ inboxId }) => ({ inboxId, outcome: "done" as const })),
      later(1),
    );
    expect(await inbox.accept(test.db, [arrival("a")])).toBe(0);
    const stored = await sql`select state, body, processed_at from webhook_inbox`.execute(test.db);
    expect(stored.rows).toEqual([{ state: "done", body: null, processed_at: later(1) }]);
    expect(await inbox.cleanUp(test.db, later(13 * 86_400_000))).toBe(0);
    expect(await inbox.cleanUp(test.db, later(15 * 86_400_000))).toBe(1);
  });

  it("waits longer after each failure and becomes a problem after twelve", async () => {
    await inbox.accept(test.db, [arrival("a")]);
    let at = receivedAt;
    const waits: number[] = [];
    for (let attempt = 1; attempt <= inbox.MAX_ATTEMPTS; attempt += 1) {
      await settleOnly("failed", at);
      const { rows } = await sql<{
        state: string;
        next_attempt_at: Date;
      }>`select state, next_attempt_at from webhook_inbox`.execute(test.db);
      expect(rows[0]?.state).toBe(attempt < inbox.MAX_ATTEMPTS ? "pending" : "problem");
      waits.push(((rows[0]?.next_attempt_at.getTime() ?? 0) - at.getTime()) / 1_000);
      expect(await claimAll(test.db, at)).toHaveLength(0);
      at = rows[0]?.next_attempt_at ?? at;
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    expect(await inbox.listProblems(test.db, shop.shopId, { limit: 5 })).toMatchObject([
      { error: "boom", attempts: 12, issues: [] },
    ]);
  });

  it("is not taken up again when a worker that gave it back hears too late that another has done it", async () => {
    await inbox.accept(test.db, [arrival("a")]);
    const row = await settleOnly("failed", later(0));
    await inbox.settle(test.db, shop.shopId, [{ inboxId: row.inboxId, outcome: "done" }], later(10_000));
    await inbox.settle(test.db, shop.shopId, [{ inboxId: row.inboxId, outcome: "failed", error: "late" }], later(11_000));
    expect(await inbox.claim(test.db, shop.shopId, 10, later(9_000_000))).toEqual([]);
    expect(await inbox.listProblems(test.db, shop.shopId, { limit: 10 })).toEqual([]);
  });

  it("is left alone by a worker that asks for it together with the shop's turn and does not get it", async () => {
    await inbox.accept(test.db, [arrival("a")]);
    const claim = () =>
      inShopsIfUnlocked(
        test.db,
        [shop.shopId],
        (tx) => inbox.claim(tx, shop.shopId, 10, receivedAt, "inTurn"),
        (_tx, _shop, rows) => Promise.resolve(rows.length),
      );
    const busy = await inLockedShop(test.db, shop.shopId, async (tx) => {
      const refused = await claim();
      // Nothing is locked by whoever was refused.
      return { refused, left: (await inbox.claim(tx, shop.shopId, 10, receivedAt)).length };
    });
    expect(busy).toEqual({ refused: [null], left: 1 });
    expect(await claim()).toEqual([1]);
    // A turn ends with its transaction, on whichever connection.
    expect(await test.db.transaction().execute((tx) => inbox.claim(tx, shop.shopId, 10, receivedAt, "inTurn"))).toEqual([]);
  });

  it("can be replayed or let go by the merchant, of that shop only", async () => {
    const other = await installShop(test.db, "nordlicht.myshopify.com");
    await inbox.accept(test.db, [arrival("a"), arrival("b"), arrival("c")]);
    for (let index = 0; index < 3; index += 1) await settleOnly("problem", receivedAt);
    expect(await inbox.countProblems(test.db, shop.shopId)).toBe(3);
    expect(await inbox.countProblems(test.db, other.shopId)).toBe(0);
    const [newest, middle] = await inbox.listProblems(test.db, shop.shopId, { limit: 2 });
    expect(newest?.issues).toEqual([{ path: "id", message: "is not an id" }]);
    const before = middle?.inboxId ?? 0n;
    expect(await inbox.listProblems(test.db, shop.shopId, { limit: 2, before })).toHaveLength(1);
    expect(await inbox.replay(test.db, other.shopId, null, later(1))).toBe(0);
    expect(await inbox.discard(test.db, shop.shopId, [before], later(1))).toBe(1);
    expect(await inbox.replay(test.db, shop.shopId, null, later(1))).toBe(2);
    expect(await claimAll(test.db, later(1))).toMatchObject([{ attempts: 0 }, { attempts: 0 }]);
  });

  it("of a shop that has been erased is swept away and wakes nobody", async () => {
    await sql`insert into webhook_inbox (shop_id, topic, dedupe_key, webhook_id, api_version, received_at, next_attempt_at, body)
      values (4711, 'orders/create', 'x', 'x', '2026-10', ${receivedAt}, ${receivedAt}, '{}')`.execute(test.db);
    expect(await inbox.listReadyShops(test.db, receivedAt)).toEqual([]);
    await inbox.settle(test.db, 4712, [{ inboxId: 1n, outcome: "done" }], receivedAt);
    expect(await inbox.cleanUp(test.db, later(120_000))).toBe(1);
  });
});

describe("when storing fails", () => {
  let route: Route;
  beforeAll(async () => {
    route = await startRoute();
    await sql`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin
        if position('poison'::bytea in new.body) > 0 then raise exception 'poison'; end if;
        return new;
      end $$
    `.execute(test.db);
    await sql`create trigger refuse_poison before insert on webhook_inbox for each row execute function refuse_poison()`.execute(
      test.db,
    );
  });
  afterAll(() => route.stop());

  it("a row that the database refuses is answered 503 and takes no other with it", async () => {
    const bodies = Array.from({ length: 60 }, (_, index) => (index % 20 === 3 ? `{"poison":${index}}` : `{"id":${index}}`));
    const replies = await Promise.all(bodies.map((body) => deliver(route.port, body)));
    expect(replies.flatMap(({ status }, index) => (status === 200 ? [] : [[index, status]]))).toEqual([
      [3, 503],
      [23, 503],
      [43, 503],
    ]);
    expect(replies[3]?.headers["retry-after"]).toBe("30");
    expect(await countInbox(test.db)).toBe(57);
  });

  it("a database that hangs is answered 503 before Shopify gives up (security-faults 3)", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const begun = Promise.withResolvers<PromiseWithResolvers<undefined>>();
    const hangs = () => {
      const work = Promise.withResolvers<undefined>();
      begun.resolve(work);
      return work.promise;
    };
    const rawBody = Buffer.from("{}");
    const answer = receive({ method: "POST", headers: headersFor(rawBody), rawBody }, { submit: hangs });
    const work = await begun.promise;
    await vi.advanceTimersByTimeAsync(4 * SECOND_MS);
    work.resolve(undefined);
    expect(await answer).toMatchObject({ status: 503, headers: { "retry-after": "30" } });
  });

  it("an unreachable database is answered 503, and the next delivery after it is back is stored", async () => {
    // A listener that hangs up at once, in the place of PostgreSQL.
    const broken = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => broken.listen(0, "127.0.0.1", resolve));
    const address = broken.address();
    await disconnect();
    const { env } = await import("../../app/env.server.ts");
    const settings = env();
    const working = settings.DATABASE_URL;
    try {
      if (address !== null && typeof address === "object") settings.DATABASE_URL = throughPort(test.url, address.port);
      const replies = await Promise.all([deliver(route.port, "{}"), deliver(route.port, "{}")]);
      expect(replies.map(({ status }) => status)).toEqual([503, 503]);
    } finally {
      await disconnect();
      settings.DATABASE_URL = working;
      await new Promise((resolve) => broken.close(resolve));
    }
    expect((await deliver(route.port, "{}")).status).toBe(200);
    expect(await countInbox(test.db)).toBe(1);
  });
});
