import { findBatch } from "../../batches/batches.server.ts";
import { isOpen } from "../../batches/batch.ts";
import { resumeRun, startRun } from "../../batches/runs.server.ts";
import { db, type Tx } from "../../db.server.ts";
import type { ImportState } from "../../imports/import.ts";
import { countRows, lockImport, noteRun } from "../../imports/imports.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** `busy`: another import is being applied or undone; `not-now`: this one is not in a state for it. */
export type ImportOutcome = { ok: true; runId: bigint } | { ok: false; reason: "busy" | "not-now" };

/** Applies the rows of a checked import that are ready. */
export function startImport(shop: Shop, importId: number, actor: string, now: Date): Promise<ImportOutcome> {
  return db()
    .transaction()
    .execute(async (tx) => {
      const known = await lockImport(tx, shop.shopId, importId);
      if (known?.state !== "checked") return { ok: false, reason: "not-now" };
      const { ready } = await countRows(tx, shop.shopId, importId);
      if (ready === 0) return { ok: false, reason: "not-now" };
      return start(tx, shop, importId, { kind: "import", state: "applying", total: ready, actor }, now);
    });
}

/** Takes back what an import did, whether it came to its end or was stopped. */
export function startUndo(shop: Shop, importId: number, actor: string, now: Date): Promise<ImportOutcome> {
  return db()
    .transaction()
    .execute(async (tx) => {
      const known = await lockImport(tx, shop.shopId, importId);
      if (known?.state !== "done" && known?.state !== "applying") return { ok: false, reason: "not-now" };
      const run = known.runId === null ? null : await findBatch(tx, shop.shopId, known.runId);
      if (run !== null && isOpen(run.state)) return { ok: false, reason: "busy" };
      const { applied } = await countRows(tx, shop.shopId, importId);
      return start(tx, shop, importId, { kind: "undo-import", state: "undoing", total: applied, actor }, now);
    });
}

/** Lets the run of an import go on where it was; not one that another has taken the place of, or rows would be applied while they are taken back. */
export function resumeImport(shop: Shop, importId: number): Promise<boolean> {
  return db()
    .transaction()
    .execute(async (tx) => {
      const known = await lockImport(tx, shop.shopId, importId);
      return known?.runId != null && resumeRun(tx, shop, known.runId);
    });
}

async function start(
  tx: Tx,
  shop: Shop,
  importId: number,
  { kind, state, total, actor }: { kind: "import" | "undo-import"; state: ImportState; total: number; actor: string },
  now: Date,
): Promise<ImportOutcome> {
  const runId = await startRun(tx, shop, { kind, spec: { importId }, total, actor }, now);
  if (runId === null) return { ok: false, reason: "busy" };
  await noteRun(tx, shop.shopId, importId, state, runId);
  return { ok: true, runId };
}
