import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { db, pool } from "../../app/db.server.ts";
import { createStatementNames } from "../../app/db/statement-names.ts";
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
