import { Kysely, PostgresDialect, sql } from "kysely";
import { describe, expect, it } from "vitest";

import { db, pool, type Db } from "../../app/db.server.ts";
import { openPool } from "../../app/db/pool.server.ts";
import { createStatementNames, plannedByValues } from "../../app/db/statement-names.ts";
import { isStalePlan, isTransient, meetsAll } from "../../app/lib/database-errors.ts";
import { useDatabase } from "../support/database.ts";

useDatabase();

describe("a statement", () => {
  it("has a name from the second time on, the same on every connection", () => {
    const [one, other] = [createStatementNames(), createStatementNames()];
    const text = "select $1::int as again";
    expect(one(text, 1)).toBeUndefined();
    const name = one(text, 1);
    expect(name).toMatch(/^[\w-]{32}$/);
    expect(other(text, 1)).toBe(name);
    expect(one(`${text} `, 1)).toBeUndefined();
    expect(one(`${text} `, 1)).not.toBe(name);
  });

  it("has none without parameters, or with so many that it is a list of values", () => {
    const names = createStatementNames();
    for (let time = 0; time < 3; time += 1) {
      expect(names("begin", 0)).toBeUndefined();
      expect(names("insert into t values …", 41)).toBeUndefined();
    }
  });

  it("has none where its best plan depends on its values, so that it is planned for them each time", async () => {
    const names = createStatementNames();
    const { sql: text } = sql`${plannedByValues} select ${1}::int as by_values`.compile(db());
    for (let time = 0; time < 3; time += 1) expect(names(text, 1)).toBeUndefined();
    await expect(sql`${plannedByValues} select ${1}::int as by_values`.execute(db())).resolves.toMatchObject({
      rows: [{ by_values: 1 }],
    });
  });

  it("has none any more once its connection holds enough plans; those that have one keep it", () => {
    const names = createStatementNames();
    const text = (index: number) => `select $1 as n${index}`;
    for (let index = 0; index < 300; index += 1) {
      names(text(index), 1);
      expect(names(text(index), 1)).toBeDefined();
    }
    names(text(300), 1);
    expect(names(text(300), 1)).toBeUndefined();
    expect(names(text(7), 1)).toBeDefined();
  });
});

it("PostgreSQL keeps the plans of what is asked again, through the pool and in transactions", async () => {
  const kept = await db()
    .transaction()
    .execute(async (tx) => {
      for (const value of [1, 2, 3]) await sql`select ${value}::int as kept_plan`.execute(tx);
      const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(tx);
      return rows.map(({ statement }) => statement);
    });
  expect(kept).toContain("select $1::int as kept_plan");
  const answers = await Promise.all([1, 2, 3].map((value) => pool().query<{ n: number }>("select $1::int + 1 as n", [value])));
  expect(answers.map(({ rows }) => rows)).toEqual([[{ n: 2 }], [{ n: 3 }], [{ n: 4 }]]);
});

it("plans that a migration has made stale are given up with their connection, and the work may be taken again", async () => {
  await sql`create table stale_plan (a int)`.execute(db());
  const read = (tx: Db) => sql`select * from stale_plan where a > ${0}::int`.execute(tx);
  const one = openPool("work", 1);
  const alone = new Kysely<never>({ dialect: new PostgresDialect({ pool: one }) }) as unknown as Db;
  try {
    for (let time = 0; time < 3; time += 1) await read(alone);
    await sql`alter table stale_plan add column b int`.execute(db());
    const error: unknown = await read(alone).catch((failure: unknown) => failure);
    expect([isStalePlan(error), isTransient(error), meetsAll(error)]).toEqual([true, true, false]);
    expect((await read(alone)).rows).toEqual([]);
    await sql`alter table stale_plan drop column b`.execute(db());
    const inTransaction: unknown = await alone
      .transaction()
      .execute(read)
      .catch((failure: unknown) => failure);
    expect([isTransient(inTransaction), (await read(alone)).rows]).toEqual([true, []]);
  } finally {
    await one.end();
    await sql`drop table stale_plan`.execute(db());
  }
});
