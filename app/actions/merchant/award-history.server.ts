import { startRun } from "../../batches/runs.server.ts";
import { db } from "../../db.server.ts";
import type { AwardInput } from "../../points/orders/award-form.ts";
import { countPast } from "../../points/orders/award-history.server.ts";
import type { AwardSpec } from "../../points/orders/award-history.ts";
import { currentProgram } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * Awards past orders under the program as it is now, or tries it out.
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
