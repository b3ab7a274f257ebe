import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";

import { sql } from "kysely";

import type { Batch, BatchPart } from "../batches/batch.ts";
import type { Db, Tx } from "../db.server.ts";
import { countOf } from "../lib/counts.server.ts";
import { recordset } from "../lib/rows.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { currentProgram } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";
import { checkFile, type CheckedFile, type CheckedRow, type TierNames } from "./file/check.ts";
import type { FileProblem } from "./file/csv-text.ts";
import { PART_SIZE, type Import, type ImportState, type Mode, type Wanted } from "./import.ts";

const CHUNK = 5_000;
const NAME_LENGTH = 120;

export type Upload = { filename: string; bytes: Uint8Array; mode: Mode; wanted: Wanted; actor: string };

/** The tiers of the program now in force, with the names that a file may use. */
export async function listTierNames(db: Db, shop: Shop, now: Date): Promise<TierNames[]> {
  const { rules } = await currentProgram(db, shop.shopId, now);
  return (rules.tiers?.levels ?? []).map(({ key, name }) => ({ key, names: Object.values(name) }));
}

/**
 * Reads and checks a file; nothing of it is applied. No transaction is open while it is read.
 * @returns the new import, or why the file cannot be read at all
 */
export async function createImport(
  db: Db,
  shop: Shop,
  upload: Upload,
  now: Date,
): Promise<{ ok: true; importId: number } | { ok: false; problem: FileProblem }> {
  const { mode, wanted, bytes } = upload;
  const checked = await checkFile(bytes, { mode, wanted, tiers: await listTierNames(db, shop, now) }, setImmediate);
  if (!checked.ok) return checked;
  return { ok: true, importId: await db.transaction().execute((tx) => store(tx, shop, upload, checked.file, now)) };
}

async function store(tx: Tx, shop: Shop, upload: Upload, { source, reading, rows }: CheckedFile, now: Date): Promise<number> {
  const { mode, actor, bytes } = upload;
  const filename = upload.filename.replaceAll("\0", "").trim().slice(-NAME_LENGTH) || "import.csv";
  const { rows: created } = await sql<{ importId: number }>`
    insert into imports (shop_id, source, filename, mode, state, created_by, created_at, content_hash, reading)
    values (${shop.shopId}, ${source}, ${filename}, ${mode}, 'checked', ${actor}, ${now}, ${hashOf(bytes)}, ${stringifyJson(reading)}::jsonb)
    returning import_id as "importId"
  `.execute(tx);
  const importId = created[0]?.importId;
  if (importId === undefined) throw new Error("The import was not stored");
  for (let from = 0; from < rows.length; from += CHUNK)
    await insertRows(tx, shop.shopId, importId, rows.slice(from, from + CHUNK));
  return importId;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Stores rows with their customers, found by email address in any case within the shop. */
async function insertRows(tx: Tx, shopId: number, importId: number, rows: readonly CheckedRow[]): Promise<void> {
  await sql`
    insert into import_rows (shop_id, import_id, row, email, customer_id, points, tier, birthday, state, problem)
    select ${shopId}, ${importId}, row, email, customer_id, points, tier, birthday,
      case when problems = '[]'::jsonb then 'ready' else 'problem' end, nullif(problems, '[]'::jsonb)
    from (
      select t.row, t.email, t.points, t.tier, t.birthday, c.customer_id,
        case when t.email is null or c.customer_id is not null then t.problems
          else t.problems || jsonb_build_array(jsonb_build_object('code', 'unknown-customer', 'value', t.email)) end as problems
      from ${recordset(rows)} as t(row int, email text, points bigint, tier text, birthday text, problems jsonb)
      left join lateral (
        select customer_id from customers
        where shop_id = ${shopId} and lower(email) = t.email
          and deleted_at is null and redacted_at is null and merged_into is null
        order by source_updated_at desc nulls last, customer_id limit 1
      ) c on true
    ) found
  `.execute(tx);
}

const columns = sql`import_id as "importId", source, filename, mode, state, reading, run_id as "runId", created_by as "createdBy",
  created_at as "createdAt", applied_at as "appliedAt", undone_at as "undoneAt"`;

export async function findImport(db: Db, shopId: number, importId: number): Promise<Import | null> {
  const { rows } = await sql<Import>`
    select ${columns} from imports where shop_id = ${shopId} and import_id = ${importId}
  `.execute(db);
  return rows[0] ?? null;
}

export type ImportLine = Import & { ready: number; problems: number; applied: number; undone: number };

/** Newest first, one page; `before` continues it. */
export async function listImports(
  db: Db,
  shopId: number,
  { limit, before }: { limit: number; before: number | null },
): Promise<ImportLine[]> {
  const { rows } = await sql<ImportLine>`
    select ${columns}, ${rowsIn(shopId, "ready")} as ready, ${rowsIn(shopId, "problem")} as problems,
      ${rowsIn(shopId, "applied")} as applied, ${rowsIn(shopId, "undone")} as undone from imports i
    where i.shop_id = ${shopId} and (${before}::int is null or i.import_id < ${before}) order by i.import_id desc limit ${limit}
  `.execute(db);
  return rows;
}

/** How many rows of an import `i` the database has counted. */
const rowsIn = (shopId: number, part: string) => countOf(shopId, sql`'import:' || i.import_id || ${sql.lit(`:${part}`)}`);

export type ImportCounts = {
  ready: number;
  problems: number;
  applied: number;
  undone: number;
  /** Sums and numbers over the rows that are ready or were applied. */
  points: bigint;
  tiers: number;
  birthdays: number;
};

export async function countRows(db: Db, shopId: number, importId: number): Promise<ImportCounts> {
  const { rows } = await sql<ImportCounts>`
    select ${rowsIn(shopId, "ready")} as ready, ${rowsIn(shopId, "problem")} as problems,
      ${rowsIn(shopId, "applied")} as applied, ${rowsIn(shopId, "undone")} as undone, ${rowsIn(shopId, "tiers")} as tiers, ${rowsIn(shopId, "birthdays")} as birthdays,
      (select coalesce(sum(amount_minor), 0)::bigint from shop_counts where shop_id = ${shopId} and what in ('import:' || i.import_id || ':ready', 'import:' || i.import_id || ':applied')) as points
    from imports i where i.shop_id = ${shopId} and i.import_id = ${importId}
  `.execute(db);
  return rows[0] ?? { ready: 0, problems: 0, applied: 0, undone: 0, points: 0n, tiers: 0, birthdays: 0 };
}

/** An import of the same content that was applied and not undone: importing it again would count everything twice. */
export async function findSameContent(db: Db, shopId: number, importId: number): Promise<{ importId: number; at: Date } | null> {
  const { rows } = await sql<{ importId: number; at: Date }>`
    select o.import_id as "importId", coalesce(o.applied_at, o.created_at) as at from imports i
    join imports o on o.shop_id = i.shop_id and o.content_hash = i.content_hash and o.import_id <> i.import_id
    where i.shop_id = ${shopId} and i.import_id = ${importId} and i.content_hash <> '' and o.state in ('applying', 'done')
    order by o.import_id desc limit 1
  `.execute(db);
  return rows[0] ?? null;
}

/** How an import stands, with its row locked; null when there is none of that id. */
export async function lockImport(tx: Tx, shopId: number, importId: number) {
  const { rows } = await sql<{ state: ImportState; runId: bigint | null }>`
    select state, run_id as "runId" from imports where shop_id = ${shopId} and import_id = ${importId} for update
  `.execute(tx);
  return rows[0] ?? null;
}

/** The run that applies an import or takes it back has begun. */
export async function noteRun(tx: Tx, shopId: number, importId: number, state: ImportState, runId: bigint): Promise<void> {
  await sql`update imports set state = ${state}, run_id = ${runId} where shop_id = ${shopId} and import_id = ${importId}`.execute(
    tx,
  );
}

/** Ends a part of applying an import or taking it back. Fewer rows than a part has were the last ones, and the import is in the state that the run leads to. */
export async function endPart(
  tx: Tx,
  shopId: number,
  part: {
    importId: number;
    batch: Batch;
    rows: readonly { row: number }[];
    state: "done" | "undone";
    changed: readonly bigint[];
  },
  now: Date,
): Promise<BatchPart> {
  const { importId, batch, rows, state, changed } = part;
  const finished = rows.length < PART_SIZE;
  const ended = state === "done" ? sql`applied_at` : sql`undone_at`;
  if (finished)
    await sql`update imports set state = ${state}, ${ended} = ${now} where shop_id = ${shopId} and import_id = ${importId}`.execute(
      tx,
    );
  return {
    ...{ cursor: BigInt(rows.at(-1)?.row ?? Number(batch.cursor)), done: batch.done + rows.length, finished },
    ...{ result: {}, changed },
  };
}
