import { sql } from "kysely";

import type { Db, Tx } from "../db.server.ts";

/** SQLSTATE of a statement that was ended, here because its time was over. */
const CANCELED = "57014";

/**
 * Reads something that takes long in a large shop, and gives up after a while.
 * @param ms for each statement
 * @returns null when the time did not do
 */
export async function withinMs<Result>(db: Db, ms: number, read: (tx: Tx) => Promise<Result>): Promise<Result | null> {
  try {
    return await db.transaction().execute(async (tx) => {
      await sql`select set_config('statement_timeout', ${String(ms)}, true)`.execute(tx);
      return read(tx);
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === CANCELED) return null;
    throw error;
  }
}
