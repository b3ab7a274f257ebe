import { sql } from "kysely";

import type { Batch, BatchPart } from "../../batches/batch.ts";
import { findBatch } from "../../batches/batches.server.ts";
import type { Tx } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { adjust } from "../ledger.server.ts";
import { NAMED } from "./adjust-many.ts";
import { ofRun } from "./run-entries.server.ts";
import { undoResultSchema, undoSpecSchema } from "./undo-many.ts";

const ENTRIES = 200;

type Posted = { customerId: bigint; points: bigint; affectsTier: boolean; atMs: bigint };

/**
 * Takes back the next entries of a bulk adjustment, in the order in which they were posted; the cursor is the instant of the last, in milliseconds. Nobody is
 * taken more than they have: of points that were spent meanwhile, what is left is taken, and the customer is named.
 */
export async function undoMany(tx: Tx, shop: Shop, batch: Batch, now: Date): Promise<BatchPart> {
  const { key, reason } = undoSpecSchema.parse(batch.spec);
  const before = undoResultSchema.parse(batch.result);
  const run = await findBatch(tx, shop.shopId, BigInt(key));
  if (run === null) throw new Error(`There is no run ${key}`);
  const { rows } = await sql<Posted>`
    select e.customer_id as "customerId", e.points, e.tier_points <> 0 as "affectsTier", (extract(epoch from e.recorded_at) * 1000)::bigint as "atMs"
    from ledger_entries e
    where ${ofRun(shop.shopId, run)} and e.recorded_at > to_timestamp(${batch.cursor}::bigint / 1000.0)
    order by e.recorded_at fetch first ${ENTRIES} rows with ties
  `.execute(tx);
  let taken = 0n;
  const short: bigint[] = [];
  const changed: bigint[] = [];
  for (const { customerId, points, affectsTier } of rows) {
    const undoing = { customerId, reason, affectsTier, actor: batch.createdBy, key: `undo:${key}:${customerId}` };
    let back = -points;
    let outcome = await adjust(tx, shop, { ...undoing, points: back }, now);
    if (!outcome.ok) {
      short.push(customerId);
      back = outcome.reason === "insufficient-points" && outcome.available > 0n ? -outcome.available : 0n;
      if (back !== 0n) outcome = await adjust(tx, shop, { ...undoing, points: back }, now);
    }
    if (!outcome.ok) continue;
    taken += back;
    changed.push(outcome.customerId);
  }
  return {
    cursor: rows.at(-1)?.atMs ?? batch.cursor,
    done: batch.done + rows.length,
    finished: rows.length < ENTRIES,
    result: {
      undone: before.undone + rows.length - short.length,
      points: (before.points + taken).toString(),
      short: before.short + short.length,
      shortIds: [...before.shortIds, ...short.map(String)].slice(0, NAMED),
    },
    changed,
  };
}
