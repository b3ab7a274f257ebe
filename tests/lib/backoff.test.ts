import { sql } from "kysely";
import { expect, it } from "vitest";

import { backoffMs, backoffSql } from "../../app/lib/backoff.ts";
import { HOUR_MS, MINUTE_MS } from "../../app/lib/time.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

it("waits twice as long after each failure, up to an end, in SQL as in the process (house A9)", async () => {
  const { rows } = await sql<{ failures: number; ms: number }>`
    select failures, (extract(epoch from ${backoffSql(sql`failures`, MINUTE_MS, HOUR_MS)}) * 1000)::float8 as ms
    from unnest(array[0, 1, 2, 3, 6, 7, 40, 2000000000]) failures
  `.execute(database.db);
  expect(rows.map(({ ms }) => ms / MINUTE_MS)).toEqual([1, 1, 2, 4, 32, 60, 60, 60]);
  expect(rows.map(({ failures }) => backoffMs(failures, MINUTE_MS, HOUR_MS))).toEqual(rows.map(({ ms }) => ms));
});
