import { findBatchNamed } from "../../batches/batches.server.ts";
import { startRun } from "../../batches/runs.server.ts";
import { db } from "../../db.server.ts";
import type { AdjustSpec } from "../../points/adjusting/adjust-many.ts";
import { previewAdjustment } from "../../points/adjusting/adjust-many.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Adjusts the points of many, once for a key. @returns the run; null while another adjustment of many is under way */
export function startAdjustment(shop: Shop, spec: AdjustSpec, actor: string, now: Date): Promise<bigint | null> {
  return db()
    .transaction()
    .execute(async (tx) => {
      const known = await findBatchNamed(tx, shop.shopId, "adjust-many", spec.key);
      if (known !== null) return known;
      const { people } = await previewAdjustment(tx, shop, spec.target, { points: 1n }, now);
      return startRun(tx, shop, { kind: "adjust-many", spec, total: people, actor }, now);
    });
}
