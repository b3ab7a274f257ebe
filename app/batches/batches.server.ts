import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { stringifyJson } from "../lib/json.ts";
import type { Batch, BatchKind, BatchPart } from "./batch.ts";

const columns = sql`run_id as "runId", kind, spec, state, cursor, done, total, result, error, created_by as "createdBy",
  created_at as "createdAt", finished_at as "finishedAt"`;

/** @returns the new run's id; null while another of this kind is open */
export async function createBatch(
  db: Db,
  shopId: number,
  run: { kind: BatchKind; spec: object; total: number; actor: string },
  now: Date,
): Promise<bigint | null> {
  const { kind, spec, total, actor } = run;
  // Two clicks at once: the second sees what the first has written.
  await sql`select pg_advisory_xact_lock(hashtext('batch'), ${shopId})`.execute(db);
  const { rows } = await sql<{ runId: bigint }>`
    insert into batch_runs (shop_id, kind, spec, total, created_by, created_at)
    select ${shopId}, ${kind}, ${stringifyJson(spec)}::jsonb, ${total}, ${actor}, ${now}
    where not exists (select from batch_runs where shop_id = ${shopId} and kind = ${kind} and state in ('waiting', 'running'))
    returning run_id as "runId"
  `.execute(db);
  return rows[0]?.runId ?? null;
}

/** The run that was started under this name, which its spec holds as `key`; null when none was. */
export async function findBatchNamed(db: Db, shopId: number, kind: BatchKind, key: string): Promise<bigint | null> {
  const { rows } = await sql<{ runId: bigint }>`
    select run_id as "runId" from batch_runs where shop_id = ${shopId} and kind = ${kind} and spec ->> 'key' = ${key}
  `.execute(db);
  return rows[0]?.runId ?? null;
}

export async function findBatch(db: Db, shopId: number, runId: bigint): Promise<Batch | null> {
  const { rows } = await sql<Batch>`
    select ${columns} from batch_runs where shop_id = ${shopId} and run_id = ${runId}
  `.execute(db);
  return rows[0] ?? null;
}

/** Newest first. */
export async function listBatches(
  db: Db,
  shopId: number,
  { kinds, limit, before = null }: { kinds: readonly BatchKind[]; limit: number; before?: bigint | null },
): Promise<Batch[]> {
  const { rows } = await sql<Batch>`
    select ${columns} from batch_runs
    where shop_id = ${shopId} and kind = any(${kinds}::text[]) and (${before}::bigint is null or run_id < ${before})
    order by run_id desc limit ${limit}
  `.execute(db);
  return rows;
}

/** An open run, its row locked until the transaction ends; null when there is nothing to do for it. */
export async function claimBatch(db: Db, shopId: number, runId: bigint): Promise<Batch | null> {
  const { rows } = await sql<Batch>`
    select ${columns} from batch_runs
    where shop_id = ${shopId} and run_id = ${runId} and state in ('waiting', 'running') for update
  `.execute(db);
  return rows[0] ?? null;
}

/** Notes what a part has done; the last part ends the run. */
export async function advanceBatch(db: Db, shopId: number, runId: bigint, part: BatchPart, now: Date): Promise<void> {
  await sql`
    update batch_runs set cursor = ${part.cursor}, done = ${part.done}, total = greatest(total, ${part.done}),
      result = ${stringifyJson(part.result)}::jsonb, error = null,
      state = ${part.finished ? "done" : "running"}, finished_at = ${part.finished ? now : null}::timestamptz
    where shop_id = ${shopId} and run_id = ${runId}
  `.execute(db);
}

/** Stops a run after the part that is being done. @returns whether it was still open */
export async function cancelBatch(db: Db, shopId: number, runId: bigint, now: Date): Promise<boolean> {
  return end(db, shopId, runId, "cancelled", null, now);
}

/** Ends a run that cannot go on; `error` is for the log and the merchant's question. */
export async function failBatch(db: Db, shopId: number, runId: bigint, error: string, now: Date): Promise<boolean> {
  return end(db, shopId, runId, "failed", error.slice(0, 1_000), now);
}

async function end(
  db: Db,
  shopId: number,
  runId: bigint,
  state: "cancelled" | "failed",
  error: string | null,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update batch_runs set state = ${state}, error = ${error}, finished_at = ${now}
    where shop_id = ${shopId} and run_id = ${runId} and state in ('waiting', 'running') returning run_id
  `.execute(db);
  return rows.length > 0;
}

/** Lets a stopped or failed run go on at its cursor. @returns false when it is not one, or another of its kind is open */
export async function reopenBatch(db: Db, shopId: number, runId: bigint): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('batch'), ${shopId})`.execute(db);
  const { rows } = await sql`
    update batch_runs r set state = 'waiting', error = null, finished_at = null
    where r.shop_id = ${shopId} and r.run_id = ${runId} and r.state in ('cancelled', 'failed')
      and not exists (select from batch_runs o where o.shop_id = r.shop_id and o.kind = r.kind and o.state in ('waiting', 'running'))
    returning run_id
  `.execute(db);
  return rows.length > 0;
}

/** Runs of installed shops that are not finished. */
export async function listOpenBatches(db: Db): Promise<{ shopId: number; runId: bigint }[]> {
  const { rows } = await sql<{ shopId: number; runId: bigint }>`
    select r.shop_id as "shopId", r.run_id as "runId" from batch_runs r join shops s on s.shop_id = r.shop_id and s.status = 'installed'
    where r.state in ('waiting', 'running') order by r.shop_id, r.run_id
  `.execute(db);
  return rows;
}
