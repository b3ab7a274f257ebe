import { sql } from "kysely";

import { db as database, type Db, type Tx } from "../db.server.ts";

/** Nobody waits for the answer any more. */
export class CutOffError extends Error {
  override name = "CutOffError";
}

const QUERY_CANCELED = "57014";

/**
 * Asks the database something within a time, changing nothing: the statement is ended there when the time is over, or when nobody waits for the answer any more.
 * @param ms for each statement of `work`, by the database's clock
 * @returns null when the time did not do
 * @throws CutOffError when nobody waits
 */
export async function askWithin<Result>(
  db: Db,
  { ms, signal }: { ms: number; signal?: AbortSignal | undefined },
  work: (tx: Tx) => Promise<Result>,
): Promise<Result | null> {
  const isGone = () => signal?.aborted === true;
  if (isGone()) throw new CutOffError("nobody waits for it");
  try {
    return await db
      .transaction()
      .setAccessMode("read only")
      .execute(async (tx) => {
        const { rows } = await sql<{ pid: number }>`
        select pg_backend_pid() as pid, set_config('statement_timeout', ${String(ms)}, true)
      `.execute(tx);
        return await cancellable(rows[0]?.pid ?? 0, signal, () => work(tx));
      });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === QUERY_CANCELED)) throw error;
    if (isGone()) throw new CutOffError("nobody waits for it", { cause: error });
    return null;
  }
}

async function cancellable<Result>(pid: number, signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
  let canceling: Promise<unknown> = Promise.resolve();
  const cancel = () => {
    canceling = sql`select pg_cancel_backend(${pid})`.execute(database()).catch(() => undefined);
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await work();
  } finally {
    signal?.removeEventListener("abort", cancel);
    // Else it could meet whatever the connection does next.
    await canceling;
  }
}
