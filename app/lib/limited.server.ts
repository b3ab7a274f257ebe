import { setTimeout } from "node:timers/promises";

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

/** Between two attempts to end a statement: one that comes before the statement has begun meets nothing. */
const AGAIN_MS = 50;

async function cancellable<Result>(pid: number, signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
  // It may have ended while the connection was waited for.
  if (signal?.aborted === true) throw new CutOffError("nobody waits for it");
  let done = false;
  let canceling: Promise<unknown> = Promise.resolve();
  const cancel = () => {
    canceling = cancelUntil(pid, () => done);
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await work();
  } finally {
    done = true;
    signal?.removeEventListener("abort", cancel);
    // Else it could meet whatever the connection does next.
    await canceling;
  }
}

async function cancelUntil(pid: number, isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    await sql`select pg_cancel_backend(${pid})`.execute(database()).catch(() => undefined);
    await setTimeout(AGAIN_MS);
  }
}
