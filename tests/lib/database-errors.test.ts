import pg from "pg";
import { expect, test } from "vitest";

import { isTransient } from "../../app/lib/database-errors.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

const withCode = (code: string) => Object.assign(new Error("refused"), { code });

test.each([
  "08006",
  "40001",
  "40P01",
  "53100",
  "53300",
  "55P03",
  "57014",
  "57P01",
  "57P03",
  "58030",
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
])("%s is nobody's fault", (code) => expect(isTransient(withCode(code))).toBe(true));

test.each(["22P02", "23505", "42703", "54000", "P0001"])("%s is about what was written", (code) =>
  expect(isTransient(withCode(code))).toBe(false),
);

test.each([new TypeError("x is undefined"), new Error("Not an amount of money: x"), null, "57P01"])("%s is a defect", (error) =>
  expect(isTransient(error)).toBe(false),
);

test("a connection that is ended in the middle of a statement is nobody's fault", async () => {
  const client = new pg.Client({ connectionString: database.url });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const asleep = client.query("select pg_sleep(20)").catch((error: unknown) => error);
  await database.pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  expect(isTransient(await asleep)).toBe(true);
  // And what the driver says to whoever uses that connection afterwards.
  expect(isTransient(await client.query("select 1").catch((error: unknown) => error))).toBe(true);
  await client.end().catch(() => undefined);
});
