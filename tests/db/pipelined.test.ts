import { Socket } from "node:net";

import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import type { Db, Tx } from "../../app/db.server.ts";
import { ahead, askAhead } from "../../app/db/ahead.ts";
import { openPipelined } from "../../app/db/pipelined.server.ts";
import { openPool } from "../../app/db/pool.server.ts";
import { sending, together } from "../../app/db/together.ts";
import { isTransient } from "../../app/lib/database-errors.ts";
import { log } from "../../app/log.server.ts";
import { useDatabase } from "../support/database.ts";

useDatabase();
let pool: pg.Pool;
let db: Db;
beforeAll(async () => {
  pool = openPool("work", 1);
  db = openPipelined(pool);
  await sql`create table numbers (n int primary key)`.execute(db);
});
afterAll(() => pool.end());
afterEach(async () => {
  vi.restoreAllMocks();
  await sql`truncate numbers`.execute(db);
});

const write = (to: Db, n: number) => sql`insert into numbers (n) values (${n})`.execute(to);
const send = (to: Db, n: number) => sql`insert into numbers (n) values (${n})`.execute(sending(to));
const numbers = async () => (await sql<{ n: number }>`select n from numbers order by n`.execute(db)).rows.map(({ n }) => n);
const transact = <Result>(work: (tx: Tx) => Promise<Result>) => db.transaction().execute(work);
const failed = (work: (tx: Tx) => Promise<unknown>) =>
  transact(work).then(
    () => null,
    (error: unknown) => error,
  );
const UNIQUE = { code: "23505" };
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

it("an error tells where its statement was asked for, beside where the answer was read", async () => {
  const error = await failed(async function askingNonsense(tx) {
    await sql`select nonsense`.execute(tx);
  });
  expect((error as Error).stack).toContain("askingNonsense");
});

describe("a transaction", () => {
  it("sends its statements in the order in which they are asked for, in one write, BEGIN among them, and COMMIT in another", async () => {
    const pid = await transact(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      return rows[0]?.pid;
    });
    const writes = vi.spyOn(Socket.prototype, "_writev");
    const asked = vi.spyOn(pg.Client.prototype, "query");
    const seen = await transact((tx) =>
      together([
        write(tx, 1),
        sql<{ all: number; pid: number }>`select count(*)::int as all, pg_backend_pid() as pid from numbers`.execute(tx),
        send(tx, 2),
        sql<{ all: number }>`select count(*)::int as all from numbers`.execute(tx),
      ]),
    );
    expect([seen[1].rows, seen[3].rows]).toEqual([[{ all: 1, pid }], [{ all: 2 }]]);
    const texts = (asked.mock.calls as unknown as (string | { text: string })[][]).map(([first]) =>
      typeof first === "object" ? first.text : String(first),
    );
    const BOTH = ["insert", "select"];
    expect(texts.map((text) => text.split(" ")[0])).toEqual(["begin", ...BOTH, ...BOTH, "commit"]);
    expect(writes).toHaveBeenCalledTimes(2);
    expect(await numbers()).toEqual([1, 2]);
  });

  it("whose statement fails among others fails with that statement's error, and leaves nothing", async () => {
    const error = await failed((tx) => together([write(tx, 1), write(tx, 1), write(tx, 2), sql`select nonsense`.execute(tx)]));
    expect(error).toMatchObject(UNIQUE);
    expect(await numbers()).toEqual([]);
    await transact((tx) => write(tx, 3));
    expect(await numbers()).toEqual([3]);
  });

  it.each<[string, (tx: Tx) => Promise<unknown>]>([
    ["and nothing came after it", (tx) => send(tx, 1)],
    ["and the next statement was sent behind it", (tx) => write(tx, 2)],
    ["and the work went on for long without asking anything", pause],
    ["and so does the next, for another reason", (tx) => sql`select nonsense`.execute(tx)],
    ["and the work failed by itself because of it", () => pause().then(() => Promise.reject(new Error("of no matter")))],
  ])("fails in the end by a statement that nobody waited for, %s", async (_, then) => {
    const error = await failed(async (tx) => {
      await send(tx, 1);
      await send(tx, 1);
      await then(tx);
    });
    if (String(error).includes("of no matter")) expect(error).toBeInstanceOf(Error);
    else expect(error).toMatchObject(UNIQUE);
    expect(await numbers()).toEqual([]);
  });

  it("does not commit what the driver cannot write down", async () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    const error = await failed((tx) => Promise.all([send(tx, 1), sql`select ${loop}::jsonb`.execute(sending(tx))]));
    expect(error).toBeInstanceOf(TypeError);
    expect(await numbers()).toEqual([]);
    expect(await transact((tx) => write(tx, 2))).toMatchObject({ numAffectedRows: 1n });
  });

  it("lets no piece of work go on behind its end", async () => {
    const went: string[] = [];
    const slow = async (tx: Tx) => {
      await sql`select pg_sleep(0.01)`.execute(tx);
      await pause();
      went.push("waited for");
      await write(tx, 2);
    };
    expect(await failed((tx) => together([Promise.reject(new Error("at once")), slow(tx)]))).toMatchObject({
      message: "at once",
    });
    expect([went, await numbers()]).toEqual([["waited for"], []]);
    let late: Promise<unknown> = Promise.resolve();
    await transact((tx) => {
      late = pause().then(() => write(tx, 3));
      return Promise.resolve();
    });
    await expect(late).rejects.toThrow();
    expect(await numbers()).toEqual([]);
  });

  it("whose connection is lost fails with that, for all who wait, and the next has another", async () => {
    vi.spyOn(log(), "warn").mockReturnValue(undefined);
    const error = await failed(async (tx) => {
      await send(tx, 1);
      await together([sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx), write(tx, 2), write(tx, 3)]);
    });
    expect(isTransient(error)).toBe(true);
    expect(await numbers()).toEqual([]);
  });

  it("of which a statement takes too long fails with that, and the others with it", async () => {
    const error = await failed(async (tx) => {
      await sql`set local statement_timeout = 20`.execute(sending(tx));
      await together([write(tx, 1), sql`select pg_sleep(60)`.execute(tx), write(tx, 2)]);
    });
    expect(error).toMatchObject({ code: "57014" });
    expect(await numbers()).toEqual([]);
  });
});

it("what is asked for ahead is answered as of then, in that transaction alone, and its failure is the transaction's", async () => {
  const counted = ahead(
    (shopId) => sql<{ n: number }>`select ${shopId}::int / count(*)::int as n from numbers`,
    ([answer]) => answer?.n,
  );
  const all = ahead(
    () => sql<{ n: number }>`select n from numbers order by n desc`,
    (rows) => rows.map(({ n }) => n),
  );
  await send(db, 1);
  askAhead(db, 6, [counted]);
  const seen = await transact(async (tx) => {
    askAhead(tx, 6, [counted, all]);
    await send(tx, 2);
    return [await counted.read(tx, 6), await counted.read(tx, 8), await counted.read(tx, 6), await all.read(tx, 6)];
  });
  expect([seen, await counted.read(db, 6)]).toEqual([[6, 4, 6, [1]], 3]);
  await sql`truncate numbers`.execute(db);
  const error = await failed(async (tx) => {
    askAhead(tx, 6, [all, counted]);
    await send(tx, 3);
  });
  expect([error, await numbers()]).toMatchObject([{ code: "22012" }, []]);
});

it("what is sent outside of a transaction is waited for", async () => {
  await send(db, 1);
  await expect(send(db, 1)).rejects.toMatchObject(UNIQUE);
  expect(await together([numbers(), Promise.resolve("as it is")])).toEqual([[1], "as it is"]);
});
