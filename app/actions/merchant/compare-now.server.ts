import { db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { ASKED_MS } from "../../sync/reconciliation/spans.ts";
import { openWideFor } from "../../sync/reconciliation/state.server.ts";
import { enqueue } from "../../queue/queue.server.ts";

/** A merchant wants the shop compared with Shopify now: what changed in the last 30 days. One that is under way goes on. */
export function compareNow(shop: Shop, now: Date): Promise<void> {
  return db()
    .transaction()
    .execute(async (tx) => {
      await openWideFor(tx, shop.shopId, ASKED_MS, now);
      await enqueue("reconcile", [{ shopId: shop.shopId, span: "wide" }], { db: tx });
    });
}
