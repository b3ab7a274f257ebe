import { sql } from "kysely";
import { z } from "zod";

import type { Batch, BatchPart } from "../batches/batch.ts";
import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import type { Tx } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import { addDays, dayIn, instantIn } from "../lib/time.ts";
import { appendEntries, instantUnderLock, lockAccounts, readAccounts, type NewEntry } from "../points/accounts.server.ts";
import { expire } from "../points/expiry/expire.server.ts";
import type { Shop } from "../shops/shop.ts";
import type { Before } from "./before.ts";
import { PART_SIZE, type Import, type RowProblem } from "./import.ts";
import { endPart, findImport, listTierNames } from "./imports.server.ts";
import { liveCustomers, readProfiles, writeProfiles } from "./profile.server.ts";

/** A tier that was brought along is kept at least so long. */
const FLOOR_DAYS = 365;

export const importSpecSchema = z.object({ importId: z.number().int() });

type Row = { row: number; customerId: bigint; points: bigint | null; tier: string | null; birthday: string | null };
type Outcome = { row: number; state: "applied" | "problem"; before: Before | null; problem: RowProblem[] | null };

/** The key of what a row posts: posted once, however often the row is applied. */
export function entryKey(importId: number, row: number): string {
  return `import:${importId}:${row}`;
}

/** Applies the next rows of an import that are ready. `done` counts rows; `cursor` is the last of them. */
export async function applyImport(tx: Tx, shop: Shop, batch: Batch, now: Date): Promise<BatchPart> {
  const { importId } = importSpecSchema.parse(batch.spec);
  const current = await findImport(tx, shop.shopId, importId);
  if (current === null) throw new Error(`There is no import ${importId}`);
  const rows = await nextRows(tx, shop.shopId, importId, batch.cursor, PART_SIZE);
  const live = await liveCustomers(
    tx,
    shop.shopId,
    rows.map(({ customerId }) => customerId),
  );
  const known = new Set((await listTierNames(tx, shop, now)).map(({ key }) => key));
  const sound = rows.flatMap((row) => {
    const customerId = live.get(row.customerId);
    return customerId === undefined || (row.tier !== null && !known.has(row.tier)) ? [] : [{ ...row, customerId }];
  });
  const posted = await postPoints(tx, shop, current, sound, batch.createdBy, now);
  const memories = await setProfiles(tx, shop, sound, batch.createdBy, now);
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    const customerId = live.get(row.customerId);
    if (customerId === undefined) outcomes.push(problem(row, { code: "gone", value: row.customerId.toString() }));
    else if (row.tier !== null && !known.has(row.tier)) outcomes.push(problem(row, { code: "unknown-tier", value: row.tier }));
    else {
      const points = (posted.get(row.row) ?? 0n).toString();
      const before = { ...memories.get(row.row), points, run: batch.runId.toString() };
      outcomes.push({ row: row.row, state: "applied", before, problem: null });
    }
  }
  await note(tx, shop.shopId, importId, outcomes);
  const changed = [...new Set(sound.map(({ customerId }) => customerId))];
  return endPart(tx, shop.shopId, { importId, batch, rows, state: "done", changed }, now);
}

async function nextRows(tx: Tx, shopId: number, importId: number, after: bigint, size: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select row, customer_id as "customerId", points, tier, birthday from import_rows
    where shop_id = ${shopId} and import_id = ${importId} and state = 'ready' and row > ${after} order by row limit ${size} for update
  `.execute(tx);
  return rows;
}

function problem({ row }: Row, found: RowProblem): Outcome {
  return { row, state: "problem", before: null, problem: [found] };
}

/** Posts each row's points: added, or what is missing to (or too much over) the balance that the file states. @returns points by row */
async function postPoints(
  tx: Tx,
  shop: Shop,
  { importId, mode, source }: Import,
  rows: readonly Row[],
  actor: string,
  now: Date,
): Promise<Map<number, bigint>> {
  const counted = rows.filter((row) => row.points !== null);
  const customerIds = [...new Set(counted.map(({ customerId }) => customerId))];
  if (customerIds.length === 0) return new Map();
  // What has expired by now is gone before balances are set.
  if (mode === "set") await expire(tx, shop, customerIds, now);
  const locked = await lockAccounts(tx, shop.shopId, customerIds, now);
  const at = instantUnderLock(locked, customerIds, now);
  const accounts = mode === "set" ? await readAccounts(tx, shop, customerIds, at) : new Map<bigint, never>();
  const balance = new Map(
    [...accounts].map(([customerId, account]: [bigint, { available: bigint }]) => [customerId, account.available]),
  );
  const posted = new Map<number, bigint>();
  const entries: NewEntry[] = [];
  const events: TimelineEvent[] = [];
  for (const { row, customerId, points } of counted) {
    const difference = mode === "set" ? (points ?? 0n) - (balance.get(customerId) ?? 0n) : (points ?? 0n);
    if (difference === 0n) continue;
    balance.set(customerId, (balance.get(customerId) ?? 0n) + difference);
    posted.set(row, difference);
    const key = entryKey(importId, row);
    entries.push({ customerId, key, kind: "import", points: difference, availableAt: at, actor });
    events.push({ customerId, key, kind: "points.imported", occurredAt: at, data: { points: difference, source, importId } });
  }
  await appendEntries(tx, shop, locked, entries, at);
  await append(tx, shop.shopId, events, at);
  return posted;
}

/** Sets tiers and birthdays of the rows, and says for each row what was there before. */
async function setProfiles(
  tx: Tx,
  shop: Shop,
  rows: readonly Row[],
  actor: string,
  now: Date,
): Promise<Map<number, Omit<Before, "points">>> {
  const telling = rows.filter(({ tier, birthday }) => tier !== null || birthday !== null);
  const known = await readProfiles(tx, shop.shopId, [...new Set(telling.map(({ customerId }) => customerId))]);
  const until = instantIn(addDays(dayIn(now, shop.timeZone), FLOOR_DAYS), shop.timeZone).toISOString();
  const wanted = new Map(known);
  const memories = new Map<number, Omit<Before, "points">>();
  for (const { row, customerId, tier, birthday } of telling) {
    // Two rows can have become one customer since the file was checked.
    const from = wanted.get(customerId) ?? { floor: null, birthday: null };
    const to = { floor: tier === null ? from.floor : { tier, until }, birthday: birthday ?? from.birthday };
    wanted.set(customerId, to);
    memories.set(row, {
      ...(tier === null ? {} : { floor: { from: from.floor, to: to.floor } }),
      ...(birthday === null ? {} : { birthday: { from: from.birthday, to: to.birthday } }),
    });
  }
  await writeProfiles(tx, shop, known, wanted, actor, now);
  return memories;
}

async function note(tx: Tx, shopId: number, importId: number, outcomes: readonly Outcome[]): Promise<void> {
  await sql`
    update import_rows r set state = t.state, before = t.before, problem = coalesce(t.problem, r.problem)
    from ${recordset(outcomes)} as t(row int, state text, before jsonb, problem jsonb)
    where r.shop_id = ${shopId} and r.import_id = ${importId} and r.row = t.row
  `.execute(tx);
}
