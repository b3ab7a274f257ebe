import { setImmediate } from "node:timers/promises";

import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { inSlices } from "../../lib/slices.ts";

/** Customers that are read together. */
const BATCH = 1_000;
/** Batches that are under way together: while one is thought about, the next is read. */
const AT_ONCE = 2;

const next = sql.raw<{ customer_id: bigint }>(`fetch ${BATCH} from concerned`);

export type Progress = {
  /** Customers that have been looked at, of how many. @throws whatever is to end it */
  onProgress?: (done: number, total: number) => Promise<void> | void;
  /** Ends it between two batches. */
  signal?: AbortSignal;
};

/**
 * Reads customers batch by batch, as they were when it began, and holds no more than two batches at a time.
 * @param customers a query of their `customer_id`, each once
 * @throws the signal's reason
 */
export async function inBatches(
  db: Db,
  customers: RawBuilder<unknown>,
  look: (tx: Tx, customerIds: readonly bigint[]) => Promise<void>,
  { onProgress, signal }: Progress,
): Promise<void> {
  await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      const counted = await sql<{ total: number }>`select count(*)::int as total from (${customers}) concerned`.execute(tx);
      const total = counted.rows[0]?.total ?? 0;
      await sql`declare concerned no scroll cursor for select customer_id from (${customers}) of order by customer_id`.execute(
        tx,
      );
      let done = 0;
      let goesOn = true;
      const lookAtMore = async () => {
        while (goesOn) {
          signal?.throwIfAborted();
          const { rows } = await next.execute(tx);
          if (rows.length === 0) return;
          await look(
            tx,
            rows.map(({ customer_id }) => customer_id),
          );
          done += rows.length;
          await onProgress?.(done, total);
        }
      };
      // The transaction must not end while one of them is still reading.
      const ends = await Promise.allSettled(
        Array.from({ length: AT_ONCE }, () => lookAtMore().finally(() => void (goesOn = false))),
      );
      for (const end of ends) if (end.status === "rejected") throw end.reason;
    });
}

/** So many customers take a few milliseconds to think about. */
const SLICE = 100;

/** Does something with each customer, and lets others have their turn in between: also the next batch, which is being read. */
export async function inTurns<One>(
  customers: ReadonlyMap<bigint, One>,
  work: (one: One, customerId: bigint) => void,
): Promise<void> {
  const slices = inSlices(setImmediate, SLICE);
  for (const [customerId, one] of customers) {
    work(one, customerId);
    const rest = slices.after(1);
    if (rest !== undefined) await rest;
  }
}
