import type { Db } from "../db.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import type { Shop } from "../shops/shop.ts";
import type { BatchKind } from "./batch.ts";
import { cancelBatch, createBatch, reopenBatch } from "./batches.server.ts";

/**
 * Starts a run of long work in the caller's transaction.
 * @param spec what the kind's parts parse
 * @param total what `done` will count up to, as far as is known
 * @returns its id; null while another of this kind is open
 */
export async function startRun(
  tx: Db,
  shop: Shop,
  run: { kind: BatchKind; spec: object; total: number; actor: string },
  now: Date,
): Promise<bigint | null> {
  const runId = await createBatch(tx, shop.shopId, run, now);
  if (runId !== null) await enqueueRun(tx, shop.shopId, runId);
  return runId;
}

/** Stops a run between two parts; what is done stays. */
export async function cancelRun(tx: Db, shop: Shop, runId: bigint, now: Date): Promise<boolean> {
  return cancelBatch(tx, shop.shopId, runId, now);
}

/** Lets a stopped or failed run go on where it was. */
export async function resumeRun(tx: Db, shop: Shop, runId: bigint): Promise<boolean> {
  const reopened = await reopenBatch(tx, shop.shopId, runId);
  if (reopened) await enqueueRun(tx, shop.shopId, runId);
  return reopened;
}

function enqueueRun(tx: Db, shopId: number, runId: bigint): Promise<void> {
  return enqueue("work-batch", [{ shopId, runId: runId.toString() }], { db: tx });
}
