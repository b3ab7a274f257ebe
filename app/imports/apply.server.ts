import { sql } from "kysely";
import { z } from "zod";

import type { Batch, BatchPart } from "../batches/batch.ts";
import * as bonuses from "../bonuses/bonuses.server.ts";
import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import type { Tx } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import { addDays, dayIn, instantIn } from "../lib/time.ts";
import { appendEntries, lockAccounts, readAccounts, type NewEntry } from "../points/accounts.server.ts";
import { expire } from "../points/expiry/expire.server.ts";
import type { Shop } from "../shops/shop.ts";
import * as tiers from "../tiers/tiers.server.ts";
import { yearDayOf, type Before } from "./before.ts";
import { partSize, type Import, type RowProblem } from "./import.ts";
import { findImport, listTierNames } from "./imports.server.ts";
import { liveCustomers, readProfile } from "./profile.server.ts";

/** A tier that was brought along is kept at least so long. */
export const FLOOR_DAYS = 365;

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
  const size = partSize(current);
  const rows = await nextRows(tx, shop.shopId, importId, batch.cursor, size);
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
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    const customerId = live.get(row.customerId);
    if (customerId === undefined) outcomes.push(problem(row, { code: "gone", value: row.customerId.toString() }));
    else if (row.tier !== null && !known.has(row.tier)) outcomes.push(problem(row, { code: "unknown-tier", value: row.tier }));
    else {
      const memory = await setProfile(tx, shop, { ...row, customerId }, batch.createdBy, now);
      const points = posted.get(row.row) ?? 0n;
      outcomes.push({ row: row.row, state: "applied", before: { ...memory, points: points.toString() }, problem: null });
    }
  }
  await note(tx, shop.shopId, importId, outcomes);
  const finished = rows.length < size;
  if (finished) {
    await sql`update imports set state = 'done', applied_at = ${now} where shop_id = ${shop.shopId} and import_id = ${importId}`.execute(
      tx,
    );
  }
  return {
    cursor: BigInt(rows.at(-1)?.row ?? Number(batch.cursor)),
    done: batch.done + rows.length,
    finished,
    result: {},
    changed: [...new Set(sound.map(({ customerId }) => customerId))],
  };
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
  const accounts = mode === "set" ? await readAccounts(tx, shop, customerIds, now) : new Map<bigint, never>();
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
    entries.push({ customerId, key, kind: "import", points: difference, availableAt: now, actor });
    events.push({ customerId, key, kind: "points.imported", occurredAt: now, data: { points: difference, source, importId } });
  }
  await appendEntries(tx, shop, locked, entries, now);
  await append(tx, shop.shopId, events, now);
  return posted;
}

/** Sets tier and birthday of a row, and says what was there before. */
async function setProfile(tx: Tx, shop: Shop, row: Row, actor: string, now: Date): Promise<Omit<Before, "points">> {
  if (row.tier === null && row.birthday === null) return {};
  const known = await readProfile(tx, shop.shopId, row.customerId);
  if (row.tier !== null) {
    const until = instantIn(addDays(dayIn(now, shop.timeZone), FLOOR_DAYS), shop.timeZone);
    await tiers.grant(tx, shop, { customerId: row.customerId, tier: row.tier, until, actor, reason: "import" }, now);
  }
  if (row.birthday !== null) {
    await bonuses.setBirthday(tx, shop, row.customerId, yearDayOf(row.birthday), actor, now);
  }
  const after = await readProfile(tx, shop.shopId, row.customerId);
  return {
    ...(row.tier === null ? {} : { floor: { from: known.floor, to: after.floor } }),
    ...(row.birthday === null ? {} : { birthday: { from: known.birthday, to: after.birthday } }),
  };
}

async function note(tx: Tx, shopId: number, importId: number, outcomes: readonly Outcome[]): Promise<void> {
  await sql`
    update import_rows r set state = t.state, before = t.before, problem = coalesce(t.problem, r.problem)
    from ${recordset(outcomes)} as t(row int, state text, before jsonb, problem jsonb)
    where r.shop_id = ${shopId} and r.import_id = ${importId} and r.row = t.row
  `.execute(tx);
}
