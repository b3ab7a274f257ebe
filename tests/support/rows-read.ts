import { sql } from "kysely";

import type { Db, Tx } from "../../app/db.server.ts";

/** How many rows of a table a piece of work reads, by PostgreSQL's own count: of what a plan looks at, not of what it gives. */
export function rowsRead(db: Db, table: string, work: (tx: Tx) => Promise<unknown>): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // What this connection has read in earlier transactions may stand there still.
    const before = await soFar(tx, table);
    await work(tx);
    return (await soFar(tx, table)) - before;
  });
}

async function soFar(tx: Tx, table: string): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_xact_user_tables where relname = ${table}
  `.execute(tx);
  return rows[0]?.read ?? 0;
}
