import { now as clock } from "../../clock.server.ts";
import * as batches from "../../batches/batches.server.ts";
import { db } from "../../db.server.ts";
import { isTransient } from "../../lib/database-errors.ts";
import { log } from "../../log.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { batchParts } from "./batch-parts.server.ts";
import { withoutAddresses } from "../../lib/mask.ts";

/** Long enough that waiting webhooks, which look for a free shop a few times a second, get their turn. */
const REST_MS = 300;

/**
 * Works on a run until it is finished or stopped, part by part. What may pass is left to the job's retries; anything else ends the run, which the
 * merchant can then continue.
 */
export async function workRun(shop: Shop, runId: bigint, { now = clock, restMs = REST_MS } = {}): Promise<void> {
  for (;;) {
    const began = performance.now();
    try {
      if (!(await workPart(shop, runId, now))) return;
    } catch (error) {
      if (isTransient(error)) throw error;
      log().error({ error, shopId: shop.shopId, runId }, "a part of a long run failed");
      await batches.failBatch(db(), shop.shopId, runId, withoutAddresses(String(error)), now());
      return;
    }
    if (restMs > 0) await rest(Math.max(restMs, performance.now() - began));
  }
}

/** One part, in one transaction with what follows from it. @returns whether there is more */
export function workPart(shop: Shop, runId: bigint, now: () => Date): Promise<boolean> {
  return change(
    shop,
    async (tx, at) => {
      const batch = await batches.claimBatch(tx, shop.shopId, runId);
      if (batch === null) return { result: false };
      const part = await batchParts[batch.kind](tx, shop, batch, at);
      await batches.advanceBatch(tx, shop.shopId, runId, part, at);
      return { result: !part.finished, touched: part.changed };
    },
    now,
  );
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
