import fc from "fast-check";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { columnTypes } from "../../app/db/column-types.server.ts";
import { openPipelined } from "../../app/db/pipelined.server.ts";
import { openPool } from "../../app/db/pool.server.ts";
import { sending } from "../../app/db/together.ts";
import type { Db, Tx } from "../../app/db.server.ts";
import type { DB } from "../../prisma/generated/tables.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
let answers = 0;
let described = 0;
/** Whether PostgreSQL ends what it does before it answers the next Sync, as it does when a time is over just then. */
let endedLate = false;
let pool: pg.Pool;
let flying: Db;
/** The driver as it is: each statement has a Sync of its own. */
let plain: Db;

beforeAll(async () => {
  pool = openPool("work", 1, columnTypes);
  pool.on("connect", (client) => {
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
    connection.on("readyForQuery", () => (answers += 1));
    connection.on("rowDescription", () => (described += 1));
    const emit = connection.emit.bind(connection);
    connection.emit = (event, ...told: unknown[]) => {
      if (event === "readyForQuery" && endedLate) {
        endedLate = false;
        emit("errorMessage", Object.assign(new Error("canceling statement"), { code: "57014" }));
      }
      return emit(event, ...told);
    };
  });
  flying = openPipelined<DB>(pool);
  plain = openPipelined<DB>(new pg.Pool({ connectionString: database.url, max: 1, types: columnTypes, pipeline: true }));
  for (const of of ["flying", "plain"]) await sql`create table ${sql.table(of)} (n int primary key)`.execute(flying);
});
afterAll(() => Promise.all([flying.destroy(), plain.destroy()]));
beforeEach(async () => {
  await sql`truncate flying, plain`.execute(flying);
});

const pidOf = async (db: Db) => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid;

it("PostgreSQL answers once a flight of a transaction, and COMMIT is one", async () => {
  await pidOf(flying);
  answers = 0;
  await flying.transaction().execute(async (tx) => {
    const insert = (n: number) => sql`insert into flying (n) values (${n})`.execute(tx);
    await Promise.all([insert(1), insert(2), insert(3)]);
    await Promise.all([insert(4), sql`select from flying where n > ${0}`.execute(tx)]);
  });
  expect(answers).toBe(3);
});

it("what rows of a named statement look like is told once, and they are read as before", async () => {
  const asking = (tx: Db, n: number) =>
    sql`select ${n}::int8 as n, '2026-03-02T12:00:00Z'::timestamptz as at, null::int as none, 1 = any(${[n]}::int[]) as one`.execute(
      tx,
    );
  const inTurn = () =>
    flying.transaction().execute(async (tx) => {
      described = 0;
      const rows = [(await asking(tx, 1)).rows, (await asking(tx, 2)).rows];
      return { rows, described };
    });
  const first = await inTurn();
  await inTurn();
  const later = await inTurn();
  const at = new Date("2026-03-02T12:00:00Z");
  expect(first.rows).toEqual([[{ n: 1n, at, none: null, one: true }], [{ n: 2n, at, none: null, one: false }]]);
  expect(later).toEqual({ ...first, described: 0 });
});

it("outside of a transaction each statement is its own, whatever else is sent with it", async () => {
  const insert = (n: number) => sql`insert into flying (n) values (${n})`.execute(flying);
  const both = await Promise.allSettled([insert(1), insert(1), insert(2)]);
  expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

type Step = { kind: "write" | "send" | "count" | "again" | "nonsense" | "divide" | "loop" | "pause"; n: number };

const loop: { self?: unknown } = {};
loop.self = loop;

async function carryOut(tx: Db, table: string, { kind, n }: Step): Promise<unknown> {
  const into = sql.table(table);
  switch (kind) {
    case "write":
      return (await sql`insert into ${into} (n) values (${n})`.execute(tx)).numAffectedRows;
    case "send":
      return sql`insert into ${into} (n) values (${n})`.execute(sending(tx)).then(() => null);
    case "count":
      return (await sql`select count(*) as all from ${into} where n <> ${n}`.execute(tx)).rows;
    // Its text is another one each time: it is never named.
    case "again":
      return (await sql`select ${n}::int as n, ${sql.lit(n)} as literal from ${into}`.execute(tx)).rows;
    case "nonsense":
      return (await sql`select nonsense from ${into} where n = ${n}`.execute(tx)).rows;
    case "divide":
      return (await sql`select 1 / (${n}::int - ${n}::int) as n`.execute(tx)).rows;
    case "loop":
      return (await sql`select ${loop}::jsonb as n`.execute(tx)).rows;
    case "pause":
      return new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** What a transaction of these flights comes to, as whoever asked for it sees it. */
async function outcomeOf(db: Db, table: string, flights: readonly (readonly Step[])[], ends: boolean): Promise<unknown> {
  const seen: unknown[] = [];
  const codeOf = (error: unknown) => (error as { code?: string }).code ?? (error as Error).name;
  const work = async (tx: Tx) => {
    for (const flight of flights) {
      const answered = await Promise.allSettled(flight.map((step) => carryOut(tx, table, step)));
      seen.push(answered.map((one) => (one.status === "fulfilled" ? one.value : codeOf(one.reason))));
    }
    if (!ends) throw new RangeError("given up");
  };
  const end = await db
    .transaction()
    .execute(work)
    .then(() => "committed", codeOf);
  const { rows } = await sql`select n from ${sql.table(table)} order by n`.execute(db);
  return { seen, end, rows };
}

const steps: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("write" as const, "send" as const, "count" as const, "again" as const) },
    { weight: 1, arbitrary: fc.constantFrom("nonsense" as const, "divide" as const, "loop" as const, "pause" as const) },
  ),
  n: fc.nat(40),
});
const transactions = fc.array(
  fc.record({
    flights: fc.array(fc.array(steps, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
    ends: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

it("whatever fails in it and wherever, a flight ends as statements do that are answered one by one, and keeps its connection", async () => {
  await fc.assert(
    fc.asyncProperty(transactions, async (list) => {
      const pid = await pidOf(flying);
      for (const { flights, ends } of list) {
        const outcome = await outcomeOf(flying, "flying", flights, ends);
        expect(outcome).toEqual(await outcomeOf(plain, "plain", flights, ends));
      }
      expect(await pidOf(flying)).toBe(pid);
      await sql`truncate flying, plain`.execute(flying);
    }),
    { numRuns: 80 },
  );
});

it.each([1, 3])(
  "what is ended after the last answer of a flight of %i fails its transaction, and keeps the connection",
  async (count) => {
    const pid = await pidOf(flying);
    const insert = (tx: Db, n: number) => sql`insert into flying (n) values (${n})`.execute(tx);
    // Named, as statements are that come often.
    for (const n of [91, 92, 93]) await flying.transaction().execute((tx) => insert(tx, n));
    const work = flying.transaction().execute(async (tx) => {
      await insert(tx, 0);
      endedLate = true;
      await Promise.all(Array.from({ length: count }, (_, at) => insert(tx, at + 1)));
    });
    await expect(work).rejects.toMatchObject({ code: "57014" });
    await flying.transaction().execute((tx) => insert(tx, 7));
    expect((await sql<{ n: number }>`select n from flying where n < 90`.execute(flying)).rows).toEqual([{ n: 7 }]);
    expect(await pidOf(flying)).toBe(pid);
  },
);
