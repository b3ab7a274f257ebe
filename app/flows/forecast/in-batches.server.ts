import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../../db.server.ts";

/** Customers that are looked at together: a tenth of a second, in which the process hears nothing else. */
const BATCH = 1_000;

const next = sql.raw<{ customer_id: bigint }>(`fetch ${BATCH} from concerned`);

export type Progress = {
  /** Customers that have been looked at, of how many. @throws whatever is to end it */
  onProgress?: (done: number, total: number) => Promise<void> | void;
  /** Ends it between two batches. */
  signal?: AbortSignal;
};

/**
 * Reads customers batch by batch, as they were when it began, and holds no more than a batch at a time.
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
      for (let done = 0; done < total;) {
        signal?.throwIfAborted();
        const { rows } = await next.execute(tx);
        if (rows.length === 0) break;
        await look(
          tx,
          rows.map(({ customer_id }) => customer_id),
        );
        done += rows.length;
        await onProgress?.(done, total);
      }
    });
}
