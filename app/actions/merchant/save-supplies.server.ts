import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { markFields } from "../../refill/supply/fields.server.ts";
import { keepSupplies } from "../../refill/supply/keep.server.ts";
import type { NewSupply } from "../../refill/supply/typed.ts";
import type { Shop } from "../../shops/shop.ts";

/** A merchant says how long products last; whoever waits for a reminder of them waits anew, and segments follow. @returns how many were changed @see keepSupplies */
export function saveSupplies({ shopId }: Shop, supplies: readonly NewSupply[], actor: string, now = clock): Promise<number> {
  return db()
    .transaction()
    .execute(async (tx) => {
      const changed = await keepSupplies(tx, shopId, supplies, actor, now());
      if (changed.length === 0) return 0;
      await markFields(tx, shopId, changed, now());
      for (const job of ["sync-flows", "follow-refills", "tell-supplies"] as const) await enqueue(job, [{ shopId }], { db: tx });
      return changed.length;
    });
}
