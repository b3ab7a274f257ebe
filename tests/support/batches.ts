import type { BatchKind } from "../../app/batches/batch.ts";
import * as batches from "../../app/batches/batches.server.ts";
import type { Db } from "../../app/db.server.ts";
import { workPart, workRun } from "../../app/jobs/runs/batches.server.ts";
import type { Shop } from "../../app/shops/shop.ts";

/** A run without its job, for tests that do the parts themselves. */
export async function createRun(db: Db, shop: Shop, kind: BatchKind, spec: object, now: Date, total = 0): Promise<bigint> {
  const runId = await db
    .transaction()
    .execute((tx) => batches.createBatch(tx, shop.shopId, { kind, spec, total, actor: "merchant:7" }, now));
  if (runId === null) throw new Error("Another run is open");
  return runId;
}

/** Does a run from beginning to end and says what became of it. */
export async function runToEnd(db: Db, shop: Shop, kind: BatchKind, spec: object, now: Date) {
  const runId = await createRun(db, shop, kind, spec, now);
  await workRun(shop, runId, { now: () => now, restMs: 0 });
  return getRun(db, shop, runId);
}

export async function getRun(db: Db, shop: Shop, runId: bigint) {
  const batch = await batches.findBatch(db, shop.shopId, runId);
  if (batch === null) throw new Error(`There is no run ${runId}`);
  return batch;
}

/** Does the parts of a run, each as if the worker had died after the one before, `rivals` workers at once. */
export async function workByParts(shop: Shop, runId: bigint, now: Date, rivals = 1): Promise<number> {
  for (let parts = 1; ; parts += 1) {
    const more = await Promise.all(Array.from({ length: rivals }, () => workPart(shop, runId, () => now)));
    if (more.includes(false)) return parts;
  }
}
