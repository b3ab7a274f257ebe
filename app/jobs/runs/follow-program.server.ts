import { z } from "zod";

import type { Batch, BatchPart } from "../../batches/batch.ts";
import * as bonuses from "../../bonuses/bonuses.server.ts";
import type { Tx } from "../../db.server.ts";
import { reproject } from "../../points/expiry/expire.server.ts";
import type { Shop } from "../../shops/shop.ts";
import * as tiers from "../../tiers/tiers.server.ts";

const resultSchema = z.object({ phase: z.enum(["tiers", "bonuses", "expiry"]).default("tiers") });

/** The next page of customers under the rules in force: first everybody's tier, then days that bring bonuses, then when points expire. */
export async function followProgram(tx: Tx, shop: Shop, batch: Batch, now: Date): Promise<BatchPart> {
  const { phase } = resultSchema.parse(batch.result);
  if (phase === "tiers") {
    const { changed, seen, next } = await tiers.settleAll(tx, shop, batch.cursor, now);
    const result = { phase: next === null ? "bonuses" : "tiers" };
    return { cursor: next ?? 0n, done: batch.done + seen, finished: false, result, changed };
  }
  if (phase === "bonuses") {
    const { changed, next } = await bonuses.settleAll(tx, shop, batch.cursor, now);
    const result = { phase: next === null ? "expiry" : "bonuses" };
    return { cursor: next ?? 0n, done: batch.done, finished: false, result, changed };
  }
  const next = await reproject(tx, shop, batch.cursor, now);
  return { cursor: next ?? batch.cursor, done: batch.done, finished: next === null, result: { phase }, changed: [] };
}
