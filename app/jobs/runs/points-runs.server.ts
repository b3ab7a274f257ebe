import { db } from "../../db.server.ts";
import { findBatchNamed } from "../../batches/batches.server.ts";
import type { AdjustSpec } from "../../points/adjusting/adjust-many.ts";
import { previewAdjustment } from "../../points/adjusting/adjust-many.server.ts";
import type { AwardInput } from "../../points/award-form.ts";
import type { AwardSpec } from "../../points/orders/award-history.ts";
import { countPast } from "../../points/orders/award-history.server.ts";
import { currentProgram } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { startRun } from "./batches.server.ts";

/**
 * Awards past orders under the programme as it is now, or tries it out.
 * @returns the run; null while another award is under way
 */
export function startAward(
  shop: Shop,
  input: AwardInput & { dryRun: boolean },
  actor: string,
  now: Date,
): Promise<bigint | null> {
  return db()
    .transaction()
    .execute(async (tx) => {
      const { version } = await currentProgram(tx, shop.shopId, now);
      const { since, waiting, dryRun } = input;
      const spec: AwardSpec = { since, waiting, dryRun, programVersion: version };
      const total = await countPast(tx, shop, since);
      return startRun(tx, shop, { kind: "award-history", spec, total, actor }, now);
    });
}

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
