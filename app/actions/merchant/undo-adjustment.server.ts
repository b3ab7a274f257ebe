import type { Batch } from "../../batches/batch.ts";
import { isOpen } from "../../batches/batch.ts";
import { findBatchNamed } from "../../batches/batches.server.ts";
import { startRun } from "../../batches/runs.server.ts";
import { db } from "../../db.server.ts";
import { adjustResultSchema } from "../../points/adjusting/adjust-many.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * Takes back a bulk adjustment that has ended, once. @param reason what the ledger says of it
 * @returns the run that does it; null while another is being taken back, or this one still goes on
 */
export function undoAdjustment(shop: Shop, batch: Batch, reason: string, actor: string, now: Date): Promise<bigint | null> {
  const key = batch.runId.toString();
  return db()
    .transaction()
    .execute(async (tx) => {
      if (isOpen(batch.state)) return null;
      const known = await findBatchNamed(tx, shop.shopId, "undo-adjust", key);
      if (known !== null) return known;
      const { adjusted } = adjustResultSchema.parse(batch.result);
      return startRun(tx, shop, { kind: "undo-adjust", spec: { key, reason }, total: adjusted, actor }, now);
    });
}
