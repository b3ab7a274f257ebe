import { isDeepStrictEqual } from "node:util";

import { sql } from "kysely";

import type { Batch, BatchPart } from "../batches/batch.ts";
import * as bonuses from "../bonuses/bonuses.server.ts";
import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import type { Db, Tx } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { parseInstant } from "../lib/time.ts";
import { appendEntries, lockAccounts, markForSync, type NewEntry } from "../points/accounts.server.ts";
import { liveCustomer } from "../points/ledger.server.ts";
import type { Shop } from "../shops/shop.ts";
import * as tiers from "../tiers/tiers.server.ts";
import { entryKey, importSpecSchema } from "./apply.server.ts";
import { beforeSchema, yearDayOf, type Before } from "./before.ts";
import { partSize } from "./import.ts";
import { findImport } from "./imports.server.ts";
import { readProfile } from "./profile.server.ts";

type Row = { row: number; customerId: bigint; before: Before };

/**
 * Takes back the next rows of an import: exactly the entries it posted, and the tiers and birthdays it set where they are still what it set.
 * A balance whose points were spent meanwhile becomes negative.
 */
export async function undoImport(tx: Tx, shop: Shop, batch: Batch, now: Date): Promise<BatchPart> {
  const { importId } = importSpecSchema.parse(batch.spec);
  const current = await findImport(tx, shop.shopId, importId);
  if (current === null) throw new Error(`There is no import ${importId}`);
  const size = partSize(current);
  const rows = await nextRows(tx, shop.shopId, importId, batch.cursor, size);
  const customerIds = [...new Set(rows.map(({ customerId }) => customerId))];
  await takePoints(tx, shop, importId, rows, batch.createdBy, now);
  await restore(tx, shop, rows, batch.createdBy, now);
  await markForSync(tx, shop.shopId, profiles(rows), now);
  await sql`
    update import_rows set state = 'undone'
    where shop_id = ${shop.shopId} and import_id = ${importId} and row = any(${ids(rows.map(({ row }) => BigInt(row)))})
  `.execute(tx);
  const finished = rows.length < size;
  if (finished) {
    await sql`update imports set state = 'undone', undone_at = ${now} where shop_id = ${shop.shopId} and import_id = ${importId}`.execute(
      tx,
    );
  }
  return {
    cursor: BigInt(rows.at(-1)?.row ?? Number(batch.cursor)),
    done: batch.done + rows.length,
    finished,
    result: {},
    changed: customerIds,
  };
}

/** Whose birthday or tier a row may change: their metafields tell of it. */
function profiles(rows: readonly Row[]): bigint[] {
  return [...new Set(rows.filter(({ before }) => before.floor ?? before.birthday).map(({ customerId }) => customerId))];
}

/** Rows by whoever the customer is now: points that a merge moved are taken where they are. */
async function nextRows(tx: Tx, shopId: number, importId: number, after: bigint, size: number): Promise<Row[]> {
  const { rows } = await sql<{ row: number; customerId: bigint; before: unknown }>`
    select row, customer_id as "customerId", before from import_rows
    where shop_id = ${shopId} and import_id = ${importId} and state = 'applied' and row > ${after} order by row limit ${size} for update
  `.execute(tx);
  const merged = await sql<{ customerId: bigint }>`
    select customer_id as "customerId" from customers where shop_id = ${shopId} and merged_into is not null
      and customer_id = any(${ids(rows.map(({ customerId }) => customerId))})
  `.execute(tx);
  const now = new Map<bigint, bigint>();
  for (const { customerId } of merged.rows) now.set(customerId, (await liveCustomer(tx, shopId, customerId)) ?? customerId);
  return rows.map(({ row, customerId, before }) => ({
    row,
    customerId: now.get(customerId) ?? customerId,
    before: beforeSchema.parse(before),
  }));
}

async function takePoints(tx: Tx, shop: Shop, importId: number, rows: readonly Row[], actor: string, now: Date): Promise<void> {
  const entries: NewEntry[] = [];
  const events: TimelineEvent[] = [];
  for (const { row, customerId, before } of rows) {
    const points = -BigInt(before.points);
    if (points === 0n) continue;
    const key = `${entryKey(importId, row)}:undo`;
    entries.push({ customerId, key, kind: "import", points, availableAt: now, actor });
    events.push({ customerId, key, kind: "points.imported", occurredAt: now, data: { points, importId } });
  }
  const locked = await lockAccounts(tx, shop.shopId, [...new Set(entries.map(({ customerId }) => customerId))], now);
  await appendEntries(tx, shop, locked, entries, now);
  await append(tx, shop.shopId, events, now);
}

/** Puts back tiers and birthdays that are still what the import made of them; what was changed since is somebody's wish. */
async function restore(tx: Tx, shop: Shop, rows: readonly Row[], actor: string, now: Date): Promise<void> {
  for (const { customerId, before } of rows) {
    if (before.floor === undefined && before.birthday === undefined) continue;
    const { floor, birthday } = await readProfile(tx, shop.shopId, customerId);
    if (before.floor !== undefined && isDeepStrictEqual(before.floor.to, floor)) {
      const { from } = before.floor;
      const until = from?.until == null ? null : parseInstant(from.until);
      const back = { customerId, tier: from?.tier ?? null, until, actor, reason: "import" } as const;
      const granted = await tiers.grant(tx, shop, back, now);
      if (!granted.ok) await tiers.grant(tx, shop, { ...back, tier: null, until: null }, now);
    }
    if (before.birthday !== undefined && before.birthday.to === birthday) {
      const { from } = before.birthday;
      if (from === null) await forgetBirthday(tx, shop.shopId, customerId);
      else await bonuses.setBirthday(tx, shop, customerId, yearDayOf(from), actor, now);
    }
  }
}

async function forgetBirthday(tx: Tx, shopId: number, customerId: bigint): Promise<void> {
  await sql`
    update members set birthday_month = null, birthday_day = null, birthday_set_at = null, next_occasion_at = null
    where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(tx);
}

/** How many customers have spent so much of what an import brought that taking it back leaves them in debt. */
export async function countDebts(db: Db, shopId: number, importId: number): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from import_rows r
    join ledger_accounts a on a.shop_id = r.shop_id and a.customer_id = r.customer_id
    where r.shop_id = ${shopId} and r.import_id = ${importId} and r.state = 'applied'
      and (r.before ->> 'points')::bigint > greatest(a.available, 0)
  `.execute(db);
  return rows[0]?.total ?? 0;
}
